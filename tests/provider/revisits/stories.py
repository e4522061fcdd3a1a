"""Granted filings under the care of provider p01, told by the real verbs over all three tiers, and the people who revisit them."""

from __future__ import annotations

from datetime import datetime, timedelta

import time_machine
from django.utils import timezone

from beian import exchange
from beian.notices.models import Notice
from beian.people import scope
from beian.people.scope import Actor, Reach
from beian.reference.clocks import SHANGHAI
from provider.applications.models import Application
from provider.counter.revisits import transitions
from provider.counter.revisits.models import Plan, Revisit
from province.cases import transitions as reviewers
from province.cases.models import Case
from tests.cast import Cast
from tests.provider.stories import PROVIDER, application_at
from tests.province.stories import numbered, settle

NOW = datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)
DUE = NOW.date() + timedelta(days=14)
VALUES = {
    "title": "2026年第四季度回访",
    "first": NOW.date(),
    "months": 3,
    "share": 100,
    "quota": 50,
    "owner_kind": "",
    "granted_before": None,
    "unseen_since": None,
    "seed": "一粒种子",
}


def inside(node=PROVIDER, reach=Reach.STAFF):
    return scope.enter(node, reach, Actor.service("test"))


def granted(
    cast: Cast, *, number: int = 1, province: str = "11", at: datetime = NOW - timedelta(days=60)
) -> Application:
    """A filing that has its number, given by its subject's province; `number` tells filings apart."""
    with time_machine.travel(at, tick=True):
        document = numbered(number)
        reported = application_at(
            "reported", cast, document=document, mobile=f"138001380{number:02d}", province=province
        )
        exchange.drain()
        bureau = f"province:{province}"
        reviewer = cast.person("province_reviewer", bureau)
        with cast.acting(reviewer):
            case = Case.objects.get(application=reported.uuid)
            reviewers.approve(case=case, by=reviewer, now=timezone.now())
        settle()
    with inside():
        return Application.objects.get(uuid=reported.uuid)


class Care:
    """Head of filing and clerk, with one plan between them."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.admin = cast.person("provider_admin", PROVIDER)
        self.clerk = cast.person("provider_clerk", PROVIDER)

    def plan(self, now=NOW, **values) -> Plan:
        with self.cast.acting(self.admin):
            return transitions.plan(values=VALUES | values, by=self.admin, now=now)

    def only(self) -> Revisit:
        with inside():
            return Revisit.objects.select_related("application").get()

    def note(self, result, *, revisit=None, due=None, now=NOW, how="phone", note=""):
        with self.cast.acting(self.clerk):
            return transitions.note(
                revisit=revisit or self._row(), how=how, result=result, note=note, due_on=due, by=self.clerk, now=now
            )

    def stop(self, now, revisit=None):
        with self.cast.acting(self.admin):
            return transitions.stop(revisit=revisit or self._row(), by=self.admin, now=now)

    @staticmethod
    def _row() -> Revisit:
        return Revisit.objects.get()

    def url(self, name, *args):
        return self.cast.url(PROVIDER, name, *args)

    def staff(self, role="provider_clerk"):
        return self.cast.staff(role, PROVIDER)

    @staticmethod
    def texts() -> list[str]:
        with inside():
            found = Notice.objects.filter(event__startswith="revisit:", channel="sms").order_by("id")
            return list(found.values_list("template", flat=True))
