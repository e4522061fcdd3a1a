"""Work that is too dear to be done twice: one record after the other, by one worker at a time per node."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from beian.exchange.locks import only_one
from beian.people import bell


def in_turn(
    node: str,
    *,
    lock: str,
    task: str,
    seconds: float,
    following: Callable[[Collection[int]], int | None],
    do: Callable[[int], bool],
    what: str,
) -> int:
    """Do what waits; how many were done. Each of `following` and `do` opens scopes of its own.

    It looks once more after letting go, so that nothing which came meanwhile is left to the sweep. After `seconds` it rings `task` for
    the rest, and messages get their turn of the worker. A record that fails keeps no other waiting: `following` is told to pass it
    over, and an ExceptionGroup that says `what` could not be done is raised at the end.
    """
    done, end, mine = 0, time.monotonic() + seconds, True
    failed: dict[int, Exception] = {}
    while mine and following(failed):
        with only_one(lock, node) as mine:
            while mine and (record := following(failed)):
                if time.monotonic() > end:
                    bell.ring(task, node)
                    mine = False
                    break
                try:
                    done += do(record)
                except Exception as failure:  # noqa: BLE001 - kept, and raised below
                    failed[record] = failure
    if failed:
        raise ExceptionGroup(f"{node}: {len(failed)} {what}", list(failed.values()))
    return done
