"""Conflict detection (flows.md §4): what stands against an application, looked for at the hint, the lease and the commit by the same rules.

A look is at most one statement per kind over the whole batch, however large. The answer names kind, issuing province and next step; nothing of the
other party is ever read into it. Kinds 1, 2 and 9 stand in `exclusive` too, where the unique index over claims is the last word;
5 and 8 come with their registers, 7 with changes.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from ministry.register.conflicts import blacklist, elsewhere, names, suffixes
from ministry.register.conflicts.answers import Conflict, in_order
from ministry.register.conflicts.exclusive import CERTIFICATE, DOMAIN, Ask, Holder, asks_of, look, settle
from ministry.register.models import Passage

__all__ = ["CERTIFICATE", "DOMAIN", "Ask", "Conflict", "Holder", "asks_of", "in_order", "look", "settle", "standing"]

# Each looks over a batch in one statement and yields (application, conflict).
DETECTORS = (names.other_name, names.other_certificate, blacklist.listed, suffixes.not_listed, elsewhere.running)


def standing(passages: Sequence[Passage], now: datetime) -> dict[UUID, list[Conflict]]:
    """What stands against these applications besides the keys that others hold, by application."""
    found: dict[UUID, list[Conflict]] = {}
    for application, conflict in _all(passages, now) if passages else ():
        found.setdefault(application, []).append(conflict)
    return found


def _all(passages: Sequence[Passage], now: datetime) -> Iterable[tuple[UUID, Conflict]]:
    for detect in DETECTORS:
        yield from detect(passages, now)
