"""A notice ready to go, and what may become of a try to hand it over. Adapters know these and nothing of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Letter:
    """What an adapter hands over. repr shows neither recipient nor text: a letter may stand in a traceback."""

    uuid: UUID
    node: str
    channel: str
    template: str
    to: str
    masked: str
    title: str
    text: str

    def __repr__(self) -> str:
        return f"<Letter {self.uuid} {self.template} to {self.masked}>"


class NotDelivered(Exception):
    """A try that did not succeed; the text says why and names neither recipient nor content."""


class Refused(NotDelivered):
    """The gateway will never take it (unknown number, bad address): given up."""


class Later(NotDelivered):
    """It was certainly not taken; try again. `away`: the gateway as a whole does not answer, so others need not try now."""

    def __init__(self, text: str, *, away: bool = False) -> None:
        super().__init__(text)
        self.away = away


class InDoubt(NotDelivered):
    """It may have been taken: the answer was lost."""


class CannotTell(NotDelivered):
    """The gateway does not know how to answer whether it has taken a letter."""


class Adapter(Protocol):
    """One way out. Both calls return within about 5 seconds and raise NotDelivered's kinds only."""

    def send(self, letter: Letter) -> str:
        """Hand over; the gateway's reference."""

    def find(self, letter: Letter) -> str | None:
        """The reference if it was taken earlier, None if it certainly was not; CannotTell."""
