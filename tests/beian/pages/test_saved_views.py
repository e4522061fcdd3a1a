"""A person keeps filter, order and columns of a list under a name of his own; the address says everything, JavaScript nothing."""

import pytest
from lxml import html

from beian.pages import saved
from beian.people import scope
from beian.people.nodes import node_url
from beian.people.scope import Actor, Reach

pytestmark = pytest.mark.django_db
NODE = "province:11"


def url(name, *args) -> str:
    return node_url(NODE, name, *args)


@pytest.fixture
def client(cast):
    return cast.staff("province_reviewer", NODE)


def page(client, **query):
    return html.fromstring(client.get(url("register"), query).content)


def keep(client, called, **query):
    """Fill in the form of the list as it is shown with this query."""
    form = page(client, **query).xpath("//form[contains(@action, '/views/')]")[0]
    return client.post(form.action, dict(form.fields) | {"name": called})


def links(client, **query) -> dict[str, str]:
    found = page(client, **query).xpath("//nav[@aria-label='我的视图']//a")
    return {link.text_content(): link.get("href") for link in found}


def views() -> list[saved.SavedView]:
    with scope.enter(NODE, Reach.STAFF, Actor.service("test")):
        return list(saved.SavedView.objects.order_by("id"))


def test_a_view_is_saved_shown_renamed_and_removed(client):
    answer = keep(client, "科技公司", name="科技", columns="name,state", after="x")
    assert answer.status_code == 303
    assert links(client) == {"科技公司": f"{url('register')}?name=%E7%A7%91%E6%8A%80&columns=name%2Cstate"}
    shown = page(client, name="科技", columns="name,state")
    assert shown.xpath("//nav[@aria-label='我的视图']//a[@aria-current]")[0].text_content() == "科技公司"
    (view,) = views()
    client.post(url("saved_view_rename", view.pk), {"name": "科技", "back": url("register")})
    assert list(links(client)) == ["科技"]
    answer = client.post(url("saved_view_delete", view.pk), {"back": url("register")})
    assert answer["Location"] == url("register")
    assert links(client) == {}


def test_the_same_name_again_replaces_the_view(client):
    keep(client, "甲", name="一")
    keep(client, "甲", name="二")
    (view,) = views()
    assert view.query == "name=%E4%BA%8C"


def test_a_view_is_its_persons_alone(cast, client):
    keep(client, "我的")
    colleague = cast.staff("province_reviewer", NODE, "同事")
    (view,) = views()
    assert links(colleague) == {}
    for name in ("saved_view_rename", "saved_view_delete"):
        assert colleague.post(url(name, view.pk), {"name": "他的"}).status_code == 404
    assert views() == [view] and views()[0].name == "我的"


def test_a_name_in_use_is_refused_in_words_and_what_was_typed_stays(client):
    keep(client, "甲")
    keep(client, "乙", name="二")
    answer = client.post(url("saved_view_rename", views()[1].pk), {"name": "甲", "back": url("register")})
    assert answer.status_code == 422
    assert "已有名为“甲”的视图" in answer.content.decode() and 'value="甲"' in answer.content.decode()


def test_twenty_views_and_no_more(client, monkeypatch):
    monkeypatch.setattr(saved, "MOST", 2)
    keep(client, "一")
    keep(client, "二")
    form = {"table": "province:register register", "name": "三", "query": "", "back": ""}
    answer = client.post(url("saved_view_save"), form)
    assert answer.status_code == 422 and "最多保存 2 个" in answer.content.decode()
    assert client.post(url("saved_view_save"), form | {"name": "二"}).status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "甲" * 31},
        {"name": "a\x00b"},
        {"query": "a=" + "x" * 2000},
        {"table": ""},
        {"table": "t" * 201},
        {"query": "a=\x00"},
    ],
)
def test_bad_input_is_refused_with_422_and_nothing_is_kept(client, change):
    form = {"table": "province:register register", "name": "甲", "query": "", "back": url("register")} | change
    assert client.post(url("saved_view_save"), form).status_code == 422
    assert views() == []


@pytest.mark.parametrize(
    "outside", ["https://evil.example/", "//evil.example", "/province/33/register/", "/\\evil", "a\nb"]
)
def test_saving_leads_to_no_other_place(client, outside):
    form = {"table": "t", "name": "甲", "query": "", "back": outside}
    assert client.post(url("saved_view_save"), form)["Location"] == url("jobs")


def test_columns_are_chosen_by_the_address_in_both_ways_of_writing(client):
    for query in ({"columns": "name,state"}, {"columns": ["name", "state"]}):
        view = client.get(url("register"), query).context["view"]
        assert [column.name for column in view.shown] == ["number", "name", "state"]
    assert len(client.get(url("register"), {"columns": "nothing"}).context["view"].shown) == 5
    assert client.get(url("register"), {"columns": "a\x00b"}).status_code == 200


def test_choosing_columns_keeps_filter_and_tab(client):
    view = client.get(url("queue"), {"show": "all", "subject": "甲", "columns": "state", "after": "x"}).context["view"]
    assert set(view.chooser.kept) == {("show", "all"), ("subject", "甲")}
    assert "columns=" not in view.chooser.plain and "subject=" in view.chooser.plain
    assert ("columns", "state") in view.carried
