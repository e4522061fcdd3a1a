"""The due dates of applications: counted anew when calendar or clocks change, mirrored from the province, marked once they have passed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from beian import exchange
from beian.editions import on_edition, overdue
from beian.editions.models import Edition
from beian.editions.shifts import TABLES, Told, Waiting, follow, recent, recount
from beian.exchange import Message, Outgoing
from beian.people import scope
from beian.people.models import Node
from beian.people.nodes import province_node
from provider.applications.models import Application

# The states whose pen the provider holds and in which a limit runs (flows.md's "An application's life").
APPLICATIONS = Waiting(
    table="provider_application",
    key="uuid",
    name="coalesce(waiting.document -> 'subject' ->> 'name', '')",
    pen="waiting.state IN ('submitted', 'prechecked', 'returned')",
)


@on_edition(*TABLES, tier="provider")
def recompute(edition: Edition, now: datetime) -> None:
    """A new calendar, or new clocks: open due dates are counted anew; the province that mirrors some of them is told."""
    tell(edition, recount(APPLICATIONS, edition, now))


def recompute_again(*, now: datetime) -> None:
    """One more look at what was moved while the last editions were taken."""
    for edition in recent(now):
        tell(edition, recount(APPLICATIONS, edition, now, again=True))


def tell(edition: Edition, moved: Mapping[int, date]) -> None:
    """The province shows by when a returned application must come back, if it ever heard of it; of the others it knows nothing yet.

    Whoever was reminded of a date that has moved is reminded of the new one.
    """
    shifted = Application.objects.filter(pk__in=moved)
    shifted.exclude(reminded_on=None).update(reminded_on=None)
    returned = shifted.filter(state="returned").exclude(reported_at=None).order_by("id")
    rows = list(returned.only("id", "uuid", "round", "revision"))
    if rows:
        province = province_node(Node.objects.get(name=scope.current().node).province)
        exchange.send_many(_outgoing(province, row, edition, moved[row.pk]) for row in rows)


def _outgoing(province: str, row: Application, edition: Edition, due: date) -> Outgoing:
    body = {"state": "returned", "due": due, "edition": edition.name, "version": edition.version}
    return Outgoing(province, "filing.due", str(row.uuid), body, row.round, row.revision)


def mirror(messages: list[Message], now: datetime) -> None:
    """Show the dates that the province tells."""
    follow(APPLICATIONS, [_told(message) for message in messages], now)


def _told(message: Message) -> Told:
    body = message.body
    return Told(
        message.key, message.round, message.revision, body.state, body.due, edition=body.edition, version=body.version
    )


def keep(*, now: datetime) -> None:
    """What the clock does at a provider from time to time; done twice, it changes nothing."""
    recompute_again(now=now)
    overdue.mark(Application.objects.overdue(timezone.localdate(now)))
