"""Before a rule hits anybody the officer sees whom it would have hit: by which rule, in which field, counted over past filings."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.db.models import F
from django.utils import timezone

from beian.audit.models import AuditEntry
from beian.exchange import drain
from beian.filing.rules import packs as engine
from beian.people import scope
from beian.people.scope import Actor, Reach
from province.cases.models import Case
from province.rules import tasks, trials
from province.rules.models import RuleTrial, TrialHit
from tests.cast import DIRECTOR
from tests.province.rules.stories import Bureau, inside
from tests.province.stories import case_of, report

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B3")]
OLD = {"p_years": "80"}  # everybody in the stories is younger


@pytest.fixture
def filings(cast):
    """Five filings of this province's own subjects, and one that is only supervised here."""
    own = [report(number=number) for number in range(1, 6)]
    report(number=9, subject_province="33")
    drain()
    return own


@pytest.fixture
def small_slices(monkeypatch):
    monkeypatch.setattr(trials, "SLICE", 2)


def hits_of(trial) -> list[TrialHit]:
    with inside():
        return list(TrialHit.objects.filter(trial=trial).order_by("id"))


def test_a_trial_names_rule_field_and_case(cast, filings):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    trial = bureau.tried()
    assert (trial.state, trial.total, trial.checked, trial.unread, trial.hit_cases) == ("done", 5, 5, 0, 5)
    found = hits_of(trial)
    assert {hit.item for hit in found} == {
        "subject.principal.certificate.number",
        "sites[].principal.certificate.number",
    }
    assert {(hit.kind, hit.severity) for hit in found} == {("new", "reject")}
    assert {hit.case_id for hit in found} == {case_of(uuid).pk for uuid in filings}
    page = bureau.text("rules_trial", trial.pk)
    assert "5 件备案的检查结果有变化" in page and "年满 80 周岁" in page
    assert bureau.url("case", found[0].case_id) in page


def test_no_value_of_a_filing_stands_in_a_trial(cast, filings):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    trial = bureau.tried()
    with inside():
        principal = Case.objects.get(application=filings[0]).open_document().subject.principal
    shown = bureau.text("rules_trial", trial.pk) + bureau.text("rules_trial", trial.pk, export="csv")
    stored = repr([vars(hit) for hit in hits_of(trial)])
    for secret in (principal.certificate.number, principal.mobile, principal.name):
        assert secret not in shown + stored


def test_what_is_in_force_is_compared_and_what_falls_away_is_said(cast, filings):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    bureau.publish()
    code = "11.min_age" if "11.min_age" in {row["code"] for row in bureau.begin().rows} else ""
    bureau.post("rules_remove", revision=bureau.revision, code=code, first_day="")
    bureau.add("max_sites", p_most="1", severity="warn", source="x号", on="on")
    trial = bureau.tried()
    assert {hit.kind for hit in hits_of(trial)} == {"gone"}
    assert "不再命中" in bureau.text("rules_trial", trial.pk)


def test_one_rule_of_the_draft_is_tried_alone(cast, filings):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    bureau.add("item_length", p_item="sites[].name", p_least="0", p_most="1", severity="warn", source="x号", on="on")
    code = next(row["code"] for row in bureau.rows if "item_length" in row["code"] and row["flags"]["on"])
    trial = bureau.tried(what=code)
    assert {hit.code for hit in hits_of(trial)} == {code}
    whole = bureau.tried()
    assert len({hit.code for hit in hits_of(whole)}) == 2


