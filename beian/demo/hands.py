"""Processes that share the work of making the demonstration's filings. Nothing here needs Django before it has been set up."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

Each = Callable[..., Iterable]


@contextmanager
def hands(processes: int) -> Iterator[Each]:
    """`map` over so many processes; with less than two, in this one."""
    if processes < 2:
        yield map
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_ready) as pool:
        try:
            yield lambda function, *of: pool.map(function, *[list(one) for one in of])
        finally:
            os.sync()  # what the hands wrote without waiting


def _ready() -> None:
    """No broker is rung from here: whoever makes the past also moves its messages. No commit waits for the disk: what a power cut
    takes is made again at the next start. No file waits for it either: all are written out when the hands rest, and after a power
    cut before that the demonstration is best begun anew."""
    import django

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for whoever handed out the work
    os.environ["REDIS_URL"] = ""
    os.environ["PGOPTIONS"] = "-c synchronous_commit=off"
    os.fsync = _no_wait
    django.setup()
    gc.freeze()  # what was loaded stays; what a step makes is let go by itself
    gc.set_threshold(50_000)


def _no_wait(fd: Any) -> None:
    """In the place of os.fsync, in these processes alone."""
