"""The desk page as a whole: steps, what differs, sources, usual accesses, two at one desk, and what a power cut leaves."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beian.audit.models import AuditEntry
from beian.exchange.models import OutboxMessage
from beian.filing import documents
from provider.applications.models import Application
from provider.counter import originals, transitions
from provider.counter.models import Visit
from tests.beian.filing.drafts import person
from tests.provider.counter.desk import ACCESS, Counter, photo
from tests.provider.stories import application_at
from verification.models import Agreement, PhotoRecord, SourceCheck, VerificationSheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(cast) -> Counter:
    return Counter(cast, application_at("prechecked", cast))


def staff(counter: Counter):
    return counter.cast.acting(counter.cast.person("provider_verifier", counter.node))


def desk(counter: Counter, client=None):
    return (client or counter.verifier).get(counter.url("visit")).context


def states(counter: Counter) -> dict[str, str]:
    return {step.code: step.state for step in desk(counter)["desk"].steps}


def visit_of(counter: Counter) -> Visit:
    with staff(counter):
        return Visit.objects.get()


# Beginning


@pytest.mark.requirement("B5", "B8")
def test_checking_in_begins_the_visit_once_and_asks_the_sources(counter):
    assert not desk(counter)["desk"].begun
    with staff(counter):
        assert not Visit.objects.exists()
    for _again in range(2):
        assert counter.verifier_post("visit_begin", {}).status_code == 302
    verifier = counter.cast.person("provider_verifier", counter.node)
    with staff(counter):
        visit = Visit.objects.get()
        assert visit.begun_by == verifier
        asked = SourceCheck.objects.of(counter.uuid, 1).count()
        assert asked > 0
        assert AuditEntry.objects.filter(verb="visit.begin").count() == 1
    with staff(counter):
        row = Application.objects.get(uuid=counter.uuid)
        assert transitions.check_in(application=row, by=verifier, now=visit.begun_at).pk == visit.pk
        assert SourceCheck.objects.of(counter.uuid, 1).count() == asked


@pytest.mark.requirement("B5")
def test_each_reload_opens_the_step_that_is_next(counter):
    counter.with_backdrop()
    found = [desk(counter)["current"]]
    for name, data in (
        ("visit_begin", {}),
        ("visit_compare", {"version": "0", "whole": "documents"}),
        ("visit_compare", counter.ticks()),
        ("visit_photo", {"photo": photo()}),
        ("visit_access", ACCESS),
        ("visit_agreement", counter.agreement()),
    ):
        assert counter.verifier_post(name, data() if callable(data) else data).status_code == 302
        found.append(desk(counter)["current"])
    assert found == ["papers", "papers", "compare", "photo", "access", "agreement", "sheet"]
    assert states(counter)["sources"] in ("later", "open")
    assert {state for code, state in states(counter).items() if code != "sources"} == {"done", "open"}
    assert desk(counter)["desk"].refusal == ""


def test_a_step_can_be_opened_by_its_name_and_no_other(counter):
    page = counter.verifier.get(counter.url("visit") + "?step=access")
    assert page.context["current"] == "access"
    assert re.search(r'id="step-access" data-step open', page.content.decode())
    assert counter.verifier.get(counter.url("visit") + "?step=%00<x>").context["current"] == "papers"


# Which papers prove whom


@pytest.mark.requirement("B7")
def test_a_second_choice_says_which_paper_comes_first(cast):
    told = person()
    told["subject"]["certificate"] |= {"type": 901, "number": "110105194912310021"}
    document = documents.load(told)
    with cast.acting(cast.person("provider_verifier", "provider:p01")):
        first, *_others = originals.originals(document)
        assert "户口簿" in first.label
        assert "身份证" in first.remark


# Comparison


@pytest.mark.requirement("B8")
def test_an_item_that_differs_is_kept_with_its_note_and_goes_back(counter):
    counter.with_backdrop().desk_done(agreed=False)
    note = {"note": "原件上没有“科技”二字", "version": "0"}
    assert counter.verifier_post("visit_differ", note, "subject.name").status_code == 302
    assert visit_of(counter).differing["subject.name"]["note"] == "原件上没有“科技”二字"
    page = desk(counter)
    assert (states(counter)["compare"], page["current"]) == ("attention", "compare")
    assert "与原件不一致" in page["desk"].refusal
    for name, data in (("visit_agreement", counter.agreement()), ("visit_sign", {"version": "1"})):
        assert counter.verifier_post(name, data).status_code == 422
    initial = page["rows"].forms[0].initial
    assert (initial["item"], initial["code"]) == ("subject.name", "paper_differs")
    assert "原件上没有“科技”二字" in initial["text"]
    rows = {f"reasons-{key}": value for key, value in {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0}.items()}
    rows |= {f"reasons-0-{key}": value for key, value in initial.items()} | {"reasons-0-suggestion": ""}
    assert counter.verifier_post("visit_return", rows | {"revision": counter.row.revision}).status_code == 302
    assert counter.row.reasons[0]["text"] == initial["text"]


def test_a_whole_group_leaves_out_what_differs_and_a_tick_takes_it_back(counter):
    counter.verifier_post("visit_differ", {"note": "少一个字", "version": "0"}, "subject.name")
    counter.verifier_post("visit_compare", {"version": "1", "whole": "0"})
    kept = visit_of(counter)
    assert "subject.name" not in kept.compared
    assert kept.differing
    group = desk(counter)["desk"].groups[0]
    assert (group.open, group.differing) == (0, 1)
    counter.verifier_post("visit_compare", {"version": "1", "compared": ["subject.name"]})
    kept = visit_of(counter)
    assert "subject.name" in kept.compared
    assert kept.differing == {}


@pytest.mark.parametrize(
    "note",
    [
        "",
        "见身份证11010519491231002X",
        "电话138-0013-8000",
        "１３８００１３８０００",
        "王建国本人更正",
        "\x00",
        "x" * 201,
    ],
)
def test_a_note_holds_no_personal_value(counter, note):
    answer = counter.verifier_post("visit_differ", {"note": note, "version": "0"}, "subject.name")
    assert answer.status_code == 422
    given = {"version": "0", "note": note, "subject-name": "北京某某信息有限公司"}
    assert counter.verifier_post("visit_correct", given, "subject.name").status_code == 422
    with staff(counter):
        assert not Visit.objects.filter(version__gt=0).exists()


@pytest.mark.parametrize("path", ["access.modes", "subject", "sites.9.name", "none"])
def test_only_items_of_the_form_can_differ(counter, path):
    assert counter.verifier.get(counter.url("visit_differ", path)).status_code == 404
    assert counter.verifier_post("visit_differ", {"note": "x", "version": "0"}, path).status_code == 404


# Two at one desk


def test_two_verifiers_lose_no_tick_of_each_other(counter):
    second = counter.cast.staff("provider_verifier", counter.node, "林核验")
    both = counter.url("visit_compare")
    counter.verifier.post(both, {"version": "0", "compared": ["subject.name"]})
    second.post(both, {"version": "0", "compared": ["sites.0.name"]})
    counter.verifier.post(both, {"version": "0", "was_compared": ["subject.name"], "compared": ["subject.nature"]})
    assert set(visit_of(counter).compared) == {"sites.0.name", "subject.nature"}


def test_a_tick_is_no_answer_to_what_a_colleague_has_found_meanwhile(counter):
    second = counter.cast.staff("provider_verifier", counter.node, "林核验")
    url = counter.url("visit_differ", "subject.name")
    assert second.post(url, {"note": "少一个字", "version": "0"}).status_code == 302
    answer = counter.verifier_post("visit_compare", {"version": "0", "compared": ["subject.name"]})
    assert answer.status_code == 409
    assert "林核验" in answer.content.decode()
    assert visit_of(counter).differing


def test_what_was_kept_survives_a_refused_step(counter):
    """A power cut or an error takes the step that was under way, never one before it."""
    counter.verifier_post("visit_compare", {"version": "0", "whole": "documents"})
    counter.verifier_post("visit_compare", {"version": "0", "whole": "0"})
    before = visit_of(counter)
    for name, data in (
        ("visit_photo", {"photo": photo(data=b"no picture")}),
        ("visit_access", ACCESS | {"modes": ["77"]}),
        ("visit_agreement", {"capacity": "nobody", "signer": ""}),
        ("visit_sign", {"version": "0"}),
    ):
        assert counter.verifier_post(name, data).status_code == 422
    after = visit_of(counter)
    assert (after.documents, after.compared) == (before.documents, before.compared)
    assert desk(counter)["current"] == "compare"


# Sources


@pytest.mark.requirement("B8")
def test_a_mismatch_keeps_the_sheet_from_being_signed_and_a_silent_source_does_not(counter):
    counter.desk_done()
    with staff(counter):
        assert set(SourceCheck.objects.values_list("state", flat=True)) <= {"asked", "unavailable"}
    assert desk(counter)["desk"].refusal == ""
    with staff(counter):
        check = SourceCheck.objects.order_by("id").first()
        SourceCheck.objects.filter(pk=check.pk).update(
            state="mismatch", answered_at=check.asked_at, sealed=None, next_try_at=None, words=[]
        )
    page = desk(counter)
    assert states(counter)["sources"] == "attention"
    assert "信息源显示不一致" in page["desk"].refusal
    assert counter.verifier_post("visit_sign", {"version": "0"}).status_code == 422
    assert page["rows"].forms[0].initial["item"] == check.item


def test_the_answers_come_alone_for_a_page_that_waits(counter):
    counter.verifier_post("visit_sources", {})
    assert counter.verifier.get(counter.url("visit_answers")).url == counter.url("visit")
    answer = counter.verifier.get(counter.url("visit_answers"), headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'id="answers"' in text
    assert "<html" not in text
    assert "11010519491231002X" not in text


# Photo


@pytest.mark.requirement("B6")
def test_a_doubt_waits_for_a_reason_that_goes_up_the_line(counter):
    counter.verifier_post("visit_photo", {"photo": photo()})
    page = desk(counter)
    assert [check["code"] for check, _reason in page["doubts"]] == ["backdrop_number"]
    assert states(counter)["photo"] == "attention"
    assert "照片还有疑点" in _refusal_after(counter)
    assert counter.verifier_post("visit_settle", {}).status_code == 422
    assert counter.verifier_post("visit_settle", {"overrule-backdrop_number": "王建国的幕布"}).status_code == 422
    given = {"overrule-backdrop_number": "编号被遮挡，核验员当面确认", "overrule-none": "x"}
    assert counter.verifier_post("visit_settle", given).status_code == 302
    assert states(counter)["photo"] == "done"
    with staff(counter):
        assert PhotoRecord.objects.get().overruled["backdrop_number"]["reason"] == "编号被遮挡，核验员当面确认"


def _refusal_after(counter: Counter) -> str:
    counter.verifier_post("visit_compare", counter.ticks())
    return desk(counter)["desk"].refusal


# The sheet and the report


@pytest.mark.requirement("B10", "B12")
def test_the_report_carries_photo_sheet_agreement_and_what_was_found(counter):
    counter.desk_done()
    assert counter.verifier_post("visit_sign", {"version": "0"}).status_code == 302
    page = counter.verifier.get(counter.url("visit"))
    assert 'data-key="u"' in page.content.decode()
    with staff(counter):
        sheet = VerificationSheet.objects.get()
        assert sheet.facts["photo"]["verdict"] == "accept"
        assert sheet.facts["agreement"]["capacity"] == "legal_representative"
        assert {one["state"] for one in sheet.facts["sources"]} <= {"asked", "unavailable"}
    assert counter.verifier_post("report", {}).status_code == 302
    with staff(counter):
        body = json.loads(bytes(OutboxMessage.objects.get(kind="filing.reported").payload))
    body = body.get("body", body)
    purposes = sorted(entry["purpose"] for entry in body["evidence"])
    assert [purposes.count(one) for one in ("desk_photo", "verification_sheet", "agreement")] == [1, 1, 1]
    assert body["sheet"]["facts"]["photo"]["backdrop"]


@pytest.mark.requirement("Q2")
def test_no_row_of_the_desk_holds_a_personal_value_in_clear(cast):
    counter = Counter(cast, application_at("prechecked", cast))
    counter.verifier_post("visit_begin", {})
    given = {"version": "0", "note": "按本人身份证更正", "subject-principal-mobile": "13711137111"}
    assert counter.verifier_post("visit_correct", given, "subject.principal.mobile").status_code == 302
    counter.desk_done()
    assert counter.verifier_post("visit_sign", {"version": "1"}).status_code == 302
    secrets = ("王建国", "11010519491231002X", "13800138000", "13711137111", "wangjianguo")
    with staff(counter):
        for model in (Visit, SourceCheck, PhotoRecord, Agreement, VerificationSheet, AuditEntry):
            for row in model.objects.values():
                text = str({key: bytes(v) if isinstance(v, memoryview) else v for key, v in row.items()})
                assert not [secret for secret in secrets if secret in text], (model, row)


# Strangers, and the cost of the page


@pytest.mark.requirement("A2")
def test_the_new_steps_are_the_verifiers_alone(counter):
    stranger = counter.cast.staff("provider_verifier", "provider:p02")
    names = ("visit_begin", "visit_sources", "visit_settle", "visit_preset", "visit_agreement")
    for name in names:
        url = counter.url(name)
        assert counter.clerk.post(url).status_code == 403
        assert stranger.post(url.replace("/p01/", "/p02/")).status_code == 404
        assert counter.verifier.get(url).status_code == 405
    for name, args in (("visit_answers", ()), ("visit_differ", ("subject.name",))):
        url = counter.url(name, *args)
        assert counter.clerk.get(url).status_code == 403
        assert stranger.get(url.replace("/p01/", "/p02/")).status_code == 404


def test_the_whole_page_costs_few_queries(counter):
    counter.desk_done()
    with CaptureQueriesContext(connection) as captured:
        assert counter.verifier.get(counter.url("visit")).status_code == 200
    asked = [one["sql"] for one in captured.captured_queries if one["sql"].startswith("SELECT")]
    assert len(asked) <= 25, "\n".join(one[:150] for one in asked)
