"""Applying: pending messages take effect, each exactly once; what cannot is parked, and only its own key waits (decision 9).

One applier per node. It writes what it has in hand (InboxTrial) before it tries it, so that a message that kills its process is found
out as well. A batch that fails is halved until the culprit is alone; failing alone counts, and the fifth time parks.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection
from pydantic import ValidationError

from beian.exchange import hooks, parking
from beian.exchange.locks import Turn
from beian.exchange.outbox import following
from beian.exchange.registry import Handler, Message, UnknownKind, handler_for
from beian.exchange.statements import Prepared
from beian.filing.canonical import CanonicalError, parse
from beian.people.nodes import tier_of
from beian.people.scope import Actor, Reach, enter

log = logging.getLogger(__name__)
BATCH = 1000
BATCH_BYTES = 16 * 1024 * 1024
TRIES = 5
APPLIER = Actor.service("exchange")

_FREE = """
FROM beian_inboxmessage waiting
WHERE node = %(node)s AND state = 'pending' AND (sender || '|' || key) <> ALL(%(held)s) AND id <> ALL(%(failed)s) AND NOT EXISTS (
    SELECT FROM beian_inboxmessage parked WHERE parked.node = %(node)s AND parked.state = 'parked'
    AND parked.sender = waiting.sender AND parked.key = waiting.key AND parked.key <> '' AND parked.id < waiting.id)
"""
WAITS = f"SELECT EXISTS (SELECT {_FREE})"
MESSAGES = {"node": "text", "held": "text[]", "failed": "bigint[]"}  # values of WAITS and their types
_PENDING = Prepared(
    "pending",
    f"""
