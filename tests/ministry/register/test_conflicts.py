"""What stands against an application besides a taken domain: names, the blacklist, suffixes, another application of the same subject."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beian.people import scope
from beian.people.scope import Reach
from ministry.register import handlers, transitions
from ministry.register.arrivals import certificate_digest
from ministry.register.conflicts import answers
from ministry.supervision import blacklist
from tests.ministry.stories import NOW, TESTER, Story, approve, at_ministry, claims_of, filed, passage, report, told

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B16")]
OTHER = "91110108551385082Q"
TODAY = timezone.localdate()


def conflicts_of(story):
    """(kind, item, issuing province) of each conflict the application was told."""
    bodies = [body for _kind, _to, key, body in told("filing.conflicted") if key == str(story.application)]
    return [(c["kind"], c["item"], c["issuing_province"]) for body in bodies[-1:] for c in body["conflicts"]]


def listed(cast, kind, key, province="", **days):
    """Two persons put it on the blacklist."""
    first, second = (cast.person("ministry_supervisor", "ministry", name) for name in ("甲", "乙"))
    facts = {"from_day": TODAY, "until_day": None} | days
    with at_ministry():
        entry = blacklist.propose(
            kind=kind, key=key, shown="x", province=province, reason="查实违法", letter="", by=first, now=NOW, **facts
        )
        return blacklist.confirm(entry=entry, by=second, now=NOW)


def test_a_certificate_filed_under_another_name_is_told_after_the_certificate(cast):
    filed(Story(subject_province="33", provider_province="33", name="之江某某有限公司"))
    rival = Story(domains=("other.cn",), name="钱塘某某有限公司")
    report(rival)
    assert conflicts_of(rival) == [
        ("certificate_taken", "subject.certificate.number", "33"),
        ("name_differs", "subject.name", "33"),
    ]
    assert "之江" not in json.dumps(told("filing.conflicted"), ensure_ascii=False)


def test_the_same_name_written_in_another_way_is_no_other_name(cast):
    filed(Story(name="之江Ａ某某有限公司"))
    rival = Story(domains=("other.cn",), name="之江a某某 有限公司")
    report(rival)
    assert conflicts_of(rival) == [("certificate_taken", "subject.certificate.number", "11")]


def test_a_persons_other_name_is_seen_by_its_mask(cast):
    filed(Story(of_person=True))
    same = Story(of_person=True, domains=("other.cn",))
    report(same)
    assert [kind for kind, *_rest in conflicts_of(same)] == ["certificate_taken"]


def test_one_name_under_two_certificates_is_a_conflict_within_one_nature(cast):
    filed(Story(subject_province="33", provider_province="33", name="之江某某有限公司"))
    rival = Story(domains=("other.cn",), certificate=OTHER, name="之江某某有限公司")
    report(rival)
    assert conflicts_of(rival) == [("certificate_differs", "subject.name", "33")]
    assert claims_of(rival) == {} and passage(rival).state == "conflicted"


def test_of_two_applications_with_one_name_the_first_stands_and_the_second_is_told(cast):
    first = Story(name="之江某某有限公司", subject_province="33", provider_province="33")
    second = Story(domains=("other.cn",), certificate=OTHER, name="之江某某有限公司")
    report(first)
    report(second)
    assert conflicts_of(second) == [("certificate_differs", "subject.name", "33")]
    approve(first)
    assert claims_of(first) == {"certificate": "held", "example.cn": "held"}


def test_in_one_batch_the_commit_finds_what_the_lease_could_not(cast):
    first = Story(name="之江某某有限公司")
    second = Story(domains=("other.cn",), certificate=OTHER, name="之江某某有限公司")
    report(first, second)
    assert not told("filing.conflicted")
    approve(second)
    approve(first)
    [loser] = [story for story in (first, second) if conflicts_of(story)]
    [winner] = [story for story in (first, second) if story is not loser]
    assert conflicts_of(loser) == [("certificate_differs", "subject.name", "11")]
    assert (claims_of(winner)["certificate"], claims_of(loser)["certificate"]) == ("held", "leased")


def test_a_name_is_free_again_when_its_application_has_ended(cast):
    first = Story(name="之江某某有限公司")
    report(first)
    with at_ministry():
        handlers.take_moved([first.moved("returned")])
        handlers.take_moved([first.moved("withdrawn")])
    second = Story(domains=("other.cn",), certificate=OTHER, name="之江某某有限公司")
    report(second)
    assert conflicts_of(second) == [] and claims_of(second)["certificate"] == "leased"


@pytest.mark.requirement("M6")
def test_whatever_is_blacklisted_is_told_by_item_and_province_and_never_why(cast):
    story = Story()
    with at_ministry():
        subject = certificate_digest("1", story.certificate)
        principal = certificate_digest("2", "11010519491231002X")
    for kind, key, province in (
        ("certificate", subject, "33"),
        ("certificate", principal, ""),
        ("domain", "example.cn", ""),
        ("site", blacklist.site_key("某某科技官网"), "11"),
    ):
        listed(cast, kind, key, province)
    report(story)
    assert conflicts_of(story) == [
        ("blacklisted", "subject.certificate.number", "33"),
        ("blacklisted", "subject.principal.certificate.number", ""),
        ("blacklisted", "sites.0.principal.certificate.number", ""),
        ("blacklisted", "sites.0.domains.0", ""),
        ("blacklisted", "sites.0.name", "11"),
    ]
    assert "查实违法" not in json.dumps(told("filing.conflicted"), ensure_ascii=False)
    assert claims_of(story) == {}


@pytest.mark.requirement("M6")
@pytest.mark.parametrize(
    "days",
    [
        {"from_day": TODAY + timedelta(1)},
        {"from_day": TODAY - timedelta(9), "until_day": TODAY - timedelta(1)},
    ],
)
def test_outside_its_days_an_entry_stands_against_nobody(cast, days):
    listed(cast, "domain", "example.cn", **days)
    story = Story()
    report(story)
    assert conflicts_of(story) == []


@pytest.mark.requirement("M6")
def test_a_domain_listed_after_the_lease_is_found_at_the_commit(cast):
    story = Story()
    report(story)
    listed(cast, "domain", "example.cn")
    approve(story)
    assert conflicts_of(story) == [("blacklisted", "sites.0.domains.0", "")]
    assert "held" not in claims_of(story).values()


@pytest.mark.requirement("K2")
def test_a_domain_under_a_suffix_that_may_not_be_filed(cast):
    story = Story(domains=("example.cn", "example.io", "例子.中国"))
    report(story)
    assert conflicts_of(story) == [("suffix_not_listed", "sites.0.domains.1", "")]
    [(*_rest, body)] = told("filing.conflicted")
    assert "example.io" in body["conflicts"][0]["text"] and ".io" in body["conflicts"][0]["text"]


def test_a_second_application_of_the_subject_at_another_provider_waits(cast):
    first = Story()
    second = Story(domains=("other.cn",), provider_province="33")
    report(first)
    report(second)
    assert conflicts_of(second) == [("running", "subject.certificate.number", "11")]
    approve(first)
    assert claims_of(first)["certificate"] == "held"


def test_everything_is_told_at_once_in_the_order_of_the_kinds(cast):
    filed(Story(name="之江某某有限公司"))
    listed(cast, "domain", "example.cn")
    rival = Story(domains=("example.cn", "example.io"), name="钱塘某某有限公司", provider_province="33")
    report(rival)
    kinds = [kind for kind, *_rest in conflicts_of(rival)]
    assert kinds == ["domain_taken", "certificate_taken", "name_differs", "blacklisted", "suffix_not_listed"]
    assert [answers.NUMBERS[kind] for kind in kinds] == [1, 2, 3, 4, 6]


def test_the_hint_tells_of_blacklist_and_suffix_too(cast):
    listed(cast, "domain", "bad.cn")
    from beian.exchange.asking import ask

    with scope.enter("province:11", Reach.STAFF, TESTER):
        found = ask("ministry", "conflict.hint", {"domains": ["www.bad.cn", "example.io", "free.cn"]})
    assert [(c["kind"], c["item"]) for c in found["conflicts"]] == [
        ("blacklisted", "domains.0"),
        ("suffix_not_listed", "domains.1"),
    ]


def test_each_kind_is_one_statement_however_large_the_batch(cast):
    stories = [Story(domains=(f"d{n}.cn",), certificate=f"B{n:07}") for n in range(60)]
    with scope.enter("province:11", Reach.STAFF, TESTER):
        messages = [story.routed() for story in stories]
    with CaptureQueriesContext(connection) as captured, at_ministry():
        transitions.report(messages=messages, now=NOW)
    asking = [query["sql"] for query in captured if "json_to_recordset" in query["sql"]]
    assert len(asking) == 6  # kinds 1 and 2 by their claims, both halves of 3, 4, 9; kind 6 asks a code table in memory


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code, filed", sorted(answers._SENTENCES))
def test_every_answer_has_its_two_sentences_in_both_languages(code, filed, language):
    from django.utils import translation

    with translation.override(language):
        body = answers.Conflict(code, "item", "33", domain="example.cn", filed=filed).body()
    assert body["text"] and body["next_step"] and "%(" not in body["text"] + body["next_step"]
