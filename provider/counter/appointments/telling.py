"""What owners are told of their appointments; each text once per booking and event."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils.translation import override

from beian.notices.sending import send
from beian.pages import words
from beian.people.nodes import here
from provider.applications import notes
from provider.counter.appointments.models import Booking


def tell(booking: Booking, template: str, **more: str) -> None:
    """Queue a text about this booking to its owner, in the transaction of the change. Texts go out in Chinese."""
    application = booking.application
    send(
        template,
        to=notes.recipients(application),
        params=_where_and_when(booking) | _link(booking) | more,
        event=f"booking:{booking.pk}:{template}",
        application=application.uuid,
    )


def _where_and_when(booking: Booking) -> dict[str, str]:
    desk = booking.desk
    return {
        "day": day_words(booking.day),
        "time": f"{booking.start:%H:%M}",
        "desk": desk.name if desk else "",
        "address": desk.address if desk else "",
        "phone": desk.phone if desk else "",
        "last": day_words(booking.application.due_on) if booking.application.due_on else "",
    }


def _link(booking: Booking) -> dict[str, str]:
    """The owner's own page; a filing that a clerk filled in for nobody's account has none."""
    application = booking.application
    if application.owner_id is None:
        return {}
    return {"link": f"{settings.PUBLIC_ADDRESS}{here('application_booking', application.uuid)}"}


def day_words(day: date) -> str:
    with override("zh-hans"):
        return words.day(day)
