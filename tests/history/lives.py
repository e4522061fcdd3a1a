"""Checkers of records that live by a table of states: beian/filing/states.py has one for application, case and claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from beian.filing import states
from tests.history.operations import History, Operation
from tests.history.verdicts import Findings, Verdict

TABLES = {table.name: table for table in states.TABLES}
BEGINS = ""  # the origin of a record's first step


def legal_steps(history: History, step: str = "step", tables: Mapping[str, states.Table] = TABLES) -> Verdict:
    """Every step is one of its table, begins where the last one ended, and is made once.

    `step` answers (table, record, revision, origin, to) in the order in which the steps were made; a revision of None is not compared.
    """
    found, stands, made = Findings("legal-steps"), {}, {}
    steps = history.acknowledged(step)
    for each in steps:
        table, record, revision, origin, to = each.value
        name = (table, record)
        if revision is not None and (earlier := made.setdefault((*name, revision), each)) is not each:
            found.add("doubled", f"{table} {record}: {earlier} and {each} both make revision {revision}")
        if problem := _problem(tables[table], stands.get(name, BEGINS), origin, to):
            found.add("illegal", f"{table} {record}: {each} {problem}")
        stands[name] = to
    return found.verdict(steps=len(steps), records=len(stands))


def _problem(table: states.Table, stands: str, origin: str, to: str) -> str:
    if origin != stands:
        return f"goes from {origin or 'nothing'} to {to}, though it stands at {stands or 'nothing'}"
    if origin == BEGINS:
        return "" if to in table.initial else f"begins as {to}"
    return "" if table.move(origin, to) else f"goes from {origin} to {to}, which the table does not know"


def legal_sights(history: History, sight: str = "sight", tables: Mapping[str, states.Table] = TABLES) -> Verdict:
    """What one reader sees of a record could have come about since he last looked, perhaps by several steps.

    `sight` answers triples (table, record, state).
    """
    found, last = Findings("legal-sights"), {}
    looks = history.acknowledged(sight)
    for each in looks:
        for table, record, state in each.value:
            _compare(found, tables[table], record, state, each, last.get((each.process, table, record)))
            last[each.process, table, record] = (state, each)
    return found.verdict(looks=len(looks), records=len({(table, record) for _process, table, record in last}))


def _compare(
    found: Findings, table: states.Table, record: str, state: str, look: Operation, before: tuple[str, Operation] | None
) -> None:
    if state not in table.states:
        found.add("illegal", f"{table.name} {record}: {look} shows {state}, which the table does not know")
    elif before and state not in reachable(table.name, before[0], _arrows(table)):
        found.add("illegal", f"{table.name} {record}: {look} shows {state} after {before[1]} showed {before[0]}")


def _arrows(table: states.Table) -> tuple[tuple[str, str], ...]:
    return tuple((move.origin, move.to) for move in table.moves)


@cache
def reachable(name: str, origin: str, arrows: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """The states that may follow `origin`, by any number of moves or none."""
    found, waiting = {origin}, [origin]
    while waiting:
        waiting += (fresh := set(_next(waiting.pop(), arrows)) - found)
        found |= fresh
    return frozenset(found)


def _next(state: str, arrows: Iterable[tuple[str, str]]) -> list[str]:
    return [to for origin, to in arrows if origin == state]
