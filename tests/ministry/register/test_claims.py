"""Lease, then commit: who gets a domain, who is told what, and who wins a race (flows.md §4, decision 13)."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from beian import exchange
from beian.audit.models import AuditEntry
from beian.people import scope
from beian.people.scope import Reach
from ministry.register import handlers
from ministry.register.models import Claim, NationalDomain, NationalSubject
from ministry.register.passages import Misrouted
from tests.ministry.stories import (
    NOW,
    TESTER,
    Story,
    approve,
    at_ministry,
    claims_of,
    filed,
    grant,
    passage,
    report,
    told,
)

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B16")]
OTHER = "91110108551385082Q"


def test_a_report_leases_domain_and_certificate_and_a_home_case_learns_of_it(cast):
    story = Story()
    report(story)
    assert claims_of(story) == {"certificate": "leased", "example.cn": "leased"}
    assert told() == [("filing.leased", "province:11", str(story.application), {})]


def test_an_away_case_is_assigned_to_the_province_of_its_subject_with_the_report_as_it_came(cast):
    story = Story(provider_province="33")
    report(story)
    [(kind, receiver, _key, body)] = told()
    assert (kind, receiver) == ("filing.assigned", "province:11")
    assert body["sealed"] and body["sheet"]["signed_by"] == "核验员" and body["provider"]["code"] == "p02"


def test_a_domain_that_is_taken_is_answered_with_kind_province_and_next_step_and_nothing_else(cast):
    filed(Story(subject_province="33", provider_province="33", name="之江某某有限公司"))
    rival = Story(certificate=OTHER)
    report(rival)
    [(_kind, receiver, _key, body)] = told("filing.conflicted")
    [conflict] = body["conflicts"]
    assert receiver == "province:11"
    assert (conflict["kind"], conflict["item"], conflict["issuing_province"]) == (
        "domain_taken",
        "sites.0.domains.0",
        "33",
    )
    assert "浙江省" in conflict["text"] and "浙江省通信管理局" in conflict["next_step"]
    assert "之江某某" not in json.dumps(body, ensure_ascii=False) and "91350100M000100Y43" not in json.dumps(body)
    assert claims_of(rival) == {} and passage(rival).state == "conflicted"


def test_a_subdomain_of_a_taken_domain_is_taken_too_in_any_writing(cast):
    report(Story(domains=("例子.cn",)))
    report(Story(domains=("xn--fsqu00a.cn",), certificate=OTHER))
    assert [body["conflicts"][0]["kind"] for *_rest, body in told("filing.conflicted")] == ["domain_taken"]


def test_a_certificate_that_is_filed_anywhere_leads_to_new_site(cast):
    filed(Story(subject_province="33", provider_province="33"))
    report(Story(domains=("other.cn",)))
    [(*_rest, body)] = told("filing.conflicted")
    assert [(c["kind"], c["item"]) for c in body["conflicts"]] == [("certificate_taken", "subject.certificate.number")]
    assert "新增网站" in body["conflicts"][0]["next_step"]


def test_domains_are_reported_before_certificates(cast):
    report(Story())
    report(Story(domains=("free.cn", "example.cn")))
    [(*_rest, body)] = told("filing.conflicted")
    assert [(c["kind"], c["item"]) for c in body["conflicts"]] == [
        ("domain_taken", "sites.0.domains.1"),
        ("running", "subject.certificate.number"),
    ]


def test_inside_a_batch_the_first_wins_and_a_refused_one_stands_in_nobodys_way(cast):
    first = Story(domains=("a.cn",), certificate="A0000001")
    second = Story(domains=("a.cn", "b.cn"), certificate="A0000002")
    third = Story(domains=("b.cn",), certificate="A0000003")
    report(first, second, third)
    assert {key for _kind, _to, key, _body in told("filing.leased")} == {str(first.application), str(third.application)}
    assert [key for _kind, _to, key, _body in told("filing.conflicted")] == [str(second.application)]


def test_the_commit_looks_again_and_makes_claims_of_leases(cast):
    story = Story()
    report(story)
    approve(story)
    assert claims_of(story) == {"certificate": "held", "example.cn": "held"}
    assert told("filing.cleared") == [("filing.cleared", "province:11", str(story.application), {})]


def test_a_lease_that_was_lost_meanwhile_is_a_conflict_at_the_commit(cast):
    story = Story(provider_province="33")
    report(story)
    with at_ministry():
        Claim.objects.filter(application=story.application).update(state="released", released_at=NOW)
    report(Story(certificate=OTHER))
    approve(story)
    [(_kind, receiver, key, body)] = told("filing.conflicted")
    assert (receiver, key) == ("province:11", str(story.application)) and body["conflicts"][0]["kind"] == "domain_taken"
    assert "held" not in claims_of(story).values()


def test_what_was_approved_must_be_what_was_leased(cast):
    story = Story()
    report(story)
    with pytest.raises(Misrouted, match="another document"), at_ministry():
        handlers.take_approved([story.approved(document={"schema": 1})])


def test_a_province_cannot_decide_for_another(cast):
    story = Story()
    report(story)
    forged = story.approved()
    forged = story.message("filing.approved", forged.body, "province:33")
    with pytest.raises(Misrouted, match="does not decide"), at_ministry():
        handlers.take_approved([forged])


@pytest.mark.parametrize("state", ["withdrawn", "lapsed"])
def test_an_application_that_ends_frees_its_domain(cast, state):
    story = Story()
    report(story)
    with at_ministry():
        handlers.take_moved([story.moved("returned")])
    assert set(claims_of(story).values()) == {"leased"}
    with at_ministry():
        handlers.take_moved([story.moved(state)])
    assert set(claims_of(story).values()) == {"released"}
    rival = Story(certificate=OTHER)
    report(rival)
    assert claims_of(rival)["example.cn"] == "leased"


def test_the_next_round_gives_back_what_it_no_longer_asks_for(cast):
    story = Story(domains=("old.cn", "kept.cn"))
    report(story)
    with at_ministry():
        handlers.take_moved([story.moved("returned")])
    report(story.again(domains=("kept.cn", "new.cn")))
    assert claims_of(story) == {"certificate": "leased", "kept.cn": "leased", "old.cn": "released", "new.cn": "leased"}


def test_a_report_known_already_and_an_older_one_change_nothing(cast):
    story = Story()
    later = story.again()
    report(later)
    before = told()
    report(later)
    report(story)
    assert told() == before and passage(story).round == 2


def test_a_further_round_is_its_own_providers_to_report(cast):
    story = Story()
    report(story)
    with pytest.raises(Misrouted, match="an application of p01"):
        report(story.again(provider_province="33", domains=("stolen.cn",)))
    assert claims_of(story) == {"certificate": "leased", "example.cn": "leased"}


def test_a_filing_that_was_granted_is_not_reported_again(cast):
    story = filed(Story())
    with pytest.raises(Misrouted, match="has ended"):
        report(story.again(domains=("stolen.cn",)))
    assert claims_of(story) == {"certificate": "held", "example.cn": "held"}


def test_a_mirror_never_goes_back(cast):
    story = Story(provider_province="33")
    report(story)
    with at_ministry():
        handlers.take_moved([story.moved("under_review")])
    approve(story)
    with at_ministry():
        handlers.take_moved([story.moved("under_review")])
    assert passage(story).state == "approved"
    assert [(to, body["state"]) for _kind, to, _key, body in told("filing.moved")] == [
        ("province:33", "under_review")
    ] * 2


# fault F10, told without workers
def test_an_older_revision_changes_nothing_though_the_table_knows_a_way(cast):
    story = Story()
    report(story)
    versions = {8: "awaiting_opinion", 6: "awaiting_opinion", 7: "under_review"}
    with at_ministry():
        for revision, state in versions.items():
            handlers.take_moved([replace(story, revision=revision).moved(state)])
    assert (passage(story).state, passage(story).revision) == ("awaiting_opinion", 8)


def test_every_step_is_in_the_log_however_many_come_at_once(cast):
    story = Story()
    report(story)
    steps = ["under_review", "awaiting_opinion", "under_review"]
    with at_ministry():
        handlers.take_moved([replace(story, revision=5 + n).moved(state) for n, state in enumerate(steps)])
        logged = AuditEntry.objects.filter(verb="passage.move").order_by("id")
        assert [entry.after["state"] for entry in logged] == steps


def test_the_hint_names_taken_domains_reserves_nothing_and_spares_ones_own(cast):
    own = Story(subject_province="33", provider_province="33")
    filed(own)
    with scope.enter("province:11", Reach.STAFF, TESTER):
        found = exchange_ask({"domains": ["www.example.cn", "free.cn", "no domain"]})
        mine = exchange_ask({"domains": ["example.cn"], "application": str(own.application)})
    assert [(c["item"], c["issuing_province"]) for c in found["conflicts"]] == [("domains.0", "33")]
    assert mine == {"conflicts": []}


def exchange_ask(body: dict) -> dict:
    from beian.exchange.asking import ask

    return ask("ministry", "conflict.hint", body)


def together(*jobs) -> list[BaseException | None]:
    """Run all at once, each in a thread and connection of its own; the error of each."""

    def run(job):
        try:
            job()
        except BaseException as error:  # noqa: BLE001  the test looks at every kind
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [each.result() for each in [pool.submit(run, job) for job in jobs]]


@pytest.mark.parametrize("attempt", range(5))
def test_one_domain_reported_at_once_by_many_is_leased_once_and_no_race_is_an_error(cast, attempt):
    """Batches in opposite orders, all wanting the same domains: no deadlock, no error, each domain has one winner."""
    names = [f"d{place:02}.cn" for place in range(12)]
    batches = [
        [Story(domains=(name,), certificate=f"C{worker:03}{place:04}") for place, name in enumerate(order)]
        for worker, order in enumerate([names, names[::-1], names, names[::-1]])
    ]
    errors = together(*[lambda batch=batch: report(*batch) for batch in batches])
    assert errors == [None] * 4
    with at_ministry():
        leased = list(Claim.objects.filter(kind="domain", state="leased").values_list("key", flat=True))
        certificates = Claim.objects.filter(kind="certificate", state="leased").count()
    assert sorted(leased) == names and certificates == 12
    assert len(told("filing.leased")) == 12 and len(told("filing.conflicted")) == 36


@pytest.mark.parametrize("attempt", range(5))
def test_one_domain_filed_at_once_in_two_provinces_is_granted_once(cast, attempt):
    """Both report, both are approved, both provinces try to grant: the register has one, and the loser was told why."""
    rivals = [
        Story(certificate="91350100M000100Y43"),
        Story(certificate=OTHER, subject_province="33", provider_province="33"),
    ]
    assert together(*[lambda story=story: report(story) for story in rivals]) == [None, None]
    assert together(*[lambda story=story: approve(story) for story in rivals]) == [None, None]
    errors = together(*[lambda story=story: grant(story) for story in rivals])
    [winner] = [story for story, error in zip(rivals, errors, strict=True) if error is None]
    [loser] = [story for story in rivals if story is not winner]
    assert isinstance(errors[rivals.index(loser)], Misrouted)
    with at_ministry():
        assert NationalDomain.objects.filter(domain="example.cn", state="filed").count() == 1
        assert NationalSubject.objects.get().application == winner.application
    [(_kind, receiver, key, body)] = told("filing.conflicted")
    assert (receiver, key) == (f"province:{loser.provider_province}", str(loser.application))
    assert body["conflicts"][0]["issuing_province"] == winner.subject_province


def test_whoever_is_refused_by_the_index_keeps_nothing(cast):
    """Somebody else's lease is written between the look and the insert; the loser's certificate is free again."""
    winner, loser = Story(), Story(certificate=OTHER)
    entered, go = threading.Barrier(2), threading.Event()

    def slow_winner():
        with scope.enter("province:11", Reach.STAFF, TESTER):
            messages = [winner.routed()]
        with at_ministry():
            handlers.take_routed(messages)
            entered.wait(10)
            go.wait(10)

    def quick_loser():
        entered.wait(10)
        threading.Timer(0.3, go.set).start()
        report(loser)

    assert together(slow_winner, quick_loser) == [None, None]
    assert claims_of(winner)["example.cn"] == "leased"
    assert set(claims_of(loser).values()) == {"released"} and passage(loser).state == "conflicted"


def test_the_index_is_the_last_word_even_past_the_detection(cast):
    report(Story())
    rival = {
        "kind": "domain",
        "key": "example.cn",
        "application": Story().application,
        "province": "33",
        "leased_at": NOW,
    }
    with pytest.raises(IntegrityError, match="claim_active"), at_ministry(), transaction.atomic():
        Claim.objects.create(**rival)


def test_a_large_batch_costs_the_same_number_of_statements_as_a_small_one(cast):
    def statements(count: int) -> int:
        stories = [
            Story(domains=(f"bulk{count}-{place}.cn",), certificate=f"B{count:03}{place:04}") for place in range(count)
        ]
        with scope.enter("province:11", Reach.STAFF, TESTER):
            messages = [story.routed() for story in stories]
        with CaptureQueriesContext(connection) as captured, at_ministry():
            handlers.take_routed(messages)
        return len(captured)

    statements(1)  # keys are read once
    assert statements(2) == statements(200) <= 18
    assert len(told("filing.leased")) == 203


def test_messages_come_and_go_through_the_real_exchange(cast):
    from beian.exchange.applying import apply
    from beian.exchange.relay import relay

    story = Story()
    with scope.enter("province:11", Reach.STAFF, TESTER):
        exchange.send(
            receiver="ministry", kind="filing.routed", key=story.application, round=1, revision=4, body=story.body()
        )
    relay("province:11")
    assert apply("ministry") == 1
    assert claims_of(story) == {"certificate": "leased", "example.cn": "leased"}
