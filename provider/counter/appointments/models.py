"""Desks, when they are open, and who comes when. Slots are computed, bookings are stored, and no place is given twice."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet
from provider.applications.models import Application

SLOT_MINUTES = (10, 15, 20, 30, 45, 60, 90, 120)
MOST_PLACES = 50
WEEKDAYS = (_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"))


class State(models.TextChoices):
    BOOKED = "booked", _("已预约")
    MOVED = "moved", _("已改期")
    CANCELLED = "cancelled", _("已取消")
    CAME = "came", _("已到场")
    MISSED = "missed", _("未到场")


# The life of a booking; whoever comes late on the day itself has come after all. The database holds the same table.
MOVES = (("booked", "moved"), ("booked", "cancelled"), ("booked", "came"), ("booked", "missed"), ("missed", "came"))
BEGINNINGS = (State.BOOKED, State.CAME)


class Reason(models.TextChoices):
    """Why a booking ended without a visit."""

    NONE = "", ""
    OWNER = "owner", _("主办者取消")
    STAFF = "staff", _("核验点取消")
    CLOSED = "closed", _("核验点当天不办理")
    ENDED = "ended", _("申请已结束或退回")
    CAME_EARLIER = "came_earlier", _("已提前到场办理")


class Desk(NodeModel):
    """A place where owners are verified in person: where it is, how long a visit takes, how many people are seen at once."""

    name = models.TextField()
    address = models.TextField()
    phone = models.TextField()
    note = models.TextField(blank=True, help_text="how to find it")
    active = models.BooleanField(default=True)
    slot_minutes = models.PositiveSmallIntegerField(default=30)
    capacity = models.PositiveSmallIntegerField(default=1, help_text="visits that begin in the same slot")
    makeup_weekday = models.PositiveSmallIntegerField(
        null=True, default=4, help_text="whose hours hold on a weekend that is worked; empty: closed then"
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("核验点")
        constraints = [
            models.UniqueConstraint(fields=["node", "name"], name="desk_name"),
            models.CheckConstraint(condition=Q(slot_minutes__in=SLOT_MINUTES), name="desk_slot"),
            models.CheckConstraint(condition=Q(capacity__range=(1, MOST_PLACES)), name="desk_capacity"),
            models.CheckConstraint(
                condition=Q(makeup_weekday=None) | Q(makeup_weekday__lte=4), name="desk_makeup_weekday"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OpeningHours(NodeModel):
    """One stretch of a weekday in which a desk is open; a day may have several."""

    desk = NodeForeignKey(Desk, models.PROTECT, related_name="hours")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        verbose_name = _("开放时间")
        constraints = [
            models.UniqueConstraint(fields=["node", "desk", "weekday", "opens"], name="opening_hours_once"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="opening_hours_order"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_hours_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Closure(NodeModel):
    """A day on which a desk is closed although its hours say otherwise."""

    desk = NodeForeignKey(Desk, models.PROTECT, related_name="closures")
    day = models.DateField()
    note = models.TextField(help_text="what owners are told")
    by = NodeForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("临时停办")
        constraints = [models.UniqueConstraint(fields=["node", "desk", "day"], name="closure_once")]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.day}"


class BookingQuerySet(NodeQuerySet):
    def visible_to(self, viewer) -> BookingQuerySet:
        """All of the node for its staff, his own for an owner."""
        rows = self.filter(node=viewer.node)
        return rows if viewer.owner is None else rows.filter(owner_id=viewer.owner)

    def open(self) -> BookingQuerySet:
        return self.filter(state=State.BOOKED)

    def listed(self) -> BookingQuerySet:
        """With what a list shows of the filing and of the desk."""
        heavy = ("application__sealed", "application__wrapped_key", "application__reasons")
        return self.select_related("application", "desk").defer(*heavy)

    def from_day(self, day: date) -> BookingQuerySet:
        return self.filter(day__gte=day)


class Booking(NodeModel):
    """One owner's appointment, or his visit without one (`walk_in`). A moved booking stays, and another takes its place."""

    desk = NodeForeignKey(Desk, models.PROTECT, related_name="bookings", null=True)
    application = NodeForeignKey(Application, models.PROTECT, related_name="bookings")
    owner = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    day = models.DateField()
    start = models.TimeField()
    until = models.TimeField()
    state = models.TextField(choices=State.choices, default=State.BOOKED)
    state_since = models.DateTimeField()
    reason = models.TextField(choices=Reason.choices, blank=True)
    walk_in = models.BooleanField(default=False)
    moved_from = NodeForeignKey("self", models.PROTECT, related_name="+", null=True)
    reminded_at = models.DateTimeField(null=True, help_text="when the owner was told of it the day before")
    made_at = models.DateTimeField()

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("预约")
        indexes = [
            models.Index(fields=["node", "day", "start", "id"], name="booking_day"),
            models.Index(fields=["node", "application", "-id"], name="booking_application"),
            models.Index(fields=["node", "day"], condition=Q(state="booked"), name="booking_open"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="booking_state"),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="booking_reason"),
            models.CheckConstraint(condition=Q(state="cancelled") | Q(reason=""), name="booking_reason_of_cancelled"),
            models.CheckConstraint(condition=~Q(state="cancelled") | ~Q(reason=""), name="booking_cancelled_why"),
            models.CheckConstraint(condition=Q(until__gte=F("start")), name="booking_order"),
            models.CheckConstraint(
                condition=Q(walk_in=True, state="came") | Q(walk_in=False, desk__isnull=False), name="booking_walk_in"
            ),
            models.UniqueConstraint(
                fields=["node", "application"], condition=Q(state="booked"), name="booking_one_open"
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="booking_moves", field="state", transitions=MOVES),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.start:%H:%M} {self.state}"

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def hours(self) -> str:
        """09:30–10:00; of a walk-in the minute he came."""
        begin = f"{self.start:%H:%M}"
        return begin if self.walk_in else f"{begin}–{self.until:%H:%M}"


