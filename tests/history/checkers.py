"""Checkers of what was written and read: ids, queues, sets, channels, revisions, digests. Steps of a life are in lives.py.

Each takes a history and the names of its operations, and names what cannot have happened. An operation of unknown end may have taken
effect or not: neither its absence nor its presence is an offence; taking effect twice is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from tests.history.operations import History, Operation
from tests.history.verdicts import Findings, Verdict

Pick = Callable[[Any], Any]


def same(value: Any) -> Any:
    return value


def second(value: Any) -> Any:
    """The element of a pair (channel, element)."""
    return value[1]


def unique_ids(history: History, give: str = "give") -> Verdict:
    """No number or message id is acknowledged twice; the answers of `give` are the ids."""
    found, first = Findings("unique-ids"), {}
    given = history.acknowledged(give)
    for operation in given:
        earlier = first.setdefault(_hashable(operation.value), operation)
        if earlier is not operation:
            found.add("doubled", f"{operation.value} is the answer to {earlier} and to {operation}")
    return found.verdict(given=len(given))


def total_queue(history: History, put: str = "put", take: str = "take", *, element: Pick = same) -> Verdict:
    """What was put and acknowledged is taken exactly once; what may have been put at most once; nothing else ever.

    `element` picks the element of what `put` was asked; `take` answers it.
    """
    found = Findings("total-queue")
    puts, takes = _by(history.of(put), lambda each: element(each.asked)), history.of(take)
    taken = _by((each for each in takes if each.certain), lambda each: each.value)
    perhaps = {_hashable(each.asked) for each in takes if each.possible and not each.certain}
    for name, times in taken.items():
        possible = [each for each in puts.get(name, []) if each.possible]
        if not possible:
            found.add("unexpected", f"{name} is taken by {times[0]}, and nobody put it")
        elif times[0].ended < min(each.begun for each in possible):
            found.add("unexpected", f"{name} is taken by {times[0]}, before {possible[0]} put it")
        for again in times[1:]:
            found.add("doubled", f"{name} is taken by {times[0]} and again by {again}")
    for name, attempts in puts.items():
        sure = [each for each in attempts if each.certain]
        if sure and name not in taken and name not in perhaps:
            found.add("lost", f"{name} is acknowledged to {sure[0]} and never taken")
    return found.verdict(put=len(puts), taken=sum(len(times) for times in taken.values()))


def set_full(history: History, add: str = "add", read: str = "read", *, element: Pick = same) -> Verdict:
    """Once an element is known – acknowledged, or seen by a read – every later read shows it.

    lost: missing to the end; stale: missing meanwhile; never-read: nobody looked after it was acknowledged; unexpected: never added.
    """
    found = Findings("set-full")
    added, reads = _by(history.of(add), lambda each: element(each.asked)), history.acknowledged(read)
    contents = [(each, {_hashable(value) for value in each.value}) for each in reads]
    for each, seen in contents:
        if len(each.value) != len(seen):
            found.add("doubled", f"{each} shows an element twice: {_doubled(each.value)}")
        for name in sorted(seen - added.keys(), key=str):
            found.add("unexpected", f"{each} shows {name}, and nobody added it")
    for name, attempts in added.items():
        _look_for(found, name, attempts, contents)
    return found.verdict(added=len(added), reads=len(reads))


def _look_for(found: Findings, name: Any, attempts: list[Operation], contents: list[tuple[Operation, set]]) -> None:
    """One element over all reads."""
    showing = [each for each, seen in contents if name in seen]
    sure = [each for each in attempts if each.certain]
    if showing and not any(each.possible for each in attempts):
        found.add("unexpected", f"{showing[0]} shows {name}, which was refused to {attempts[0]}")
        return
    if not (known := [each.ended for each in [*sure, *showing]]):
        return  # it may never have been added, and nobody ever saw it
    later = [(each, name in seen) for each, seen in contents if each.begun > min(known)]
    missing = [each for each, there in later if not there]
    if not missing:
        if not showing and not later:
            found.add("never-read", f"{name} is acknowledged to {sure[0]}, and nobody read after it")
        return
    last = max(missing, key=lambda each: each.begun)
    if any(each.begun > last.begun for each in showing):
        found.add("stale", f"{last} misses {name}, which was known before it began and is seen later")
    else:
        found.add("lost", f"{last} misses {name}, which was known before it began, and nobody sees it later")


def prefix(history: History, send: str = "send", read: str = "read") -> Verdict:
    """Every reader of a channel sees a beginning of what was sent over it, in one and the same order, which is the senders'.

    `send` is asked (channel, element); `read` is asked a channel and answers its elements in order.
    """
    found = Findings("prefix")
    sends = _by(history.of(send), lambda each: each.asked[0])
    reads = _by(history.acknowledged(read), lambda each: each.asked)
    for channel, times in reads.items():
        whole = max(times, key=lambda each: len(each.value))
        for each in times:
            _check_prefix(found, channel, each, whole)
        _check_order(found, channel, whole, sends.get(channel, []))
    return found.verdict(channels=len(reads), reads=sum(len(times) for times in reads.values()))


def _check_prefix(found: Findings, channel: Any, read: Operation, whole: Operation) -> None:
    for place, (one, other) in enumerate(zip(read.value, whole.value, strict=False)):
        if one != other:
            return found.add("order", f"{channel}: at place {place + 1} {read} shows {one}, {whole} shows {other}")


def _check_order(found: Findings, channel: Any, whole: Operation, sends: list[Operation]) -> None:
    """The longest read against what was sent: nothing unsent or doubled, no hole, no two the wrong way round."""
    attempts = _by(sends, lambda each: each.asked[1])
    order = [_hashable(each) for each in whole.value]
    sent = [_attempt(attempts.get(name, [])) for name in order]
    if len(order) != len(set(order)):
        found.add("doubled", f"{channel}: {whole} shows an element twice: {_doubled(order)}")
    for name, operation in zip(order, sent, strict=True):
        if operation is None:
            found.add("unexpected", f"{channel}: {whole} shows {name}, and nobody sent it")
    there = [each for each in sent if each is not None]
    for earlier, later in zip(there, there[1:], strict=False):
        if later.before(earlier):
            found.add("order", f"{channel}: {whole} shows {earlier.asked[1]} before {later.asked[1]}, sent after it")
    latest = max((each.begun for each in there), default=-1)
    for operation in sends:
        if operation.certain and operation.ended < latest and _hashable(operation.asked[1]) not in order:
            found.add("lost", f"{channel}: {whole} leaves out {operation.asked[1]}, sent before what it shows")


def _attempt(attempts: list[Operation]) -> Operation | None:
    """The sending that counts: the acknowledged one, else one that may have happened."""
    return next((each for each in attempts if each.certain), next((each for each in attempts if each.possible), None))


def monotone(history: History, look: str = "look") -> Verdict:
    """What one reader sees of one thing never falls. `look` answers pairs (thing, revision); a thing once seen does not go away."""
    found, highest, looks = Findings("monotone"), {}, history.acknowledged(look)
    for each in looks:
        seen = {_hashable(thing): revision for thing, revision in each.value}
        for thing, revision in seen.items():
            before, when = highest.get((each.process, thing), (revision, each))
            if revision < before:
                found.add("fell", f"{thing} stands at {before} for {when} and at {revision} for {each}")
        for process, thing in highest:
            if process == each.process and thing not in seen:
                found.add("vanished", f"{thing} was there for {highest[process, thing][1]} and is gone for {each}")
        highest |= {(each.process, thing): (revision, each) for thing, revision in seen.items()}
    return found.verdict(looks=len(looks), things=len({thing for _process, thing in highest}))


def digests_equal(history: History, hold: str = "hold") -> Verdict:
    """At rest all holders of a thing hold the same. `hold` answers (thing, holder, digest); a holder's last word counts."""
    found, held = Findings("digests"), defaultdict(dict)
    for each in history.acknowledged(hold):
        thing, holder, digest = each.value
        held[_hashable(thing)][holder] = digest
    for thing, holders in held.items():
        if len(holders) < 2:
            found.add("alone", f"{thing} is held by {next(iter(holders))} alone")
        elif len(set(holders.values())) > 1:
            words = ", ".join(f"{holder} holds {digest}" for holder, digest in holders.items())
            found.add("different", f"{thing}: {words}")
    return found.verdict(things=len(held))


def _by(operations: Iterable[Operation], key: Pick) -> dict[Hashable, list[Operation]]:
    grouped = defaultdict(list)
    for each in operations:
        grouped[_hashable(key(each))].append(each)
    return dict(grouped)


def _hashable(value: Any) -> Hashable:
    return tuple(_hashable(each) for each in value) if isinstance(value, (list, tuple)) else value


def _doubled(values: Iterable) -> list:
    seen: set = set()
    return [value for value in values if _hashable(value) in seen or seen.add(_hashable(value))]
