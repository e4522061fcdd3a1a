"""Reconciliation: two nodes compare what they hold of a register they share, by digests per bucket, then record by record where
those differ (flows.md §2). The result is a report that names what differs and who sends it again; nothing is mended silently.

A tier says with `shares` what it holds; the rows are one statement, so that a bucket is digested in the database.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.functional import Promise
from pydantic import BaseModel, ConfigDict, Field

from beian import audit
from beian.exchange.asking import Unavailable, ask
from beian.exchange.models import Reconciliation
from beian.exchange.registry import answers
from beian.exchange.transports import served_here
from beian.people import scope
from beian.people.models import Node
from beian.people.nodes import MINISTRY, code_of, tier_of
from beian.people.scope import Actor, Reach, enter

QUESTION = "register.digests"
RECONCILER = Actor.service("reconciliation")
PAGE = 5000
MOST_KEPT = 200  # differences named in a report; all of them are counted
SECONDS = 60.0
PAUSE = 3.0  # before looking again at what differs: it may be on its way
MISSING_THERE, MISSING_HERE, DIFFERENT = "missing_there", "missing_here", "different"

_BUCKETS = """
SELECT bucket, count(*), encode(sha256(string_agg(digest, ''::bytea ORDER BY number COLLATE "C")), 'hex')
FROM ({rows}) AS held GROUP BY bucket ORDER BY bucket
"""
_RECORDS = """
SELECT number, encode(digest, 'hex') FROM ({rows}) AS held
WHERE bucket = %(bucket)s AND number COLLATE "C" > %(after)s ORDER BY number COLLATE "C" LIMIT %(most)s
"""


@dataclass(frozen=True)
class Share:
    """One end of a register that nodes of two tiers hold.

    `rows` selects (bucket, number, digest) of what this node shares with %(peer)s, a node's code ('' for the ministry), one row per number.
    `peers` are the nodes at the other end. `resend(peer, numbers)` sends them again and says how many, at the end that holds the pen.
    """

    register: str
    tier: str
    title: str | Promise
    rows: str
    peers: Callable[[], Sequence[str]]
    resend: Callable[[str, Sequence[str]], int] | None = None


class Asked(BaseModel):
    """All buckets of a register, or the records of one of them behind a number."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    register_name: str = Field(max_length=32)
    bucket: str | None = Field(None, max_length=32)
    after: str = Field("", max_length=64)


@dataclass(frozen=True)
class Difference:
    """One record that the two ends do not hold alike."""

    bucket: str
    number: str
    kind: str


_shares: dict[tuple[str, str], Share] = {}


def shares(share: Share) -> Share:
    """Register one tier's end."""
    _shares[share.tier, share.register] = share
    return share


def share_of(node: str, register: str) -> Share:
    """The end of this register at a node's tier; LookupError if it has none."""
    found = _shares.get((tier_of(node), register))
    if found is None:
        raise LookupError(f"{tier_of(node)} shares no register {register!r}")
    return found


def title_of(node: str, register: str) -> str:
    """What the register is called; its code where this node no longer shares it."""
    found = _shares.get((tier_of(node), register))
    return str(found.title) if found else register


@answers(QUESTION, body=Asked)
def digests(asker: str, body: Asked) -> dict:
    """What this node holds of what it shares with the asker: buckets with count and digest, or a page of records with theirs."""
    share = share_of(scope.current().node, body.register_name)
    if body.bucket is None:
        return {"buckets": {bucket: [many, digest] for bucket, (many, digest) in _buckets(share, asker).items()}}
    return {"records": _page(share, asker, body.bucket, body.after)}


def _buckets(share: Share, peer: str) -> dict[str, tuple[int, str]]:
    rows = _execute(_BUCKETS, share, {"peer": code_of(peer)})
    return {bucket: (many, digest) for bucket, many, digest in rows}


def _page(share: Share, peer: str, bucket: str, after: str) -> dict[str, str]:
    given = {"peer": code_of(peer), "bucket": bucket, "after": after, "most": PAGE}
    return dict(_execute(_RECORDS, share, given))


def _execute(statement: str, share: Share, given: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(rows=share.rows), given)
        return cursor.fetchall()


# ---- comparing


def reconcile(node: str, *, now: datetime, peer: str = "", pause: float = PAUSE) -> list[Reconciliation]:
    """Compare every register that the node shares with others, or with `peer` alone; the reports, kept. Opens its own scopes."""
    reports = []
    for share in [share for (tier, _name), share in sorted(_shares.items()) if tier == tier_of(node)]:
        with enter(node, Reach.STAFF, RECONCILER):
            peers = [other for other in share.peers() if peer in ("", other)]
        for other in peers:
            reports.append(_reconcile(node, share, other, now, pause))
    return reports


