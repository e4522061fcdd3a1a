"""The bell: wakes a worker after a commit, and never lets a request wait for the broker (decision 17).

A ring that is lost (queue full, broker away, process killed) costs time and nothing else: sweeps find the work that it meant.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

if TYPE_CHECKING:
    from celery import Celery

log = logging.getLogger(__name__)
LIMIT = 10_000
Ring = tuple[str, tuple]


def application() -> Celery:
    """The Celery application that the settings name; loaded by the first ring, so that commands without work never pay for it."""
    return import_module(settings.CELERY_APP).app


class Bell:
    """A bounded queue and the one daemon thread that empties it. A ring that already waits is not queued twice."""

    def __init__(self, limit: int = LIMIT, application: Callable[[], Celery] = application) -> None:
        self.limit = limit
        self.application = application
        self.silent = False
        self.renew()

    def renew(self) -> None:
        """Begin anew: a forked child inherits neither the thread nor a usable lock."""
        self._waiting: dict[Ring, None] = {}
        self._some = threading.Condition()
        self._thread: threading.Thread | None = None

    def put(self, ring: Ring) -> bool:
        """Queue a ring without ever waiting. False: the queue is full and the ring is dropped."""
        with self._some:
            if ring not in self._waiting and len(self._waiting) >= self.limit:
                return False
            self._waiting[ring] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
                self._thread.start()
            self._some.notify()
        return True

    def _run(self) -> None:
        while True:
            self._send(self._take())

    def _take(self) -> Ring:
        with self._some:
            while not self._waiting:
                self._some.wait()
            ring = next(iter(self._waiting))
            del self._waiting[ring]
            return ring

    def _send(self, ring: Ring) -> None:
        """One message to the broker; that it cannot be told is said once, and never reaches whoever rang."""
        name, args = ring
        try:
            self.application().send_task(name, args=args, retry=False, ignore_result=True)
        except Exception as error:  # noqa: BLE001  whatever the broker's client raises, the thread must live and the sweep mends it
            if not self.silent:
                log.warning("the broker cannot be told about waiting work, the sweeps will find it: %s", error)
            self.silent = True
        else:
            self.silent = False


_bell = Bell()
os.register_at_fork(after_in_child=_bell.renew)


def ring(task_name: str, *args: object) -> None:
    """Wake a worker for `task_name(*args)` once the open transaction has committed; at once where none is open.

    Without a broker (one process, no workers) there is nobody to tell.
    """
    if not settings.CELERY_BROKER_URL.startswith("memory:"):
        transaction.on_commit(lambda: _bell.put((task_name, args)))
