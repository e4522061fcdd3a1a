"""How often somebody may have something done that costs the platform work and that anybody may ask for.

One row per visitor and kind of errand: when his window began, and how often he has come since. It is counted in one statement, in a
transaction of its own, before the work is begun: what comes at once is counted one after the other, and no refusal takes it back.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InternalError, OperationalError, connection, models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import ngettext

from beian.people import addresses, keys, scope
from beian.people.nodes import NodeModel
from beian.people.scope import Actor, Reach

SERVICE = Actor.service("visits")
FORGOTTEN = timedelta(hours=1)  # longer than any limit's span
log = logging.getLogger(__name__)


class Visit(NodeModel):
    """A visitor's window: a keyed digest says whose it is, no address is stored in the clear."""

    kind = models.TextField()
    visitor = models.BinaryField(help_text="keyed digest of a network address or an account, 32 bytes")
    since = models.DateTimeField()
    times = models.PositiveIntegerField()

    class Meta(NodeModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["node", "kind", "visitor"], name="visit_once"),
            models.CheckConstraint(condition=models.Q(times__gte=1), name="visit_times"),
        ]
        indexes = [models.Index(fields=["node", "since"], name="visit_since")]


@dataclass(frozen=True)
class Limit:
    """So many times in `span`, counted from the first of them; then nothing until the span is over. `lasting`: over a crash as well."""

    kind: str
    most: int
    span: timedelta
    lasting: bool = True


@dataclass(frozen=True)
class TurnedAway:
    """Somebody came too often; `seconds` from now he may come again, at least one."""

    seconds: int

    def __str__(self) -> str:
        minutes = -(-self.seconds // 60)
        text = ngettext("操作太频繁，请在%(minutes)d分钟后再试。", "操作太频繁，请在%(minutes)d分钟后再试。", minutes)
        return text % {"minutes": minutes}

    def told_by(self, response: HttpResponse) -> HttpResponse:
        """The answer 429, for machines as well: when to come again."""
        response["Retry-After"] = str(self.seconds)
        return response


# A window that is over begins anew; one that runs goes on, and whoever comes too often does not lengthen it. What is not to last needs no
# wait for the disk: a server that falls over forgets the last half second of it.
_COUNT = """
INSERT INTO beian_visit AS known (kind, visitor, since, times) VALUES (%(kind)s, %(visitor)s, %(now)s, 1)
ON CONFLICT (node, kind, visitor) DO UPDATE SET
    times = CASE WHEN known.since > %(began)s THEN least(known.times, %(most)s) + 1 ELSE 1 END,
    since = CASE WHEN known.since > %(began)s THEN known.since ELSE excluded.since END
RETURNING times, since, CASE WHEN NOT %(lasting)s THEN set_config('synchronous_commit', 'off', true) END
"""


def admit(request: HttpRequest, limit: Limit, *, now: datetime | None = None) -> bool:
    """Count this request, for `people.access.beforehand`: whether it is to be served. Where it is not, `turned_away` tells the view.

    Somebody signed in is counted by his account, since an office shares one address; anybody else by his address, and not at all where
    that cannot be known. A database that takes no row just now keeps nobody from what can be had without one.
    """
    request.turned_away = _counted(request, limit, now or timezone.now())
    return request.turned_away is None


def turned_away(request: HttpRequest) -> TurnedAway | None:
    """What `admit` has found, for the view that answers; None where it was not asked."""
    return getattr(request, "turned_away", None)


def _counted(request: HttpRequest, limit: Limit, now: datetime) -> TurnedAway | None:
    viewer = request.viewer
    visitor = f"account {viewer.user.pk}" if viewer.user else addresses.of_client(request)
    if not visitor:
        return None
    try:
        with scope.enter(viewer.node, Reach.SYSTEM, SERVICE):
            return count(visitor, limit, now=now)
    except (OperationalError, InternalError) as error:
        log.warning("a visit could not be counted: %s", error)
        return None


def count(visitor: str, limit: Limit, *, now: datetime) -> TurnedAway | None:
    """One visit more. In the reach of accounts; the row is locked until the transaction ends."""
    words = {"kind": limit.kind, "visitor": keys.digest("visitor", visitor), "most": limit.most}
    words |= {"now": now, "began": now - limit.span, "lasting": limit.lasting}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, words)
        times, since, _commit = cursor.fetchone()
    if times <= limit.most:
        return None
    return TurnedAway(max(1, -int((now - since - limit.span).total_seconds() // 1)))


def clear(*, now: datetime) -> int:
    """Forget windows that are long over; how many."""
    removed, _each = Visit.objects.filter(since__lt=now - FORGOTTEN).delete()
    return removed
