"""The bureau keeps its own contact and notices; everybody reads them with the public query (H6)."""

import pytest
from django.test import Client

from beian.exchange import drain
from beian.people import scope
from beian.people.scope import Actor, Reach
from province.supervision.models import OfficeNotice

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("H6")]
CONTACT = {
    "office-consultation_phone": "010-12345678",
    "office-complaint_phone": "010-87654321",
    "office-hours": "工作日 8:30 至 17:00",
}
NOTICE = {"title": "关于系统升级的公告", "text": "本局系统将于周六升级。\n请提前办理。"}


@pytest.fixture
def supervisor(cast):
    return cast.staff("province_supervisor", "province:11")


def test_a_bureau_publishes_whom_to_call(supervisor):
    assert "尚未公布" in Client().get("/query/contacts/11/").content.decode()
    assert supervisor.post("/province/11/office/", CONTACT).status_code == 302
    drain()
    page = Client().get("/query/contacts/11/").content.decode()
    assert "010-12345678" in page and "010-87654321" in page and "尚未公布" in page
    supervisor.post("/province/11/office/", CONTACT | {"office-consultation_phone": "010-11112222"})
    drain()
    assert "010-11112222" in Client().get("/query/contacts/").content.decode()


def test_a_notice_is_published_mended_and_withdrawn(supervisor):
    made = supervisor.post("/province/11/office/notices/new/", NOTICE)
    drain()
    listed = Client().get("/query/notices/").content.decode()
    assert "关于系统升级的公告" in listed and "北京" in listed
    supervisor.post(made["Location"], NOTICE | {"title": "关于系统再升级的公告"})
    drain()
    assert "关于系统再升级的公告" in Client().get("/query/notices/?q=升级").content.decode()
    supervisor.post(f"{made['Location']}withdraw/")
    supervisor.post(f"{made['Location']}withdraw/")
    drain()
    assert "再升级" not in Client().get("/query/notices/").content.decode()
    assert "已撤回" in supervisor.get("/province/11/office/notices/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("consultation_phone", "打我"),
        ("email", "x"),
        ("website", "javascript:alert(1)"),
        ("note", "a\u202eb"),
        ("address", "\x00"),
        ("note", "长" * 3000),
    ],
)
def test_a_wrong_contact_gets_a_sentence_and_nothing_is_published(supervisor, field, value):
    answer = supervisor.post("/province/11/office/", CONTACT | {f"office-{field}": value})
    assert answer.status_code == 422 and "错误：" in answer.content.decode()
    drain()
    assert "010-12345678" not in Client().get("/query/contacts/11/").content.decode()


@pytest.mark.parametrize(
    "notice", [{"title": "", "text": "x"}, {"title": "x" * 300, "text": "x"}, {"title": "a", "text": "\u2066b"}]
)
def test_a_wrong_notice_is_refused(supervisor, notice):
    assert supervisor.post("/province/11/office/notices/new/", notice).status_code == 422
    with scope.enter("province:11", Reach.STAFF, Actor.service("story")):
        assert not OfficeNotice.objects.exists()


def test_markup_in_a_notice_stays_text(supervisor):
    supervisor.post("/province/11/office/notices/new/", {"title": "<b>公告</b>", "text": "<script>alert(1)</script>"})
    drain()
    page = Client().get("/query/notices/").content.decode()
    assert "<b>公告" not in page


def test_another_bureau_neither_sees_nor_changes_it(cast, supervisor):
    made = supervisor.post("/province/11/office/notices/new/", NOTICE)["Location"]
    other = cast.staff("province_supervisor", "province:33")
    assert other.get(made.replace("/11/", "/33/")).status_code == 404
    assert other.post(made.replace("/11/", "/33/"), NOTICE).status_code == 404
    assert cast.staff("province_reviewer", "province:11").get("/province/11/office/").status_code == 403