_WITHIN_CAPACITY = """
IF NOT EXISTS (
    SELECT 1 FROM provider_desk AS desk
    WHERE desk.node = NEW.node AND desk.id = NEW.desk_id AND desk.active AND NEW.number <= desk.capacity
) THEN
    RAISE EXCEPTION 'no such place at this desk';
END IF;
IF NOT EXISTS (
    SELECT 1 FROM provider_booking AS booking
    WHERE booking.node = NEW.node AND booking.id = NEW.booking_id AND booking.desk_id = NEW.desk_id
      AND booking.day = NEW.day AND booking.start = NEW.start AND booking.until = NEW.until AND booking.state = 'booked'
) THEN
    RAISE EXCEPTION 'a place for another booking';
END IF;
RETURN NEW;
"""
# Row policies show an owner his own bookings only: the places of others he may count, and not touch.
_OWN = """
IF current_user = 'reach_owner' AND NOT EXISTS (
    SELECT 1 FROM provider_booking AS booking WHERE booking.node = OLD.node AND booking.id = OLD.booking_id
) THEN
    RAISE EXCEPTION 'somebody else''s place';
END IF;
RETURN OLD;
"""


class Place(NodeModel):
    """One of a desk's places in one slot, taken. It says nothing of whom: owners count them to see what is free.

    `number` runs from 1 to the desk's capacity. Times of one number never overlap, also where the slots were once longer (an exclusion
    constraint in the migration): two bookings at the same instant cannot both have the last place.
    """

    desk = NodeForeignKey(Desk, models.PROTECT, related_name="+")
    booking = NodeForeignKey(Booking, models.PROTECT, related_name="+")
    day = models.DateField()
    start = models.TimeField()
    until = models.TimeField()
    number = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("预约名额")
        constraints = [
            models.UniqueConstraint(fields=["node", "desk", "day", "start", "number"], name="place_once"),
            models.UniqueConstraint(fields=["node", "booking"], name="place_of_booking"),
            models.CheckConstraint(condition=Q(number__range=(1, MOST_PLACES)), name="place_number"),
            models.CheckConstraint(condition=Q(until__gt=F("start")), name="place_order"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="within_capacity", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_WITHIN_CAPACITY
            ),
            pgtrigger.Trigger(name="own", when=pgtrigger.Before, operation=pgtrigger.Delete, func=_OWN),
            pgtrigger.Protect(name="fixed", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.start:%H:%M} {self.number}"
