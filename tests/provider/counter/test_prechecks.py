"""The precheck: what the clerk sees, and the two ways out of it."""

import threading

import pytest

from beian.audit.models import AuditEntry
from beian.notices.models import Notice
from beian.notices.recipients import digest_of
from beian.notices.templates import TEMPLATES
from tests.provider.counter.desk import REASONS, Counter
from tests.provider.stories import application_at

SECRETS = ("王建国", "11010519491231002X", "wangjianguo@", "西直门外大街")
PASSED = "您提交的网站备案信息已通过预核验，请在1个月内由网站负责人本人携带有关证件原件到我单位备案现场办理核验手续"
FAILED = "您提交的网站备案信息未通过预核验，请修改后重新提交"


def told(counter: Counter, address: str) -> list[str]:
    """Templates of the notices queued for an address, in order."""
    with counter.cast.acting(counter.cast.person("provider_clerk", counter.node)):
        return list(
            Notice.objects.filter(recipient_digest=digest_of(address)).order_by("id").values_list("template", flat=True)
        )


@pytest.mark.requirement("B4")
def test_one_screen_shows_items_masked_findings_and_papers(cast):
    counter = Counter(cast, application_at("submitted", cast))
    page = counter.clerk.get(counter.url("precheck"))
    text = page.content.decode()
    assert page.status_code == 200
    assert not [secret for secret in SECRETS if secret in text]
    assert "北京某某科技有限公司" in text
    assert {file.purpose for file in page.context["files"]} == {"owner_certificate", "principal_certificate"}
    assert "findings" in page.context


@pytest.mark.requirement("B4")
def test_a_passed_precheck_starts_the_month_and_sends_the_statutory_text(cast):
    counter = Counter(cast, application_at("submitted", cast, mobile="13700137000"))
    assert TEMPLATES["precheck_passed"].text == PASSED
    counter.passed()
    assert counter.state == "prechecked"
    assert counter.row.due_on is not None
    for address in ("13800138000", "13700137000", "wangjianguo@example.cn"):
        assert told(counter, address).count("precheck_passed") == 1


@pytest.mark.requirement("B4")
def test_one_number_is_told_once_although_owner_and_principal_are_the_same(cast):
    counter = Counter(cast, application_at("submitted", cast)).passed()
    assert told(counter, "13800138000").count("precheck_passed") == 1


@pytest.mark.requirement("B4")
def test_a_failed_precheck_returns_each_item_with_its_reason_and_sends_the_other_text(cast):
    counter = Counter(cast, application_at("submitted", cast))
    assert TEMPLATES["precheck_failed"].text == FAILED
    answer = counter.clerk_post("precheck_return", REASONS | {"revision": counter.row.revision})
    assert answer.status_code == 302
    row = counter.row
    assert row.state == "returned"
    assert [(reason["item"], reason["code"]) for reason in row.reasons] == [("subject.name", "paper_differs")]
    assert row.reasons[0]["suggestion"]
    assert told(counter, "13800138000")[-1] == "precheck_failed"


def test_a_precheck_is_not_passed_before_the_contacts_were_reached(cast):
    counter = Counter(cast, application_at("submitted", cast))
    answer = counter.clerk_post("precheck_pass", {"revision": counter.row.revision})
    assert answer.status_code == 422
    assert "请先打电话" in answer.content.decode()
    assert counter.state == "submitted"


@pytest.mark.parametrize(
    "wrong",
    [
        {"reasons-0-item": ""},
        {"reasons-0-item": "subject.none"},
        {"reasons-0-code": "nothing"},
        {"reasons-0-text": "\x00"},
    ],
)
def test_a_return_without_a_proper_reason_is_refused_and_keeps_what_was_typed(cast, wrong):
    counter = Counter(cast, application_at("submitted", cast))
    typed = REASONS | {"revision": counter.row.revision, "reasons-0-suggestion": "请按证件改正名称"} | wrong
    answer = counter.clerk_post("precheck_return", typed)
    assert answer.status_code == 422
    assert "请按证件改正名称" in answer.content.decode()
    assert counter.state == "submitted"


def test_another_row_of_reasons_needs_no_script(cast):
    counter = Counter(cast, application_at("submitted", cast))
    answer = counter.clerk_post("precheck_return", REASONS | {"revision": "1", "rows": "reasons"})
    assert answer.status_code == 200
    assert 'name="reasons-1-item"' in answer.content.decode()
    assert counter.state == "submitted"


def test_the_second_clerk_learns_who_was_faster(cast):
    counter = Counter(cast, application_at("submitted", cast))
    second = cast.staff("provider_clerk", counter.node, "陈受理")
    read = {"revision": counter.row.revision, "reached": "on"}
    assert second.post(counter.url("precheck_pass"), read).status_code == 302
    answer = counter.clerk_post("precheck_return", REASONS | read)
    assert answer.status_code == 409
    assert "陈受理" in answer.content.decode()
    assert counter.state == "prechecked"


def test_of_two_clerks_at_once_one_passes_it_and_the_owner_is_told_once(cast):
    counter = Counter(cast, application_at("submitted", cast))
    clerks = [cast.staff("provider_clerk", counter.node, name) for name in ("甲", "乙", "丙")]
    read, url, start = (
        {"revision": counter.row.revision, "reached": "on"},
        counter.url("precheck_pass"),
        threading.Barrier(3),
    )
    answers = []

    def press(client):
        from django.db import connections

        start.wait()
        answers.append(client.post(url, read).status_code)
        connections.close_all()

    threads = [threading.Thread(target=press, args=(client,)) for client in clerks]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(answers) == [302, 409, 409]
    assert told(counter, "13800138000").count("precheck_passed") == 1


def test_what_was_resubmitted_meanwhile_is_read_again_first(cast):
    counter = Counter(cast, application_at("submitted", cast))
    assert counter.clerk_post("precheck_pass", {"revision": "0", "reached": "on"}).status_code == 409
    assert counter.state == "submitted"


def test_personal_items_are_shown_to_who_says_why_and_it_is_logged(cast):
    counter = Counter(cast, application_at("submitted", cast))
    assert counter.clerk.get(counter.url("application_reveal")).status_code == 200
    assert counter.clerk_post("application_reveal", {"reason": " "}).status_code == 422
    answer = counter.clerk_post("application_reveal", {"reason": "打电话核对联系方式"})
    assert all(secret in answer.content.decode() for secret in SECRETS)
    with cast.acting(cast.person("provider_clerk", counter.node)):
        entry = AuditEntry.objects.get(verb="application.read")
        assert entry.after == {"reason": "打电话核对联系方式"}
        assert entry.actor_label == cast.person("provider_clerk", counter.node).name


def test_a_strangers_provider_finds_nothing_and_other_roles_are_refused(cast):
    counter = Counter(cast, application_at("submitted", cast))
    stranger = cast.staff("provider_clerk", "provider:p02")
    elsewhere = counter.url("precheck").replace("/p01/", "/p02/")
    assert stranger.get(elsewhere).status_code == 404
    assert stranger.post(elsewhere + "pass/", {"revision": "1", "reached": "on"}).status_code == 404
    assert counter.verifier.get(counter.url("precheck")).status_code == 403
    assert counter.verifier_post("precheck_pass", {"revision": "1", "reached": "on"}).status_code == 403
    owner = cast.client(cast.owner(counter.node))
    assert owner.get(counter.url("precheck")).status_code == 403
    assert counter.state == "submitted"


def test_a_draft_is_its_owners_alone(cast):
    counter = Counter(cast, application_at("draft", cast))
    assert counter.clerk.get(counter.url("filing")).status_code == 404
