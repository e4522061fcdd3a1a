"""What may be done with an appointment now. Each check raises the sentence that stands in the button's place."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from beian.pages import words
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.counter.appointments.models import Booking, Desk, State
from provider.counter.appointments.slots import moment

# How often one application may be booked anew by its owner: each time a text goes out, and others wait for the places.
MOST_BOOKINGS = 10


class Full(Refused):
    """Somebody else has the last place, or the desk has closed meanwhile: another slot may do."""


def check_can_book(application: Application, *, now: datetime) -> None:
    """An appointment is for a filing that passed its precheck, within the month that follows (B5)."""
    if application.state in ("draft", "submitted", "returned"):
        raise Refused(_("这份申请还没有通过预核验，通过后即可预约现场核验。"))
    if application.state != "prechecked":
        raise Refused(_("这份申请目前处于“%(state)s”，不需要预约现场核验。") % {"state": application.state_label})
    if application.due_on is None or application.due_on < timezone.localdate(now):
        raise Refused(_("这份申请已超过现场核验的期限，不能再预约。"))


def check_day(application: Application, day: date, *, now: datetime) -> None:
    """Inside the month of B5, and not in the past."""
    if day < timezone.localdate(now):
        raise Refused(_("这一天已经过去，请另选日期。"))
    if application.due_on is None or day > application.due_on:
        raise Refused(
            _("现场核验须在%(day)s前（含当日）办理，请选择更早的日期。") % {"day": words.day(application.due_on)}
        )


def check_owner_may_book_again(made: int) -> None:
    if made >= MOST_BOOKINGS:
        raise Refused(_("这份申请的预约和改期次数已达到上限，请打电话联系核验点。"))


def check_as_shown(standing: Booking | None, seen: int | None) -> None:
    """`seen`: key of the appointment that the page showed, 0 where it showed none, None where it does not say. Nobody moves what he has not seen."""
    if seen is None or seen == (standing.pk if standing else 0):
        return
    if standing is None:
        raise Refused(_("原来的预约刚刚已取消或有变，请看过现在的情况后再操作。"))
    raise Refused(
        _("预约刚刚有变，现在约在%(day)s %(start)s，请看过后再操作。")
        % {"day": words.day(standing.day), "start": f"{standing.start:%H:%M}"}
    )


def check_desk_open(desk: Desk) -> None:
    if not desk.active:
        raise Full(_("这个核验点已停止预约，请另选核验点。"))


def check_can_cancel(booking: Booking, *, now: datetime, by_owner: bool) -> None:
    """Until the slot begins by the owner; by the desk as long as nobody came."""
    if booking.state != State.BOOKED:
        raise Refused(_("这个预约已是“%(state)s”，不能取消。") % {"state": booking.state_label})
    if by_owner and moment(booking.day, booking.start) <= now:
        raise Refused(_("预约的时间已到，不能再取消。来不了请打电话联系核验点。"))


def check_can_check_in(booking: Booking, *, now: datetime) -> None:
    """On the day itself; who was written down as missing may still come that day."""
    if booking.state not in (State.BOOKED, State.MISSED):
        raise Refused(_("这个预约已是“%(state)s”，不能登记到场。") % {"state": booking.state_label})
    if booking.day != timezone.localdate(now):
        raise Refused(
            _("这个预约是%(day)s的，不在今天；本人已到场的，请按“未预约到场”登记。") % {"day": words.day(booking.day)}
        )


def check_can_miss(booking: Booking, *, now: datetime) -> None:
    """Nobody is missing before his slot has begun."""
    if booking.state != State.BOOKED:
        raise Refused(_("这个预约已是“%(state)s”，不能登记未到场。") % {"state": booking.state_label})
    if moment(booking.day, booking.start) > now:
        raise Refused(_("预约的时间还没有到，不能登记未到场。"))


def check_can_walk_in(application: Application) -> None:
    if application.state != "prechecked":
        raise Refused(_("这份申请目前处于“%(state)s”，不能办理现场核验。") % {"state": application.state_label})
