"""Filing for an owner who stands at the desk: begun with his code, filled in on one page, handed in with his code (B1)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.notices import delivery, mailbox
from beian.people import scope
from beian.people.scope import Actor, Reach
from provider.applications.models import Application
from tests.provider.applications.stories import COMPANY, NATURE, NODE, PURPOSES, picture
from tests.provider.stories import application_at

pytestmark = pytest.mark.requirement("B1")
MOBILE = "13655556666"


def code_on_the_phone(mobile: str = MOBILE) -> str:
    delivery.deliver(NODE, now=timezone.now())
    with scope.enter(NODE, Reach.SYSTEM, Actor.service("phone")):
        return re.search(r"\d{6}", mailbox.received(mobile)[0].text)[0]


class Behalf:
    """A clerk with somebody at the desk."""

    def __init__(self, cast) -> None:
        self.cast, self.clerk = cast, cast.staff("provider_clerk", NODE)
        self.asked = NATURE | {"mobile": MOBILE}

    def url(self, name: str, *args) -> str:
        return self.cast.url(NODE, name, *args)

    def begin(self):
        assert self.clerk.post(self.url("behalf"), self.asked | {"then": "send"}).status_code == 200
        answer = self.clerk.post(self.url("behalf"), self.asked | {"then": "start", "code": code_on_the_phone()})
        assert answer.status_code == 302, answer.content.decode()
        self.uuid = answer.url.rstrip("/").rpartition("/")[2]
        return self

    @property
    def answers(self) -> dict:
        return {name: value for page in COMPANY.values() for name, value in page.items()}

    def filled(self):
        answer = self.clerk.post(self.url("behalf_form", self.uuid), self.answers)
        assert answer.status_code == 302, [str(one.text) for one in answer.context["mistakes"]]
        files = {one: SimpleUploadedFile(f"{one}.jpg", picture(), "image/jpeg") for one in PURPOSES}
        assert self.clerk.post(self.url("behalf_papers", self.uuid), files).status_code == 302
        return self

    @property
    def row(self) -> Application:
        with self.cast.acting(self.cast.person("provider_clerk", NODE)):
            return Application.objects.select_related("owner").get(uuid=self.uuid)


@pytest.fixture
def behalf(cast) -> Behalf:
    return Behalf(cast)


def test_a_clerk_fills_in_and_the_owner_hands_in_by_his_code(behalf, later):
    behalf.begin().filled()
    row = behalf.row
    assert (row.state, row.on_behalf, row.owner.name) == ("draft", True, "136****6666")
    check = behalf.clerk.get(behalf.url("behalf_check", behalf.uuid))
    assert check.context["complete"], check.context["open"]
    later(61)
    assert behalf.clerk.post(behalf.url("behalf_check", behalf.uuid), {"then": "send"}).status_code == 200
    given = {"then": "submit", "code": code_on_the_phone()}
    answer = behalf.clerk.post(behalf.url("behalf_check", behalf.uuid), given)
    assert answer.status_code == 302, answer.content.decode()
    assert behalf.row.state == "submitted"
    clerk = behalf.cast.person("provider_clerk", NODE)
    with behalf.cast.acting(clerk):
        log = AuditEntry.objects.filter(subject_id=behalf.uuid, verb__startswith="behalf.").order_by("id")
        assert [(entry.verb, entry.actor_label, entry.owner_id) for entry in log] == [
            ("behalf.consent", clerk.name, row.owner_id),
            ("behalf.submit", clerk.name, row.owner_id),
        ]
    page = behalf.clerk.get(behalf.url("filing", behalf.uuid)).content.decode()
    assert "受理员代填" in page and "主办者用验证码确认内容" in page
    owner = behalf.cast.client(row.owner)
    assert owner.get(behalf.url("application", behalf.uuid)).status_code == 200


def test_without_the_owners_code_nothing_begins(behalf):
    begun = behalf.url("behalf")
    assert behalf.clerk.post(begun, behalf.asked | {"then": "start", "code": "123456"}).status_code == 422
    assert behalf.clerk.post(begun, behalf.asked | {"then": "send", "mobile": "12"}).status_code == 422
    assert behalf.clerk.post(begun, behalf.asked | {"then": "send", "subject-nature": "99"}).status_code == 422
    behalf.clerk.post(begun, behalf.asked | {"then": "send"})
    right = code_on_the_phone()
    wrong = f"{(int(right) + 1) % 1000000:06d}"
    assert behalf.clerk.post(begun, behalf.asked | {"then": "start", "code": wrong}).status_code == 422
    again = behalf.clerk.post(begun, behalf.asked | {"then": "send", "code": ""})
    assert again.status_code == 422 and "秒后" in again.content.decode() and 'name="code"' in again.content.decode()
    other = behalf.asked | {"mobile": "13755556666"}
    assert behalf.clerk.post(begun, other | {"then": "start", "code": right}).status_code == 422
    with behalf.cast.acting(behalf.cast.person("provider_clerk", NODE)):
        assert not Application.objects.exists()


def test_a_refused_answer_keeps_everything_that_was_typed(behalf):
    behalf.begin()
    wrong = behalf.answers | {"subject-principal-mobile": "12345", "subject-name": ""}
    answer = behalf.clerk.post(behalf.url("behalf_form", behalf.uuid), wrong)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "12345" in text and "晴川信息官网" in text
    assert len(answer.context["mistakes"]) == 2
    grown = behalf.clerk.post(behalf.url("behalf_form", behalf.uuid), wrong | {"rows": "pre_approvals"})
    assert grown.status_code == 200 and 'name="pre_approvals-1-kind"' in grown.content.decode()
    check = behalf.clerk.post(behalf.url("behalf_check", behalf.uuid), {"then": "submit", "code": "123456"})
    assert check.status_code == 422 and behalf.row.state == "draft"
    bad = {"owner_certificate": SimpleUploadedFile("a.jpg", b"nothing", "image/jpeg")}
    assert behalf.clerk.post(behalf.url("behalf_papers", behalf.uuid), bad).status_code == 422


def test_an_owners_own_draft_is_not_the_clerks(behalf, cast):
    own = application_at("draft", cast)
    for name in ("behalf_form", "behalf_check"):
        assert behalf.clerk.get(behalf.url(name, own.uuid)).status_code == 404
        assert behalf.clerk.post(behalf.url(name, own.uuid), {"then": "send"}).status_code == 404
    assert behalf.clerk.post(behalf.url("behalf_papers", own.uuid)).status_code == 404
    assert cast.staff("provider_verifier", NODE).get(behalf.url("behalf")).status_code == 403


def test_strangers_and_late_comers_are_refused(behalf, cast, later):
    behalf.begin()
    stranger = cast.staff("provider_clerk", "provider:p02")
    assert stranger.get(behalf.url("behalf_form", behalf.uuid).replace("/p01/", "/p02/")).status_code == 404
    behalf.filled()
    later(61)
    behalf.clerk.post(behalf.url("behalf_check", behalf.uuid), {"then": "send"})
    behalf.clerk.post(behalf.url("behalf_check", behalf.uuid), {"then": "submit", "code": code_on_the_phone()})
    assert behalf.row.state == "submitted"
    assert behalf.clerk.post(behalf.url("behalf_form", behalf.uuid), behalf.answers).status_code == 409
    assert "13655556666" not in behalf.clerk.get(behalf.url("behalf")).content.decode()
