"""What this provider tells its province of its own waiting work: counts per state, and what owners handed in and it left lying (B21)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from beian import audit, exchange
from beian.exchange import Message, Rejection, handles, on_rejected
from beian.filing.tallies import ProviderTally, Standing, Wanted, revision
from beian.people import scope
from beian.people.models import Node
from beian.people.nodes import province_node
from provider.applications.handlers import check_from_province
from provider.applications.models import Application

# The states in which it is the provider's side that waits or works (flows.md §3).
OURS = ("submitted", "prechecked", "verified", "returned")


def count(*, now: datetime) -> ProviderTally:
    """How the provider's side stands at this moment, in one statement for the states and one for what was left."""
    today = timezone.localdate(now)
    rows = Application.objects.filter(state__in=OURS).values("state").order_by("state")
    counted = rows.annotate(many=Count("id"), overdue=Count("id", filter=Q(due_on__lt=today)))
    left = Application.objects.left_unchecked(today).count()
    return ProviderTally(as_of=now, standings=[Standing(**row) for row in counted], left_unchecked=left)


def tell(*, now: datetime) -> None:
    """Tell the own province; told twice, the later one counts."""
    node = scope.current().node
    province = province_node(Node.objects.get(name=node).province)
    exchange.send(receiver=province, kind="tally.told", key=node, revision=revision(now), body=count(now=now))


@handles("tally.wanted", body=Wanted)
def take_wanted(messages: list[Message]) -> None:
    """The province asks now; however often it asked meanwhile, one answer will do."""
    for sender in {message.sender for message in messages}:
        check_from_province(sender)
    tell(now=timezone.now())


@on_rejected("tally.told")
def not_heard(rejection: Rejection) -> None:
    """The province would not take the counts: the next ones say the same anew."""
    told = {"kind": rejection.message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="tally.not_heard", subject=("node", rejection.message.key), after=told)
