"""Leases and claims as sets: every statement here works on a whole batch, in one order of keys (decision 13).

Certificates come before domains, keys ascend: two batches that want the same keys meet at the first of them and wait, never in a
circle. A race lost at the unique index is a conflict like any other.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from ministry.register.conflicts import Ask, Conflict, asks_of, look, settle, standing
from ministry.register.models import Passage

_LEASE = """
INSERT INTO ministry_claim (kind, key, application, province, state, leased_at)
SELECT kind, key, application, province, 'leased', %(now)s
FROM unnest(%(kinds)s::text[], %(keys)s::text[], %(applications)s::uuid[], %(provinces)s::text[])
  AS asked (kind, key, application, province)
ORDER BY kind COLLATE "C", key COLLATE "C"
ON CONFLICT (node, kind, key) WHERE state IN ('leased', 'held') DO NOTHING
RETURNING id, application
"""
_COMMIT = """
UPDATE ministry_claim SET state = 'held', held_at = %(now)s
WHERE node = current_setting('beian.node') AND application = ANY (%(applications)s::uuid[]) AND state = 'leased'
"""
_RELEASE = """
UPDATE ministry_claim SET state = 'released', released_at = %(now)s
WHERE node = current_setting('beian.node') AND application = ANY (%(applications)s::uuid[]) AND state IN ('leased', 'held')
"""
_UNMAKE = """
UPDATE ministry_claim SET state = 'released', released_at = %(now)s
WHERE node = current_setting('beian.node') AND id = ANY (%(ids)s::bigint[])
"""
_GIVE_BACK = """
UPDATE ministry_claim AS claim SET state = 'released', released_at = %(now)s
WHERE claim.node = current_setting('beian.node') AND claim.application = ANY (%(applications)s::uuid[]) AND claim.state = 'leased'
  AND NOT EXISTS (SELECT FROM unnest(%(kinds)s::text[], %(keys)s::text[], %(askers)s::uuid[]) AS asked (kind, key, asker)
                  WHERE asked.kind = claim.kind AND asked.key = claim.key AND asked.asker = claim.application)
"""


def lease(*, passages: Sequence[Passage], now: datetime) -> dict[UUID, list[Conflict]]:
    """Lease what each application asks for, all of it or nothing; the conflicts of those that got nothing.

    Whatever stands against an application in any other way keeps it from leasing, and is told with the rest. Looks, takes what is free, and looks again: whoever lost a race in between is refused with the winner's province.
    What an application has leased before stays its own.
    """
    asks = {passage.application: asks_of(passage) for passage in passages}
    give_back(asks=asks, now=now)
    taken = look([ask for wanted in asks.values() for ask in wanted])
    refused = settle(asks, taken, standing(passages, now))
    asking = {application: wanted for application, wanted in asks.items() if application not in refused}
    free = [ask for wanted in asking.values() for ask in wanted]
    made = _insert(free, now)
    lost = settle(asking, look(free), {}) if len(made) < len(free) else {}
    _execute(_UNMAKE, {"ids": [claim for claim, application in made if application in lost], "now": now})
    return refused | lost


def give_back(*, asks: Mapping[UUID, list[Ask]], now: datetime) -> None:
    """Release leases on what these applications no longer ask for: a returned one may come back with another domain."""
    wanted = [ask for each in asks.values() for ask in each]
    given = {"applications": _texts(asks), **_columns(wanted)}
    _execute(_GIVE_BACK, given | {"askers": given["askers"], "now": now})


def commit(*, applications: Collection[UUID], now: datetime) -> None:
    """Leases become claims that last as long as the filing."""
    _execute(_COMMIT, {"applications": _texts(applications), "now": now})


def release(*, applications: Collection[UUID], now: datetime) -> None:
    """Free everything these applications leased or held."""
    _execute(_RELEASE, {"applications": _texts(applications), "now": now})


def _insert(asks: list[Ask], now: datetime) -> list[tuple[int, UUID]]:
    """(claim id, application) of the leases that were made; what somebody else has by now is left out."""
    if not asks:
        return []
    columns = _columns(asks)
    with connection.cursor() as cursor:
        cursor.execute(
            _LEASE, columns | {"applications": columns["askers"], "provinces": [a.province for a in asks], "now": now}
        )
        return cursor.fetchall()


def _columns(asks: list[Ask]) -> dict[str, list[str]]:
    return {
        "kinds": [ask.kind for ask in asks],
        "keys": [ask.key for ask in asks],
        "askers": _texts(ask.application for ask in asks),
    }


def _texts(applications) -> list[str]:
    return [str(application) for application in applications]


def _execute(statement: str, given: dict) -> None:
    """Run it unless it is about nothing."""
    if given.get("ids", given.get("applications")):
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
