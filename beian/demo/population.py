"""The demonstration's filings, made by the verbs and the exchange alone, day after day as they would have come in.

Every tier says in its own `demo` module who does what there; this one keeps the calendar. Several processes share a day's steps, and
then move its messages. What has been done is seen from how the applications stand: a broken-off run goes on where it ended.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from datetime import time as clock
from importlib import import_module
from uuid import UUID

from django.utils import timezone

from beian.demo import past
from beian.demo.hands import Each, hands
from beian.demo.people import Office
from beian.demo.plans import AT_BUREAU, WAVE, Plan, Step, plans
from beian.exchange import pumping
from beian.people.nodes import MINISTRY, tier_of

EVENING = clock(19)


@dataclass(frozen=True)
class Standing:
    """How an application stands."""

    application: UUID
    state: str
    round: int


@dataclass
class Report:
    """What a run made: steps done, seconds, how the filings stand in the end (state → how many), and one of each state."""

    steps: int
    seconds: float
    states: Counter
    owners: dict[str, Plan]


def fill(
    many: int, *, offices: Sequence[Office], now: datetime, say: Callable[[str], None], processes: int = 2
) -> Report:
    """See to it that so many filings stand; none of what is there already is made again."""
    began = time.monotonic()
    made = plans(many, offices=offices, today=timezone.localdate(now))
    known, done = standings(made), 0
    if any(_left(made, known)):
        with hands(processes) as each:
            pump(each, now)  # what a broken-off run has left on its way
            run = Run(each, standings(made), offices, now, say)
            run.through(list(_left(made, run.known)), many)
            count(each, [office.node for office in offices], now)
        known, done = standings(made), run.done
    return Report(done, time.monotonic() - began, Counter(one.state for one in known.values()), _owners(made, known))


def begin(now: datetime, *, offices: Sequence[Office]) -> None:
    """What has to be there before anybody files: the providers' desks, and the ministry's part with its messages where they belong."""
    for office in offices:
        if tier_of(office.node) == "provider":
            _tier(office.node).begin(office.node, now)
    if _tier(MINISTRY).begin(now):
        pumping.drain()


def _owners(made: Sequence[Plan], known: dict[int, Standing]) -> dict[str, Plan]:
    """State → a filing that stands there: whose owner is worth signing in as. Of the first provider, if it has one."""
    found: dict[str, Plan] = {}
    for plan in sorted(made, key=lambda plan: (plan.provider, plan.number)):
        if plan.number in known:
            found.setdefault(known[plan.number].state, plan)
    return found


def _left(made: Sequence[Plan], known: dict[int, Standing]) -> Iterator[Step]:
    """The steps still to be done, of every plan that stands at one of its own steps."""
    for plan in made:
        standing = known.get(plan.number)
        where = ("", 1) if standing is None else (standing.state, standing.round)
        places = [place for place, step in enumerate(plan.steps) if (step.state, step.round) == where]
        if places:
            yield from plan.steps[places[0] :]


def standings(made: Sequence[Plan]) -> dict[int, Standing]:
    """Number → how its application stands, for those that exist."""
    by_node: dict[str, list[Plan]] = {}
    for plan in made:
        by_node.setdefault(plan.provider, []).append(plan)
    found: dict[int, Standing] = {}
    for node, own in by_node.items():
        told = _tier(node).standings(node, [plan.mobile for plan in own])
        found |= {plan.number: Standing(*told[plan.mobile]) for plan in own if plan.mobile in told}
    return found


@dataclass
class Run:
    """One run through the days. `known` are the applications so far; `each(function, …)` is map over the processes."""

    each: Each
    known: dict[int, Standing]
    offices: Sequence[Office]
    now: datetime
    say: Callable[[str], None]
    done: int = 0
    said: float = field(default_factory=time.monotonic)

    def through(self, steps: list[Step], many: int) -> None:
        """Wave after wave of days, counted back from today."""
        waves: dict[int, list[Step]] = {}
        today = timezone.localdate(self.now)
        for step in sorted(steps, key=lambda step: step.moment):
            waves.setdefault((today - timezone.localdate(step.moment)).days // WAVE, []).append(step)
        for number in sorted(waves, reverse=True):
            self.wave(today - timedelta(days=number * WAVE), waves[number])
            self.tell(len(steps), many)

    def wave(self, last: date, steps: list[Step]) -> None:
        """The steps of a few days up to the last, shared by application; then messages, numbers, and what the clock ends."""
        shares: dict[int, list[Step]] = {}
        for step in steps:
            shares.setdefault(step.number, []).append(self._addressed(step))
        for begun in self.each(perform, shares.values()):
            self.known |= begun
        evening = min(self.now, timezone.make_aware(datetime.combine(last, EVENING)))
        pump(self.each, evening)
        nodes = sorted({step.node for step in steps if step.verb in AT_BUREAU}) + [
            office.node for office in self.offices if tier_of(office.node) == "provider"
        ]
        if sum(self.each(settle, nodes, [evening] * len(nodes))):
            pump(self.each, evening)
        self.done += len(steps)

    def _addressed(self, step: Step) -> Step:
        """The step with what is known by now: its application, and a moment that has come."""
        standing = self.known.get(step.number)
        return replace(step, application=standing.application if standing else None, moment=min(step.moment, self.now))

    def tell(self, steps: int, many: int) -> None:
        """A word now and then."""
        if time.monotonic() - self.said > 5:
            self.said = time.monotonic()
            self.say(f"  {len(self.known)}/{many} 份，已完成 {100 * self.done // max(1, steps)}%")


def pump(each: Each, moment: datetime) -> None:
    """Relay and apply until every node is quiet, or until what is left waits for an officer."""
    while nodes := pumping.waiting_nodes():
        moved = list(each(_pump, nodes, [moment] * len(nodes)))
        if not any(moved):
            return


def count(each: Each, nodes: Sequence[str], moment: datetime) -> None:
    """What every night does: providers tell their counts to their province, then provinces theirs to the ministry."""
    for tier in ("provider", "province"):
        telling = [node for node in nodes if tier_of(node) == tier]
        list(each(_tell, telling, [moment] * len(telling)))
        pump(each, moment)


# ---- what a process does


def perform(steps: Sequence[Step]) -> dict[int, Standing]:
    """The steps of one application, one after the other; number → the application, where a step has begun it."""
    begun: dict[int, Standing] = {}
    for step in steps:
        known = begun.get(step.number)
        one = replace(step, application=known.application) if known else step
        with past.at(step.moment):
            application = _tier(step.node).do(one)
        if application is not None:
            begun[step.number] = Standing(application, "draft", 1)
    return begun


def settle(node: str, moment: datetime) -> int:
    """What the clock does at a node; how many records it moved."""
    with past.at(moment):
        return _tier(node).settle(node, moment)


def _tell(node: str, moment: datetime) -> None:
    with past.at(moment):
        _tier(node).tell(node, moment)


def _pump(node: str, moment: datetime) -> int:
    with past.at(moment):
        return pumping.pump(node)


def _tier(node: str):
    """The tier's own part in the demonstration; found by name, for nothing here knows a tier."""
    return import_module(f"{tier_of(node)}.demo")
