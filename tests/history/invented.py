"""Legal histories by chance: clients of a system that is right by construction, and one planted bug at a time."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from beian.filing import states
from tests.history.operations import FAIL, INFO, INVOKE, OK, Event, History

CHANNELS = ("north", "south")
WRITERS = ("writer 1", "writer 2", "writer 3")
READERS = ("reader 1", "reader 2")
Changed = list[Event]


class System:
    """Logs per channel. An operation begins, takes effect in one instant or never, and ends, while others do the same."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.history = rng, History()
        self.logs: dict[str, list[int]] = {channel: [] for channel in CHANNELS}
        self.open: dict[str, list] = {}  # process → [f, asked, effect done, answer]
        self.lives = {name: name for name in (*WRITERS, *READERS)}
        self.drawn = 0

    def turn(self) -> None:
        """One client does its next thing: begin, take effect, or end."""
        name = self.rng.choice((*WRITERS, *READERS))
        if name not in self.open:
            self._begin(name)
        elif not self.open[name][2] and self.rng.random() < 0.7:
            self._effect(name)
        else:
            self._end(name)

    def rest(self) -> History:
        """End what is open, then everybody reads, and everything is taken once."""
        for name in list(self.open):
            self._end(name)
        for reader in READERS:
            for f in ("read", "list", "look"):
                self._at_once(reader, f)
        for number in self._all():
            self._note("taker", "take", number)
        for channel, log in self.logs.items():
            for holder in ("sender", "receiver"):
                self._note("auditor", "hold", [channel, holder, hash(tuple(log))])
        self._lives()
        return self.history

    def _begin(self, name: str) -> None:
        if name in WRITERS:
            self.drawn += 1
            self._invoke(name, "put", [self.rng.choice(CHANNELS), self.drawn])
        else:
            self._invoke(name, *self._question(self.rng.choice(("read", "list", "look"))))

    def _question(self, f: str) -> tuple[str, object]:
        return f, self.rng.choice(CHANNELS) if f == "read" else None

    def _invoke(self, name: str, f: str, asked: object) -> None:
        self.history.append(self.lives[name], INVOKE, f, asked)
        self.open[name] = [f, asked, False, None]

    def _effect(self, name: str) -> None:
        operation = self.open[name]
        operation[2], operation[3] = True, self._answer(operation[0], operation[1])

    def _answer(self, f: str, asked):
        if f == "put":
            self.logs[asked[0]].append(asked[1])
            return f"id-{asked[1]}"
        if f == "read":
            return list(self.logs[asked])
        return self._all() if f == "list" else [[channel, len(log)] for channel, log in self.logs.items()]

    def _all(self) -> list[int]:
        return [number for log in self.logs.values() for number in log]

    def _end(self, name: str) -> None:
        """As it was, or without a word: the client crashed, whether it took effect or not."""
        f, _asked, done, answer = self.open.pop(name)
        ending = self.rng.choice((OK, OK, OK, INFO) if done else (FAIL, INFO))
        self.history.append(self.lives[name], ending, f, answer if ending == OK else "crashed")
        if ending == INFO:
            self.lives[name] += " again"

    def _at_once(self, name: str, f: str) -> None:
        for channel in CHANNELS if f == "read" else (None,):
            self.history.append(self.lives[name], INVOKE, f, channel)
            self.history.append(self.lives[name], OK, f, self._answer(f, channel))

    def _note(self, name: str, f: str, value: object) -> None:
        for type in (INVOKE, OK):
            self.history.append(name, type, f, value)

    def _lives(self) -> None:
        """A record of every table goes through some of its states, watched."""
        for table in states.TABLES:
            state, origin = self.rng.choice(table.initial), ""
            for revision in range(1, 9):
                self._note("auditor", "step", [table.name, "record", revision, origin, state])
                self._note("onlooker", "sight", [[table.name, "record", state]])
                if not (moves := table.moves_from(state)):
                    break
                origin, state = state, self.rng.choice(moves).to


def legal(rng: random.Random, turns: int = 60) -> History:
    """A history that every checker must pass, with at least two elements acknowledged on each channel."""
    system = System(rng)
    for channel in CHANNELS:
        for _time in range(2):
            system.drawn += 1
            system._invoke("writer 1", "put", [channel, system.drawn])
            system._effect("writer 1")
            f, _asked, _done, answer = system.open.pop("writer 1")
            system.history.append("writer 1", OK, f, answer)
    for _turn in range(turns):
        system.turn()
    return system.rest()


# ---- planted bugs: each takes the lines of a legal history and answers the lines of one that cannot be


def _last(events: Changed, f: str, type: str = OK) -> int:
    return max(place for place, event in enumerate(events) if (event.f, event.type) == (f, type))


def _changed(events: Changed, place: int, value: object) -> Changed:
    return [*events[:place], replace(events[place], value=value), *events[place + 1 :]]