SELECT id, uuid, sender, kind, version, key, round, revision, payload, trace, created_at, attempts FROM (
    SELECT *, sum(octet_length(payload)) OVER (ORDER BY id) - octet_length(payload) AS before FROM (
        SELECT * {_FREE} ORDER BY id LIMIT %(most)s) batch
) sized WHERE before < %(bytes)s ORDER BY id
""",  # noqa: S608  of constants
    **MESSAGES,
    most="bigint",
    bytes="bigint",
)
_LEFT = "SELECT messages FROM beian_inboxtrial WHERE node = %s"
# Written for the case that this process is killed, not the server: nobody waits for the disk.
_TRY = """
WITH soon AS (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO beian_inboxtrial (messages) SELECT %s::bigint[] FROM soon ON CONFLICT (node) DO UPDATE SET messages = excluded.messages
"""
_DONE = """
WITH done AS (
    UPDATE beian_inboxmessage SET state = 'applied', applied_at = clock_timestamp(), error = ''
    WHERE node = %s AND id = ANY(%s) AND state = 'pending'
)
UPDATE beian_inboxtrial SET messages = '{}' WHERE node = %s
"""
_OLDER = "UPDATE beian_inboxmessage SET state = 'superseded', error = '' WHERE node = %s AND id = ANY(%s)"
_FAILED = """
UPDATE beian_inboxmessage SET attempts = attempts + 1, error = %s WHERE node = %s AND id = %s AND state = 'pending' RETURNING attempts
"""
_NEWEST = """
SELECT DISTINCT ON (sender, key) sender, key, round, revision FROM beian_inboxmessage
WHERE node = %s AND kind = %s AND key = ANY(%s) AND state = 'applied' ORDER BY sender, key, round DESC, revision DESC
"""


@dataclass(frozen=True, slots=True)
class Pending:
    """A stored message that waits for its effect; the columns of _PENDING."""

    row: int
    uuid: UUID
    sender: str
    kind: str
    version: int
    key: str
    round: int
    revision: int
    payload: memoryview
    trace: str
    created_at: datetime
    attempts: int

    @property
    def line(self) -> str:
        """What must keep its order: this sender's messages of this key. Another sender's parked message holds up nobody but himself."""
        return f"{self.sender}|{self.key}"

    def read(self, handler: Handler) -> Message:
        """The message as its handler sees it; a fresh body each time, for a handler may change it."""
        body = handler.body.model_validate(parse(bytes(self.payload)))
        head = (self.uuid, self.sender, self.kind, self.version, self.key, self.round, self.revision)
        return Message(*head, body, self.created_at)


@dataclass
class Walk:
    """One walk over a node's pending messages: what failed in it waits for the next one, and its key with it."""

    node: str
    failed: set[int] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    applied: int = 0
    elsewhere: bool = False  # somebody else was at it: he looks again before he leaves

    def hold(self, pending: Pending) -> None:
        self.failed.add(pending.row)
        if pending.key:
            self.held.add(pending.line)

    def free(self, pending: Pending) -> bool:
        return pending.row not in self.failed and pending.line not in self.held


@dataclass(frozen=True)
class Trial:
    """Messages written down as being tried: by this applier, or by one that ended with them in hand."""

    batch: list[Pending]
    left: bool = False


def apply(node: str) -> int:
    """Apply what is pending at `node`, unless somebody is at it; how many messages were applied.

    It looks once more after letting go: whoever rang meanwhile found the place taken and went away.
    """
    walk = Walk(node)
    with Turn() as turn:
        while trial := _claimed(walk, turn):
            attempt(walk, trial)
    return walk.applied


def _claimed(walk: Walk, turn: Turn) -> Trial | None:
    with enter(walk.node, Reach.STAFF, APPLIER):
        turn.give()
        return claim(walk, turn)


def claim(walk: Walk, turn: Turn, *, waits: bool | None = None) -> Trial | None:
    """In a scope of the node: what to try next, written down as soon as the transaction commits; None if nothing is left for this walk.

    `waits`: what a look after the last turn was given back has seen already.
    """
    while not walk.elsewhere and (_rows(WAITS, values(walk))[0][0] if waits is None else waits):
        waits = None
        if not turn.take("exchange apply", walk.node):
            walk.elsewhere = True
        elif suspects := _left(walk):
            return Trial(suspects, left=True)
        elif batch := _next(walk):
            _write(_TRY, [[pending.row for pending in batch]])
            return Trial(batch)
        else:
            turn.give()  # somebody was quicker: we look again, for whoever found us here went away
    return None


def attempt(walk: Walk, trial: Trial) -> None:
    """Try what was claimed. What a killed applier had in hand: a single message is charged with it, more are tried again by halves."""
    if not trial.left:
        return _attempt(walk, trial.batch, written=len(trial.batch))
    log.warning("%s: an applier ended with %s messages in hand", walk.node, len(trial.batch))
    if len(trial.batch) == 1:
        _charge(walk, trial.batch[0], "the process that applied it was killed")
    else:
        _halve(walk, trial.batch)


def _left(walk: Walk) -> list[Pending]:
    """What an applier that was killed had in hand and is still pending."""
    rows = [row for (messages,) in _rows(_LEFT, [walk.node]) for row in messages]
    return [each for each in _pending(walk) if each.row in rows] if rows else []


def _next(walk: Walk) -> list[Pending]:
    """The next messages of one kind: those whose key has nothing earlier of another kind; one alone that failed before."""
    waiting = _pending(walk)
    if not waiting or waiting[0].attempts:
        return waiting[:1]
    kind, version, later, batch = waiting[0].kind, waiting[0].version, set(), []
    for pending in waiting:
        if (pending.kind, pending.version) == (kind, version) and pending.line not in later and not pending.attempts:
            batch.append(pending)
        elif pending.key:
            later.add(pending.line)
    return batch


def _pending(walk: Walk) -> list[Pending]:
    return [Pending(*row) for row in _PENDING.rows(values(walk))]


def values(walk: Walk) -> dict:
    """What the statements over this walk's messages are given."""
    held, failed = list(walk.held), list(walk.failed)
    return {"node": walk.node, "held": held, "failed": failed, "most": BATCH, "bytes": BATCH_BYTES}


def _attempt(walk: Walk, batch: list[Pending], written: int = 0) -> None:
    """Try a batch of one kind; halve it if it fails. `written`: so many are written down as being tried already, if just these."""
    batch = [pending for pending in batch if walk.free(pending)]
    if not batch:
        return
    try:
        handler = handler_for(tier_of(walk.node), batch[0].kind, batch[0].version)
    except UnknownKind as error:
        return _park_all(walk, batch, str(error))
    readable = _readable(walk, batch, handler)
    if readable:
        _try(walk, readable, handler, written=written == len(readable))


def _readable(walk: Walk, batch: list[Pending], handler: Handler) -> list[tuple[Pending, Message]]:
    """The batch with its messages read; what is not of its kind's model is parked at once, and its key held."""
    read = []
    for pending in batch:
        try:
            if walk.free(pending):
                read.append((pending, pending.read(handler)))
        except (ValidationError, CanonicalError) as error:
            _park_all(walk, [pending], f"not a valid {handler.kind}: {reason(error)}")
    return read


def _try(walk: Walk, batch: list[tuple[Pending, Message]], handler: Handler, *, written: bool) -> None:
    """Write down what is tried, unless it is, then try it in one transaction."""
    if not written:
        with enter(walk.node, Reach.STAFF, APPLIER):
            _write(_TRY, [[pending.row for pending, _message in batch]])
    hooks.reach("tried")
    try:
        _take_effect(walk, batch, handler)
    except Exception as error:
        if not connection.is_usable():
            raise  # the database went away: nobody's message is to blame
        _blame(walk, [pending for pending, _message in batch], error)
    else:
        walk.applied += len(batch)
        hooks.reach("applied")


def _take_effect(walk: Walk, batch: list[tuple[Pending, Message]], handler: Handler) -> None:
    with enter(walk.node, Reach.STAFF, APPLIER), following({pending.key: pending.trace for pending, _message in batch}):
        older = _superseded(walk.node, [pending for pending, _message in batch]) if handler.latest else set()
        current = [message for pending, message in batch if pending.row not in older]
        if current:
            handler.apply(current)
        hooks.reach("applying")
        if older:
            _write(_OLDER, [walk.node, list(older)])
        _write(_DONE, [walk.node, [pending.row for pending, _message in batch if pending.row not in older], walk.node])


def _superseded(node: str, batch: list[Pending]) -> set[int]:
    """Rows of the batch that are older than what the same sender's key has come to, in earlier batches or in this one."""
    rows = _rows(_NEWEST, [node, batch[0].kind, list({pending.key for pending in batch})])
    newest = {(sender, key): (round, revision) for sender, key, round, revision in rows}
    older = set()
    for pending in batch:
        name, now = (pending.sender, pending.key), (pending.round, pending.revision)
        if now < newest.get(name, now):
            older.add(pending.row)
        else:
            newest[name] = now
    return older


def _blame(walk: Walk, batch: list[Pending], error: Exception) -> None:
    """After a failure: alone, it is this message's; together, it is somebody's in one of the halves."""
    if len(batch) == 1:
        log.warning("%s: %s %s failed", walk.node, batch[0].kind, batch[0].uuid, exc_info=error)
        _charge(walk, batch[0], reason(error))
    else:
        _halve(walk, batch)


def _halve(walk: Walk, batch: list[Pending]) -> None:
    """Each half on its own, the earlier first."""
    middle = (len(batch) + 1) // 2
    for half in (batch[:middle], batch[middle:]):
        _attempt(walk, half)


def reason(error: Exception) -> str:
    """An error in one line, without the values of the row or body that caused it: they may be personal."""
    if isinstance(error, ValidationError):
        found = error.errors(include_input=False, include_url=False)
        text = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found[:10])
    else:
        text = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {text}".replace("\0", "")[:1000]


def _charge(walk: Walk, pending: Pending, error: str) -> None:
    """Count a failure against this message; the fifth parks it."""
    walk.hold(pending)
    with enter(walk.node, Reach.STAFF, APPLIER):
        counted = _rows(_FAILED, [error, walk.node, pending.row])
        if counted and counted[0][0] >= TRIES:
            parking.park(pending.row, error)
        _write(_TRY, [[]])


def _park_all(walk: Walk, batch: list[Pending], error: str) -> None:
    """Park what no repetition can help; a later message of a parked key waits behind the first. Nothing is in hand afterwards."""
    with enter(walk.node, Reach.STAFF, APPLIER):
        for pending in batch:
            if walk.free(pending):
                parking.park(pending.row, error)
                walk.hold(pending)
        _write(_TRY, [[]])


def _rows(text: str, values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()


def _write(text: str, values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
