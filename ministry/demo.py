"""The ministry's part in the demonstration: the support centre has given every provider a backdrop before anybody took a photo."""

from __future__ import annotations

from datetime import datetime, timedelta

from beian.people.models import Node, User
from beian.people.nodes import MINISTRY, code_of
from beian.people.scope import Actor, Reach, enter
from ministry.supervision import backdrops
from ministry.supervision.centre_models import Backdrop

DIRECTOR = Actor.service("demo")
BEFORE = timedelta(days=150)  # the demonstration's filings begin later


def begin(now: datetime) -> int:
    """One backdrop for each provider that never got one, the first provider first; how many were given out."""
    with enter(MINISTRY, Reach.SYSTEM, DIRECTOR):
        by = User.objects.filter(node=MINISTRY, username="filing_centre").first()
    with enter(MINISTRY, Reach.STAFF, Actor.user(by) if by else DIRECTOR):
        have = set(Backdrop.objects.values_list("provider", flat=True))
        providers = Node.objects.filter(tier="provider").order_by("name")
        waiting = [node for node in providers if code_of(node.name) not in have]
        for node in waiting:
            backdrops.issue(provider=node, many=1, by=by, now=now - BEFORE)
        return len(waiting)