def _after(events: Changed, process: str, f: str, value: object) -> Changed:
    at = events[-1].time + 1
    return [
        *events,
        *[Event(len(events) + place, process, type, f, value, at) for place, type in enumerate((INVOKE, OK))],
    ]


def drop_one(events: Changed, rng: random.Random) -> Changed:
    """An acknowledged element is never taken."""
    acknowledged = {operation.asked[1] for operation in History(events).acknowledged("put")}
    gone = rng.choice(sorted(acknowledged))
    return [each for each in events if not (each.f == "take" and each.value == gone)]


def double_one(events: Changed, rng: random.Random) -> Changed:
    return _after(events, "taker", "take", rng.choice([each.value for each in events if each.f == "take"]))


def invent_one(events: Changed, rng: random.Random) -> Changed:
    return _after(events, "taker", "take", 10_000 + rng.randrange(100))


def same_id_twice(events: Changed, rng: random.Random) -> Changed:
    ids = [each.value for each in events if each.f == "put" and each.type == OK]
    return _after(events, "writer 9", "put", rng.choice(ids))


def swap_two(events: Changed, rng: random.Random) -> Changed:
    place = _last(events, "read")
    value = list(events[place].value)
    at = rng.randrange(len(value) - 1)
    value[at], value[at + 1] = value[at + 1], value[at]
    return _changed(events, place, value)


def hole(events: Changed, rng: random.Random) -> Changed:
    """One reader's channel lacks an element in the middle."""
    place = _last(events, "read")
    value = list(events[place].value)
    del value[rng.randrange(len(value) - 1)]
    return _changed(events, place, value)


def stale_read(events: Changed, rng: random.Random) -> Changed:
    """A late read misses an element that was acknowledged long before; the last read shows it."""
    gone = rng.choice((1, 2, 3, 4))
    place = _last(events[: _last(events, "list")], "list")
    return _changed(events, place, [each for each in events[place].value if each != gone])


def lost_write(events: Changed, rng: random.Random) -> Changed:
    """What was acknowledged before a crash is gone after it, from every later read."""
    gone = rng.choice((1, 2, 3, 4))
    late = [place for place, each in enumerate(events) if each.f == "list" and each.type == OK][-2:]
    for place in late:
        events = _changed(events, place, [each for each in events[place].value if each != gone])
    return events


def fall_back(events: Changed, rng: random.Random) -> Changed:
    place = _last(events, "look")
    (thing, revision), *others = events[place].value
    return _after(events, events[place].process, "look", [[thing, revision - 1 - rng.randrange(2)], *others])


def vanish(events: Changed, rng: random.Random) -> Changed:
    place = _last(events, "look")
    return _after(events, events[place].process, "look", rng.sample(events[place].value, 1))


def illegal_step(events: Changed, rng: random.Random) -> Changed:
    table, record, revision, _origin, to = events[_last(events, "step")].value
    known = next(each for each in states.TABLES if each.name == table)
    wrong = [code for code in known.states if known.move(to, code) is None]
    return _after(events, "auditor", "step", [table, record, revision + 1, to, rng.choice(wrong)])


def step_twice(events: Changed, rng: random.Random) -> Changed:
    return _after(events, "auditor", "step", rng.choice([each.value for each in events if each.f == "step"]))


def illegal_sight(events: Changed, rng: random.Random) -> Changed:
    """A filing granted is a draft again."""
    events = _after(events, "passer-by", "sight", [["application", "other", rng.choice(("granted", "withdrawn"))]])
    return _after(events, "passer-by", "sight", [["application", "other", "draft"]])


def another_digest(events: Changed, rng: random.Random) -> Changed:
    places = [place for place, each in enumerate(events) if each.f == "hold" and each.type == OK]
    place = rng.choice(places)
    channel, holder, digest = events[place].value
    return _changed(events, place, [channel, holder, digest + 1])


# planted bug → the checker that must find it, and as what
PLANTED: dict[Callable[[Changed, random.Random], Changed], tuple[str, tuple[str, ...]]] = {
    drop_one: ("total-queue", ("lost",)),
    double_one: ("total-queue", ("doubled",)),
    invent_one: ("total-queue", ("unexpected",)),
    same_id_twice: ("unique-ids", ("doubled",)),
    swap_two: ("prefix", ("order",)),
    hole: ("prefix", ("order",)),
    stale_read: ("set-full", ("stale",)),
    lost_write: ("set-full", ("lost",)),
    fall_back: ("monotone", ("fell",)),
    vanish: ("monotone", ("vanished",)),
    illegal_step: ("legal-steps", ("illegal",)),
    step_twice: ("legal-steps", ("doubled",)),
    illegal_sight: ("legal-sights", ("illegal",)),
    another_digest: ("digests", ("different",)),
}
