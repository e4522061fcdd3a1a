"""A history: every operation of every client as it was begun and as it ended, in the order in which the clients saw it.

invoke  begun; `value` is what was asked
ok      it took effect; `value` is the answer
fail    it took no effect
info    nobody knows: it may have taken effect, may yet, or never will
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

INVOKE, OK, FAIL, INFO = "invoke", "ok", "fail", "info"
Errors = tuple[type[BaseException], ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history; `time` is in nanoseconds of a monotonic counter, `index` the line's place."""

    index: int
    process: str
    type: str
    f: str
    value: Any
    time: int


@dataclass(frozen=True, slots=True)
class Operation:
    """What one client asked and what came of it; `begun` and `ended` are places in the history, None if it never ended."""

    process: str
    f: str
    asked: Any
    type: str
    value: Any
    begun: int
    ended: int | None

    @property
    def certain(self) -> bool:
        return self.type == OK

    @property
    def possible(self) -> bool:
        """Whether it may have taken effect."""
        return self.type != FAIL

    def before(self, other: Operation) -> bool:
        """Whether it had ended before the other began. What ended as info is never known to be over."""
        return self.certain and self.ended is not None and self.ended < other.begun

    def __str__(self) -> str:
        return f"{self.process}'s {self.f} (line {self.begun})"


class History:
    """Lines of many clients, appended by many threads."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.events = list(events)
        self._lock = threading.Lock()

    def client(self, name: str) -> Client:
        return Client(self, name)

    def append(self, process: str, type: str, f: str, value: Any) -> None:
        with self._lock:
            self.events.append(Event(len(self.events), process, type, f, value, time.monotonic_ns()))

    def of(self, *names: str) -> list[Operation]:
        """The operations of these names, in the order in which they began."""
        open_: dict[str, Event] = {}
        found = []
        for event in self.events:
            if event.type == INVOKE:
                open_[event.process] = event
            elif event.f in names:
                found.append(_paired(open_.pop(event.process), event))
        found += [_paired(event, None) for event in open_.values() if event.f in names]
        return sorted(found, key=lambda operation: operation.begun)

    def acknowledged(self, *names: str) -> list[Operation]:
        """Those that ended well, in the order in which they ended."""
        return sorted((each for each in self.of(*names) if each.certain), key=lambda each: each.ended)

    def keep(self, place: Path) -> Path:
        """Write one JSON object a line."""
        place.parent.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps(asdict(event), ensure_ascii=False, default=str) for event in list(self.events)]
        place.write_text("".join(f"{line}\n" for line in lines))
        return place

    @classmethod
    def kept(cls, place: Path) -> History:
        """Read what `keep` wrote; tuples have become lists."""
        return cls(Event(**json.loads(line)) for line in place.read_text().splitlines())


def _paired(begun: Event, ended: Event | None) -> Operation:
    if ended is None:
        return Operation(begun.process, begun.f, begun.value, INFO, begun.value, begun.index, None)
    return Operation(begun.process, begun.f, begun.value, ended.type, ended.value, begun.index, ended.index)


class Client:
    """One sequential process. After an operation of unknown end it goes on under another name, for the old one may still be at it."""

    def __init__(self, history: History, name: str) -> None:
        self.history, self.name, self.life = history, name, 1

    @property
    def process(self) -> str:
        return self.name if self.life == 1 else f"{self.name}, life {self.life}"

    def run(
        self, f: str, value: Any, call: Callable[[], Any], *, fails: Errors = (), unknown: Errors = ()
    ) -> Any | None:
        """The answer of `call()`, recorded. An error of `fails` means that nothing happened, one of `unknown` that nobody knows:
        None for both. Any other error is recorded as unknown and raised.
        """
        self.history.append(self.process, INVOKE, f, value)
        try:
            answer = call()
        except fails as error:
            self.history.append(self.process, FAIL, f, _reason(error))
        except unknown as error:
            self._end(f, error)
        except BaseException as error:
            self._end(f, error)
            raise
        else:
            self.history.append(self.process, OK, f, answer)
            return answer
        return None

    def note(self, f: str, value: Any) -> None:
        """Something that is seen rather than done: it ends well as it begins."""
        self.run(f, value, lambda: value)

    def _end(self, f: str, error: BaseException) -> None:
        self.history.append(self.process, INFO, f, _reason(error))
        self.life += 1


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).strip()[:200]}"
