"""A desk of provider p01 in September 2026, and owners who were invited to it on Monday the 14th; their month ends on 14 October.

That autumn: Sunday 20 September is worked, Friday the 25th to Sunday the 27th and 1 to 7 October are holidays, Saturday 10 October is worked.
"""

from __future__ import annotations

from datetime import date, datetime, time

import time_machine

from beian.notices.models import Notice
from beian.people import scope
from beian.people.scope import Actor, Reach
from beian.reference.clocks import SHANGHAI
from provider.applications.models import Application
from provider.counter.appointments import desks, transitions
from provider.counter.appointments.models import Booking, Desk
from tests.cast import Cast
from tests.provider.stories import PROVIDER, application_at

INVITED = datetime(2026, 9, 14, 9, tzinfo=SHANGHAI)
LAST = date(2026, 10, 14)
TUESDAY = date(2026, 9, 15)
MORNING, AFTERNOON = (time(9), time(12)), (time(13, 30), time(17, 30))
WEEK = {weekday: [MORNING, AFTERNOON] for weekday in range(5)}
VALUES = {
    "name": "海淀核验点",
    "address": "北京市海淀区中关村大街1号",
    "phone": "010-66001234",
    "note": "地铁4号线A口",
    "active": True,
    "slot_minutes": 30,
    "capacity": 1,
    "makeup_weekday": 4,
}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def inside(reach=Reach.STAFF, node=PROVIDER):
    return scope.enter(node, reach, Actor.service("test"))


class Story:
    """The desk, its people, and owners by their numbers."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.admin = cast.person("provider_admin", PROVIDER)
        self.verifier = cast.person("provider_verifier", PROVIDER)

    def desk(self, hours=None, **values) -> Desk:
        with self.cast.acting(self.admin):
            return desks.add(values=VALUES | values, hours=hours or WEEK, now=INVITED)

    def invited(self, mobile: str = "13800138000", on: datetime = INVITED) -> Application:
        with time_machine.travel(on, tick=True):
            return application_at("prechecked", self.cast, mobile=mobile)

    def owner(self, mobile: str = "13800138000"):
        return self.cast.owner(PROVIDER, mobile)

    def book(self, application, desk, day=TUESDAY, start=time(9), now=INVITED, mobile="13800138000") -> Booking:
        with self.cast.acting(self.owner(mobile)):
            return transitions.book(application=application, desk=desk, day=day, start=start, now=now)

    def url(self, name: str, *args) -> str:
        return self.cast.url(PROVIDER, name, *args)

    def staff(self, role: str = "provider_verifier"):
        return self.cast.staff(role, PROVIDER)

    @staticmethod
    def bookings(application=None) -> list[tuple[str, str, str]]:
        """(day, start, state) in the order in which they were made."""
        with inside():
            rows = Booking.objects.order_by("id")
            rows = rows.filter(application__uuid=application.uuid) if application else rows
            return [(one.day.isoformat(), f"{one.start:%H:%M}", one.state) for one in rows]

    @staticmethod
    def texts() -> list[str]:
        """Templates of what was sent about appointments, each message once per channel."""
        with inside():
            found = Notice.objects.filter(event__startswith="booking:", channel="sms").order_by("id")
            return list(found.values_list("template", flat=True))
