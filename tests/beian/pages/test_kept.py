"""A session dies while somebody types: what he sent waits for him, and for him alone, until he has signed in again."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from lxml import html

from beian.pages.saved import SavedView
from beian.people import kept, scope
from beian.people.kept import AGAIN, KeptForm
from beian.people.models import Session
from beian.people.nodes import node_url
from beian.people.scope import Actor, Reach
from tests.cast import PASSWORD
from tests.provider.stories import application_at

pytestmark = pytest.mark.django_db
NODE = "province:11"
SYSTEM = (NODE, Reach.SYSTEM, Actor.service("test"))


def url(name, *args) -> str:
    return node_url(NODE, name, *args)


def signed_in(cast, name="", client=None) -> Client:
    """By the page, as people do."""
    person = cast.person("province_reviewer", NODE, name)
    client = client or Client()
    given = {"username": person.username, "password": PASSWORD}
    assert client.post(url("staff_sign_in"), given).status_code == 302
    return client


def session_dies() -> None:
    with scope.enter(*SYSTEM):
        Session.objects.all().delete()


def send(client, **fields):
    return client.post(
        url("saved_view_save"), {"name": "本周", "table": "t", "query": "a=1", "password": "geheim"} | fields
    )


def rows() -> int:
    with scope.enter(*SYSTEM):
        return KeptForm.objects.count()


def test_what_was_sent_with_a_dead_session_is_found_again_after_signing_in(cast):
    client = signed_in(cast)
    session_dies()
    answer = send(client, odd=['"><b>', "二"])
    assert answer.status_code == 302
    door = client.get(answer["Location"])
    assert "您刚才填写的内容已经保留" in door.content.decode()
    person = cast.person("province_reviewer", NODE)
    sign_in = html.fromstring(door.content).xpath("//form[.//input[@name='username']]")[0]
    given = {"username": person.username, "password": PASSWORD, "next": sign_in.fields["next"]}
    answer = client.post(url("staff_sign_in"), given)
    assert answer["Location"] == url("kept")
    page = client.get(url("kept"))
    assert page["Cache-Control"] == "no-store"
    form = html.fromstring(page.content).xpath("//form[.//input[@name='_again']]")[0]
    fields = [(field.name, field.value) for field in form.inputs if field.name]
    assert form.action == url("saved_view_save")
    assert ("odd", '"><b>') in fields and ("odd", "二") in fields and ("name", "本周") in fields
    assert "geheim" not in page.content.decode()
    again = client.post(form.action, dict(fields))
    text = again.content.decode()
    assert again.status_code == 422 and "您刚才填写的内容已找回" in text and 'value="本周"' in text
    fresh = html.fromstring(text).xpath("//main//form")[0]
    assert AGAIN not in fresh.fields
    assert (
        client.post(url("saved_view_save"), {name: value or "" for name, value in fresh.fields.items()}).status_code
        == 303
    )


def test_somebody_else_at_the_same_machine_finds_nothing(cast):
    client = signed_in(cast)
    session_dies()
    send(client)
    signed_in(cast, "同事", client)
    answer = client.get(url("kept"))
    assert (answer.status_code, answer["Location"]) == (302, url("home"))


def test_signing_out_in_another_tab_loses_nothing_either(cast):
    client = signed_in(cast)
    client.post(url("sign_out"))
    send(client)
    signed_in(cast, client=client)
    assert "本周" in client.get(url("kept")).content.decode()


def test_nobody_can_leave_anything_here(cast):
    stranger = Client()
    assert send(stranger)["Location"] == url("staff_sign_in")
    stranger.cookies["beian_person"] = "1:forged:cookie"
    assert send(stranger)["Location"] == url("staff_sign_in")
    assert rows() == 0


def test_each_person_has_one_and_the_latest_counts(cast):
    client = signed_in(cast)
    session_dies()
    send(client)
    send(client, name="下周")
    assert rows() == 1
    signed_in(cast, client=client)
    assert "下周" in client.get(url("kept")).content.decode()


def test_too_much_is_not_kept_and_signing_in_goes_on(cast):
    client = signed_in(cast)
    session_dies()
    assert send(client, name="x" * (kept.LARGEST + 1))["Location"] == url("staff_sign_in")
    assert rows() == 0


def test_after_two_hours_it_is_gone(cast):
    client = signed_in(cast)
    session_dies()
    send(client)
    with scope.enter(*SYSTEM):
        KeptForm.objects.update(kept_at=timezone.now() - timedelta(hours=3))
    signed_in(cast, client=client)
    assert client.get(url("kept")).status_code == 302
    with scope.enter(*SYSTEM):
        assert kept.clear(now=timezone.now()) == 1


def test_what_is_kept_is_sealed(cast):
    client = signed_in(cast)
    session_dies()
    send(client)
    with scope.enter(*SYSTEM):
        assert "本周".encode() not in bytes(KeptForm.objects.get().content)


def test_a_closed_account_gets_nothing_kept(cast):
    client = signed_in(cast)
    person = cast.person("province_reviewer", NODE)
    with scope.enter(*SYSTEM):
        type(person).objects.filter(pk=person.pk).update(is_active=False)
    send(client)
    assert rows() == 0


def test_the_display_is_kept_with_the_account(cast):
    client = signed_in(cast)
    assert f'action="{url("own_display")}"' in client.get(url("jobs")).content.decode()
    answer = client.post(url("own_display"), {"display": "large", "next": url("jobs")})
    assert answer["Location"] == url("jobs")
    elsewhere = signed_in(cast)
    assert 'data-display="large"' in elsewhere.get(url("jobs")).content.decode()
    client.post(url("own_display"), {"display": '"><script>'})
    assert 'data-display="large"' in elsewhere.get(url("jobs")).content.decode()


def test_the_switch_works_for_nobody_too_and_leads_nowhere_else(cast):
    answer = Client().post(url("own_display"), {"display": "contrast", "next": "https://evil.example/"})
    assert answer["Location"] == "/" and answer.cookies["beian_display"].value == "contrast"


@pytest.mark.requirement("B1")
def test_an_owner_finds_the_answers_of_his_question_page_again(cast):
    draft, owner = application_at("draft", cast), cast.owner()
    page = node_url("provider:p01", "application_page", draft.uuid, "subject")
    client = cast.client(owner)
    form = max(html.fromstring(client.get(page).content).xpath("//main//form"), key=lambda one: len(one.fields))
    given = {name: value for name, value in form.fields.items() if value}
    given[next(name for name, value in given.items() if "公司" in value)] = "北京改名科技有限公司"
    client.cookies.clear()
    client.cookies["beian_person"] = signing.dumps(str(owner.pk), salt=kept.SALT)
    answer = client.post(page, given)
    assert answer["Location"] == f"{node_url('provider:p01', 'sign_in')}?next=%2Fprovider%2Fp01%2Fkept%2F"
    back = cast.client(owner)
    again = html.fromstring(back.get("/provider/p01/kept/").content).xpath("//form[.//input[@name='_again']]")[0]
    assert again.action == page
    answer = back.post(page, dict(again.fields))
    assert answer.status_code == 422
    assert "北京改名科技有限公司" in answer.content.decode() and "您刚才填写的内容已找回" in answer.content.decode()


def test_a_button_that_acts_at_once_is_not_pressed_by_itself(cast):
    """Found again means looked at again: what has no form to show leads back to its page, and nothing is done."""
    client = signed_in(cast)
    client.post(url("saved_view_save"), {"name": "本周", "table": "t", "query": ""})
    with scope.enter(NODE, Reach.STAFF, Actor.service("test")):
        view = SavedView.objects.get()
    session_dies()
    page = f"http://testserver{url('register')}?name=x"
    client.post(url("saved_view_delete", view.pk), {"back": url("register")}, headers={"referer": page})
    signed_in(cast, client=client)
    form = html.fromstring(client.get(url("kept")).content).xpath("//form[.//input[@name='_again']]")[0]
    answer = client.post(form.action, dict(form.fields))
    assert (answer.status_code, answer["Location"]) == (302, f"{url('register')}?name=x")
    with scope.enter(NODE, Reach.STAFF, Actor.service("test")):
        assert SavedView.objects.count() == 1


@pytest.mark.parametrize("outside", ["https://evil.example/", "//evil.example", "/province/33/", ""])
def test_the_way_back_leads_to_no_other_place(cast, outside):
    client = signed_in(cast)
    answer = client.post(url("sign_out"), {"_again": "1", "_from": outside})
    assert answer["Location"] == "/province/11/"
