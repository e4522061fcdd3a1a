"""Owners are reminded before a limit of theirs ends and on its last day: what is not done by then lapses (B5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from beian.notices.sending import send
from beian.reference.clocks import clock, due
from provider.applications import notes
from provider.applications.models import Application
from provider.counter.appointments.models import Booking

# The states in which it is the owner's turn → the text that goes out.
TEXTS = {"prechecked": "visit_reminder", "returned": "resubmission_reminder"}
MOST = 200


def remind(*, now: datetime) -> bool:
    """Remind whoever has not been: once when the end comes near, once on the last day. True: there are more than one turn's worth.

    Whoever has an appointment ahead is reminded of that instead, the day before (provider.counter.appointments.clockwork).
    """
    today = timezone.localdate(now)
    expected = Booking.objects.open().from_day(today).filter(application=OuterRef("pk"))
    waiting = Application.objects.filter(state__in=TEXTS, due_on__gte=today)
    asked = waiting.filter(
        ~Exists(expected),
        Q(reminded_on=None, due_on__in=_near(waiting, today)) | Q(reminded_on__lt=today, due_on=today),
    )
    rows = asked.select_for_update(skip_locked=True, of=("self",)).select_related("owner").order_by("due_on", "id")
    found = list(rows[:MOST])
    for application in found:
        _remind(application, today)
    Application.objects.filter(pk__in=[application.pk for application in found]).update(reminded_on=today)
    return len(found) == MOST


def _near(waiting, today: date) -> Collection[date]:
    """The due dates whose reminder is due by now: few, however many applications there are."""
    limit = clock("reminder")
    days = waiting.order_by("due_on").values_list("due_on", flat=True).distinct()
    return [day for day in days if due(limit, day) <= today]


def _remind(application: Application, today: date) -> None:
    last, text = application.due_on, TEXTS[application.state]
    send(
        text,
        to=notes.recipients(application),
        params={"day": f"{last.year}年{last.month}月{last.day}日"} | notes.link_of(application, text),
        event=f"reminder:{notes.event_of(application)}:{last}:{'last' if last == today else 'near'}",
        application=application.uuid,
    )
