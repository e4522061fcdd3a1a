"""When a question without an answer is put again: pauses from sources.json, none once they are used up."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from verification.sources.adapters import data


@cache
def pauses() -> tuple[timedelta, ...]:
    """The pause after the first, second, … try."""
    return tuple(timedelta(minutes=one["minutes"]) for one in data()["pauses"] for _turn in range(one["times"]))


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many tries (1 …); None: it is given up, and asked again when somebody wants it."""
    return pauses()[attempts - 1] if attempts <= len(pauses()) else None
