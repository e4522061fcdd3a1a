"""Two persons put something on the blacklist, and two take it off (M6, F48)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from ministry.supervision import blacklist
from ministry.supervision.blacklist import NotListed
from ministry.supervision.models import BlacklistEntry
from tests.ministry.stories import NOW, at_ministry

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("M6"), pytest.mark.fault("F48")]
FACTS = {
    "kind": "domain",
    "key": "bad.cn",
    "shown": "bad.cn",
    "province": "",
    "reason": "查实违法",
    "letter": "某函〔2026〕1号",
    "from_day": date(2026, 11, 20),
    "until_day": None,
}


@pytest.fixture
def people(cast):
    return [cast.person("ministry_supervisor", "ministry", name) for name in ("甲", "乙")]


def in_force():
    with at_ministry():
        return BlacklistEntry.objects.in_force(date(2026, 11, 20)).count()


def test_it_counts_only_when_a_second_person_has_confirmed_it(people):
    first, second = people
    with at_ministry():
        entry = blacklist.propose(**FACTS, by=first, now=NOW)
    assert in_force() == 0
    with at_ministry(), pytest.raises(PermissionDenied, match="两人"):
        blacklist.confirm(entry=entry, by=first, now=NOW)
    with at_ministry():
        blacklist.confirm(entry=entry, by=second, now=NOW)
    assert in_force() == 1
    with at_ministry(), pytest.raises(NotListed, match="已经确认"):
        blacklist.confirm(entry=entry, by=second, now=NOW)


def test_lifting_takes_two_as_well_and_it_may_be_listed_again(people):
    first, second = people
    with at_ministry():
        entry = blacklist.confirm(entry=blacklist.propose(**FACTS, by=first, now=NOW), by=second, now=NOW)
        with pytest.raises(NotListed):
            blacklist.propose(**FACTS, by=second, now=NOW)
        blacklist.ask_to_lift(entry=entry, reason="已整改", by=second, now=NOW)
    with at_ministry(), pytest.raises(PermissionDenied, match="两人"):
        blacklist.lift(entry=entry, by=second, now=NOW)
    assert in_force() == 1
    with at_ministry():
        blacklist.lift(entry=entry, by=first, now=NOW)
    assert in_force() == 0
    with at_ministry():
        blacklist.propose(**FACTS, by=first, now=NOW)


def test_the_database_refuses_one_person_twice_even_past_the_verbs(people):
    first, _second = people
    with at_ministry():
        entry = blacklist.propose(**FACTS, by=first, now=NOW)
        with pytest.raises(IntegrityError, match="blacklist_two_to_list"), transaction.atomic():
            BlacklistEntry.objects.filter(pk=entry.pk).update(confirmed_by=first, confirmed_at=NOW)
