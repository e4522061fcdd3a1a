"""The demonstration's filings: in every state, made by the verbs and the exchange alone, and made once."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from beian.demo import documents as invented
from beian.demo import past, population, stage
from beian.demo.people import offices
from beian.demo.plans import SHARES, plans
from beian.evidence.models import EvidenceFile
from beian.filing import documents, rules
from beian.people import keys
from beian.people.scope import Actor, Reach, enter
from beian.reference.tables import table
from ministry.dashboard.models import CarriedTally, ReviewTally
from provider.applications.models import Application
from province.cases.models import Case

PLACES = [
    office
    for office in offices()
    if office.node in ("ministry", "province:11", "province:33", "provider:p01", "provider:p02")
]
MANY = 24


@pytest.fixture
def stood(transactional_db):
    """The offices of two provinces and two providers."""
    keys.forget()
    stage.prepare(password="demonstration", now=timezone.now(), places=PLACES)
    yield
    keys.forget()


def fill(many=MANY, **other):
    return population.fill(many, offices=PLACES, now=timezone.now(), say=lambda line: None, **{"processes": 1} | other)


def within(node):
    return enter(node, Reach.STAFF, Actor.service("story"))


@pytest.mark.django_db
def test_filings_stand_in_every_state_agree_over_all_tiers_and_are_made_once(stood, monkeypatch, capsys):
    waves = population.Run.wave

    def broken_off(run, last, steps):
        if run.done > 40:
            raise KeyboardInterrupt
        waves(run, last, steps)

    monkeypatch.setattr(population.Run, "wave", broken_off)
    with pytest.raises(KeyboardInterrupt):
        fill()
    monkeypatch.setattr(population.Run, "wave", waves)
    went_on = fill()
    assert went_on.steps > 0
    assert sum(went_on.states.values()) == MANY
    assert set(went_on.states) == {
        *("draft", "submitted", "prechecked", "verified", "under_review", "returned", "granted", "withdrawn", "lapsed")
    }
    assert fill().steps == 0
    look_alive()
    look_counted()
    for command in (
        ("exchange", "verify"),
        ("exchange", "reconcile", "--pause", "0"),
        ("audit", "seal"),
        ("audit", "verify"),
    ):
        call_command(*command)
    assert "ok" in capsys.readouterr().out


def look_alive():
    """What makes pages worth looking at: days of the past, limits that have passed, several rounds, conflicts with their reasons."""
    today = timezone.localdate()
    states, rounds, codes, days = Counter(), Counter(), set(), set()
    for node in ("provider:p01", "provider:p02"):
        with within(node):
            for row in Application.objects.all():
                states[row.state, bool(row.due_on and row.due_on < today)] += 1
                rounds[row.round] += 1
                codes |= {reason["code"] for reason in row.reasons}
                days.add(timezone.localdate(row.state_since))
    assert states["submitted", True] and states["under_review", True] and states["under_review", False]
    assert not states["prechecked", True] and not states["returned", True]  # those would have lapsed
    assert "domain_taken" in codes and len(rounds) > 1
    assert len(days) > 8 and min(days) < today - timedelta(days=30) and max(days) <= today
    with within("province:11"):
        assert {case.decided_by.username for case in Case.objects.exclude(decided_by=None)} >= {"reviewer", "reviewer2"}
        assert EvidenceFile.objects.filter(complete=True).exists()


def look_counted():
    """Ministry and provinces have figures to show from the beginning."""
    with within("ministry"):
        assert set(ReviewTally.objects.values_list("province", flat=True)) == {"11", "33"}
        assert set(CarriedTally.objects.exclude(as_of=None).values_list("provider", flat=True)) == {"p01", "p02"}


def test_every_invented_filing_keeps_to_the_rules_and_meets_no_other():
    names, numbers, mobiles = Counter(), Counter(), Counter()
    provinces = [row.code for row in table("provinces").rows]
    for number in range(1000):
        filing = invented.filing(number, province=provinces[number % 31], provider="p01", servers=["11"])
        document = documents.load(filing.document)
        assert documents.missing(document, access=True) == []
        assert [found for found in rules.check_whole(documents.dump(document)) if found.rejects] == []
        if not document.of_person:
            names[document.subject.name] += 1
        numbers[document.subject.certificate.number] += 1
        mobiles[filing.mobile] += 1
    assert max(names.values()) == max(numbers.values()) == max(mobiles.values()) == 1


def test_a_thousand_plans_have_every_fate_every_province_and_the_same_ones_again():
    made = plans(1000, offices=offices(), today=date(2026, 11, 22))
    assert made == plans(1000, offices=offices(), today=date(2026, 11, 22))
    fates = Counter(plan.fate for plan in made)
    assert {fate: fates[fate] for fate in SHARES} == SHARES and fates["granted"] == 400
    assert len({plan.province for plan in made}) == 31 and len({plan.provider for plan in made}) == 20
    for plan in made:
        moments = [step.moment for step in plan.steps]
        assert moments == sorted(moments) and len(set(moments)) == len(moments)


def test_the_past_ends_with_its_block():
    then = timezone.now() - timedelta(days=40)
    with past.at(then):
        assert timezone.now() == then
    assert timezone.now() > then + timedelta(days=39)
