"""How far each channel is: last number, what the other end has signed for, what waits and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from beian.exchange.relay import PAUSED
from beian.exchange.transports import served_here
from beian.people import scope
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter

_OUTBOUND = """
SELECT coalesce(c.receiver, m.receiver), coalesce(c.last_seq, 0), coalesce(c.acknowledged_seq, 0), coalesce(m.waiting, 0), m.oldest,
       coalesce(c.head, ''), coalesce(c.error, '')
FROM (SELECT * FROM beian_outboundchannel WHERE node = %(node)s) c
FULL JOIN (
    SELECT receiver, count(*) AS waiting, min(created_at) AS oldest FROM (
        SELECT receiver, created_at FROM beian_outboxmessage WHERE node = %(node)s AND seq IS NULL
        UNION ALL SELECT w.receiver, w.created_at FROM beian_outboundchannel o
        JOIN beian_outboxmessage w ON w.node = o.node AND w.receiver = o.receiver AND w.seq > o.acknowledged_seq WHERE o.node = %(node)s
    ) unsent GROUP BY receiver
) m ON m.receiver = c.receiver ORDER BY 1
"""
_INBOUND = """
SELECT c.sender, c.last_seq, c.last_seq, coalesce(m.waiting, 0), m.oldest, c.head, ''
FROM beian_inboundchannel c LEFT JOIN (
    SELECT sender, count(*) AS waiting, min(received_at) AS oldest FROM beian_inboxmessage
    WHERE node = %(node)s AND state = 'pending' GROUP BY sender
) m ON m.sender = c.sender WHERE c.node = %(node)s ORDER BY 1
"""


@dataclass(frozen=True)
class Line:
    """One end of one channel, as its own node sees it."""

    node: str
    direction: str  # out or in
    peer: str
    last: int
    acknowledged: int
    waiting: int
    oldest: datetime | None
    head: str
    error: str

    @property
    def paused(self) -> bool:
        """Whether the receiver has so much to apply that nothing more is sent to it for a while."""
        return self.error.startswith(PAUSED)

    def shown(self) -> str:
        """One line of text for an operator."""
        arrow = f"{self.node} → {self.peer}" if self.direction == "out" else f"{self.node} ← {self.peer}"
        since = f" since {self.oldest:%F %T}" if self.oldest else ""
        trouble = f"  {self.error}" if self.error else ""
        return f"{arrow}  last {self.last}  acknowledged {self.acknowledged}  waiting {self.waiting}{since}  head {self.head}{trouble}"


def channels() -> list[Line]:
    """Both directions of the current scope's node."""
    node, lines = scope.current().node, []
    with connection.cursor() as cursor:
        for direction, text in (("out", _OUTBOUND), ("in", _INBOUND)):
            cursor.execute(text, {"node": node})
            for peer, last, taken, waiting, oldest, head, error in cursor.fetchall():
                shown = bytes(head).hex()[:16]
                lines.append(Line(node, direction, peer, last, taken, waiting, oldest, shown, error))
    return lines


def everywhere() -> list[Line]:
    """Every node served here, one scope after the other."""
    actor = Actor.service("status")
    with enter(MINISTRY, Reach.SYSTEM, actor), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM beian_node ORDER BY name")
        nodes = [name for (name,) in cursor.fetchall() if served_here(name)]
    lines = []
    for node in nodes:
        with enter(node, Reach.STAFF, actor):
            lines += channels()
    return lines
