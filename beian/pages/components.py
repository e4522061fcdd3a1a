"""The shapes that the components draw. Views fill them; templates/components/ shows them (`{% load pages %}`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from beian.reference.clocks import Deadline

TONES = ("neutral", "info", "success", "warning", "danger")


@dataclass(frozen=True)
class Task:
    """One line of a task list. Without an address it cannot be started yet; `status` then says what comes first."""

    label: str
    url: str
    status: str
    tone: str = "neutral"
    hint: str = ""


@dataclass(frozen=True)
class TaskGroup:
    title: str
    tasks: Sequence[Task]


@dataclass(frozen=True)
class Answer:
    """One row of "check your answers". `value` is a string or a list of strings; `note` is an error, `advice` a remark beside it."""

    label: str
    value: object
    change_url: str = ""
    note: str = ""
    advice: str = ""

    @property
    def values(self) -> list[object]:
        return list(self.value) if isinstance(self.value, (list, tuple)) else [self.value]

    @property
    def empty(self) -> bool:
        return not any(value not in (None, "") for value in self.values)


@dataclass(frozen=True)
class Entry:
    """One step of a timeline. `state` is done, current or coming; `by` is whose turn it is or was; `due` belongs to the current one."""

    title: str
    at: datetime | None = None
    by: str = ""
    text: str = ""
    state: str = "done"
    due: Deadline | date | None = None


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    count: int | str | None = None
    current: bool = False


@dataclass(frozen=True)
class Download:
    """A file to fetch; `size` in bytes."""

    label: str
    url: str
    media_type: str = ""
    size: int | None = None