def test_the_result_is_filtered_paged_and_exported(cast, filings, monkeypatch):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    trial = bureau.tried()
    item = "sites[].principal.certificate.number"
    rows = bureau.get("rules_trial", trial.pk, item=item).context["view"].page.rows
    assert {hit.path for hit in rows} == {"sites.0.principal.certificate.number"} and len(rows) == 5
    assert bureau.get("rules_trial", trial.pk, kind="gone").context["view"].page.rows == []
    assert bureau.get("rules_trial", trial.pk, kind="none").status_code == 422
    sheet = bureau.get("rules_trial", trial.pk, export="csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(sheet)))
    assert len(lines) == 11 and "本省要求负责人年满 80 周岁。" in lines[1]
    assert bureau.get("rules_trial", trial.pk, export="xlsx").content[:2] == b"PK"
    monkeypatch.setattr("province.rules.tables.HitTable.size", 3)
    first = bureau.get("rules_trial", trial.pk).context["view"].page
    second = bureau.get("rules_trial", trial.pk, after=first.next).context["view"].page
    assert len(first.rows) == 3 and not {hit.pk for hit in first.rows} & {hit.pk for hit in second.rows}


def test_progress_is_seen_while_it_runs_and_a_killed_worker_is_replaced(cast, filings, small_slices, monkeypatch):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    bureau.order()
    real, seen = engine.hits, []

    def dies(documents, **given):
        """The worker is killed in the middle of its second slice."""
        documents = list(documents)
        seen.extend(key for key, _document in documents)
        if len(seen) == 4:
            raise SystemExit
        return real(documents, **given)

    monkeypatch.setattr(engine, "hits", dies)
    with pytest.raises(SystemExit):
        tasks.go_on(bureau.node)
    half = bureau.trial
    assert (half.state, half.checked, len(hits_of(half))) == ("running", 2, 4)
    page = bureau.text("rules_trial", half.pk)
    assert "2 / 5" in page and "可以关闭本页" in page and "data-poll" in page and 'http-equiv="refresh"' in page
    assert stalled() == []
    with inside():
        RuleTrial.objects.update(touched_at=F("touched_at") - timedelta(seconds=31))
    assert stalled() == [bureau.node]
    tasks.go_on(bureau.node)
    whole = bureau.trial
    assert (whole.state, whole.checked, whole.hit_cases, len(hits_of(whole))) == ("done", 5, 5, 10)


def stalled() -> list[str]:
    with scope.enter("ministry", Reach.SYSTEM, DIRECTOR), connection.cursor() as cursor:
        cursor.execute("SELECT province_nodes_to_try()")
        return [node for (node,) in cursor.fetchall()]


def test_a_slice_that_fails_three_times_ends_the_trial(cast, filings, monkeypatch):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    bureau.order()

    def broken(documents, **given):
        raise RuntimeError("a rule that breaks")

    monkeypatch.setattr(engine, "hits", broken)
    for times in range(1, 4):
        with pytest.raises(RuntimeError):
            tasks.go_on(bureau.node)
        assert bureau.trial.failures == times
    assert bureau.trial.state == "failed"
    tasks.go_on(bureau.node)
    assert "试算多次出错" in bureau.text("rules_trial", bureau.trial.pk)


def test_a_trial_is_stopped_and_keeps_what_it_found(cast, filings, small_slices, monkeypatch):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    bureau.order()
    monkeypatch.setattr(tasks, "TURN", -1.0)
    tasks.go_on(bureau.node)
    assert bureau.trial.checked == 2
    reader = Bureau(cast, role="province_reviewer")
    assert reader.post("rules_trial_cancel", bureau.trial.pk).status_code == 403
    assert bureau.post("rules_trial_cancel", bureau.trial.pk).status_code == 302
    tasks.go_on(bureau.node)
    over = bureau.trial
    assert (over.state, over.checked, len(hits_of(over))) == ("cancelled", 2, 4)
    assert "试算已取消" in reader.text("rules_trial", over.pk)
    assert bureau.post("rules_trial_cancel", over.pk).status_code == 302
    assert bureau.trial.finished_at == over.finished_at


def test_a_draft_that_changes_meanwhile_is_not_what_was_tried(cast, filings, small_slices, monkeypatch):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    bureau.order()
    revision = bureau.revision
    bureau.add("max_sites", p_most="1", severity="warn", source="x号", on="on")
    tasks.go_on(bureau.node)
    trial = bureau.trial
    assert (trial.draft_revision, {hit.code for hit in hits_of(trial)}) == (revision, {"11.min_age"})
    page = bureau.text("rules_trial", trial.pk)
    assert f"第 {revision} 次修改后的内容" in page and "草稿后来有了改动" in page
    assert "还没有完整试算过" in bureau.text("rules_publish")
    again = bureau.tried()
    assert "草稿后来有了改动" not in bureau.text("rules_trial", again.pk)
    assert "试算过 5 件备案" in bureau.text("rules_publish")


def test_only_one_trial_runs_at_a_time(cast, filings):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    bureau.order()
    answer = bureau.order()
    assert answer.status_code == 422 and "另一次试算正在进行" in answer.content.decode()


def test_a_trial_takes_the_period_and_the_limit_that_it_was_given(cast, filings, monkeypatch):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    today = timezone.localdate()
    last_week = {"first_day": today - timedelta(days=14), "last_day": today - timedelta(days=7)}
    assert bureau.tried(**last_week).total == 0
    assert "没有可试的案件" in bureau.text("rules_trial", bureau.trial.pk)
    monkeypatch.setattr(trials, "MOST", 3)
    limited = bureau.tried()
    newest = {case_of(uuid).pk for uuid in filings[-3:]}
    assert limited.checked == 3 and {hit.case_id for hit in hits_of(limited)} == newest
    assert bureau.order(first_day=today, last_day=today - timedelta(days=1)).status_code == 422


def test_a_draft_without_a_difference_is_not_tried(cast, filings):
    bureau = Bureau(cast).begin()
    bureau.add(on="")
    answer = bureau.order()
    assert answer.status_code == 422 and "没有差别" in answer.content.decode()


def test_what_cannot_be_opened_here_is_counted_and_not_tried(cast, filings):
    with inside():
        Case.objects.filter(application=filings[0]).update(wrapped_key=None)
        Case.objects.filter(application=filings[1]).update(wrapped_key=b"x" * 80)
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    trial = bureau.tried()
    assert (trial.checked, trial.unread, trial.hit_cases) == (5, 2, 3)
    assert "2 件无法打开" in bureau.text("rules_trial", trial.pk)


@pytest.mark.requirement("Q2")
def test_the_log_says_once_who_had_how_many_filings_read(cast, filings, small_slices):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    trial = bureau.tried()
    with inside():
        (entry,) = AuditEntry.objects.filter(verb="rules.try")
        assert entry.subject_id == str(trial.pk) and entry.after["cases"] == 5
        assert entry.actor_label == "监督员"
        assert not AuditEntry.objects.filter(verb="case.reveal").exists()


@pytest.mark.requirement("A3")
def test_another_bureau_finds_no_trial_of_ours(cast, filings):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    trial = bureau.tried()
    stranger = Bureau(cast, node="province:33")
    assert stranger.get("rules_trial", trial.pk).status_code == 404
    assert stranger.post("rules_trial_cancel", trial.pk).status_code == 404
    with scope.enter("province:33", Reach.STAFF, Actor.service("story")):
        assert not RuleTrial.objects.exists() and not TrialHit.objects.exists()


def test_a_slice_costs_the_same_queries_whatever_it_holds(cast, filings, django_assert_max_num_queries):
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    bureau.order()
    with django_assert_max_num_queries(15):
        tasks.go_on(bureau.node)
    trial = bureau.trial
    with django_assert_max_num_queries(14):
        bureau.get("rules_trial", trial.pk)


def test_a_rule_that_begins_later_is_tried_as_if_it_had_begun(cast, filings):
    bureau, today = Bureau(cast).begin(), timezone.localdate()
    bureau.add(**OLD, valid_from=(today + timedelta(days=90)).isoformat())
    bureau.add("max_domains", p_most="1", severity="warn", source="x号", on="on", valid_to="2020-01-01")
    trial = bureau.tried()
    assert trial.hit_cases == 5 and {hit.code for hit in hits_of(trial)} == {"11.min_age"}


def test_of_two_orders_at_the_same_moment_one_waits_for_the_other(cast, filings):
    """Whoever orders holds the draft until he is done; the database lets no second trial of a bureau run."""
    bureau = Bureau(cast).begin()
    bureau.add(**OLD)
    bureau.order()
    with inside(), pytest.raises(IntegrityError, match="rule_trial_one_at_a_time"):
        first = RuleTrial.objects.get()
        first.pk = None
        first.save(force_insert=True)