def _reconcile(node: str, share: Share, peer: str, now: datetime, pause: float) -> Reconciliation:
    report = Reconciliation(peer=peer, register=share.register, at=now)
    try:
        held, found = compare(node, share, peer)
        if found:
            time.sleep(pause)
            held, again = compare(node, share, peer)
            found = [one for one in again if one in found]
        report.buckets, report.records = len(held), sum(many for many, _digest in held.values())
        report.differing = len(found)
        report.differences = [vars(one) for one in found[:MOST_KEPT]]
    except Unavailable as silence:
        report.trouble = str(silence)[:500]
    with enter(node, Reach.STAFF, RECONCILER):
        report.save(force_insert=True)
        after = {"peer": peer, "register": share.register, "records": report.records, "differing": report.differing}
        audit.record(verb="exchange.reconcile", subject=report, after=after)
    return report


def compare(node: str, share: Share, peer: str) -> tuple[dict[str, tuple[int, str]], list[Difference]]:
    """(bucket → count and digest here, what differs). Unavailable where the other end does not answer."""
    with enter(node, Reach.STAFF, RECONCILER):
        here = _buckets(share, peer)
        told = _ask(peer, register_name=share.register)["buckets"]
    there = {bucket: (many, digest) for bucket, (many, digest) in told.items()}
    apart = sorted(bucket for bucket in here.keys() | there.keys() if here.get(bucket) != there.get(bucket))
    return here, [one for bucket in apart for one in _differences(node, share, peer, bucket)]


def _differences(node: str, share: Share, peer: str, bucket: str) -> Iterator[Difference]:
    """The records of one bucket that differ, by number."""
    with enter(node, Reach.STAFF, RECONCILER):
        here = _all(lambda after: _page(share, peer, bucket, after))
        there = _all(lambda after: _ask(peer, register_name=share.register, bucket=bucket, after=after)["records"])
    for number in sorted(here.keys() | there.keys()):
        if here.get(number) != there.get(number):
            kind = MISSING_THERE if number not in there else MISSING_HERE if number not in here else DIFFERENT
            yield Difference(bucket, number, kind)


def _all(page: Callable[[str], dict[str, str]]) -> dict[str, str]:
    """Every record of a bucket, page by page."""
    found: dict[str, str] = {}
    while got := page(max(found, default="")):
        found |= got
        if len(got) < PAGE:
            break
    return found


def _ask(peer: str, **asked) -> dict:
    return ask(peer, QUESTION, asked, timeout=SECONDS)


# ---- sending again


class NotHere(LookupError):
    """This node does not hold the pen for that register: the other end sends it again."""


def resend(node: str, *, register: str, peer: str, numbers: Sequence[str]) -> int:
    """Send these records again to the other end, through the outbox; how many are on their way. Taken twice, they change nothing."""
    share = share_of(node, register)
    if share.resend is None:
        raise NotHere(f"{node} does not send {register} again: {peer} does")
    with enter(node, Reach.STAFF, RECONCILER):
        sent = share.resend(peer, sorted(set(numbers)))
        after = {"peer": peer, "register": register, "numbers": sorted(set(numbers))[:MOST_KEPT], "sent": sent}
        audit.record(verb="exchange.resend", subject=("register", register), after=after)
    return sent


def mend(report: Reconciliation) -> int:
    """Send again what a report of this node says the other end lacks or holds differently, where this node holds the pen; how many."""
    numbers = [one["number"] for one in report.differences if one["kind"] != MISSING_HERE]
    share = share_of(report.node, report.register)
    if share.resend is None or not numbers:
        return 0
    return resend(report.node, register=report.register, peer=report.peer, numbers=numbers)


def remedy(node: str, register: str, kind: str) -> str:
    """Who has to send the record again: here, there, or an officer has to look (`ask`): the end with the pen has nothing to send."""
    found = _shares.get((tier_of(node), register))
    pen_here = found is not None and found.resend is not None
    if kind == DIFFERENT:
        return "here" if pen_here else "there"
    if (kind == MISSING_THERE) == pen_here:
        return "here" if pen_here else "there"
    return "look"


def latest(node: str) -> list[Reconciliation]:
    """The last report of each register and peer, in a scope of the node."""
    rows = Reconciliation.objects.filter(node=node)
    return list(rows.order_by("register", "peer", "-at", "-id").distinct("register", "peer"))


def nodes() -> list[str]:
    """The nodes served here."""
    with enter(MINISTRY, Reach.SYSTEM, RECONCILER):
        names = list(Node.objects.order_by("name").values_list("name", flat=True))
    return [name for name in names if served_here(name)]
