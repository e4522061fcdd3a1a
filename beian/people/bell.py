"""The bell: wakes a worker after a commit, and never lets a request wait for the broker (decision 17).

A ring that is lost (queue full, broker away, process killed) costs time and nothing else: sweeps find the work that it meant.
"""

from __future__ import annotations

import logging
import os
import threading
from importlib import import_module

from django.conf import settings
from django.db import transaction

log = logging.getLogger(__name__)
LIMIT = 1000
Ring = tuple[str, tuple, str | None]


class Bell:
    """A bounded queue and the one daemon thread that empties it. A ring that already waits is not queued twice."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
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
        name, args, queue = ring
        try:
            app = import_module(settings.CELERY_APP).app
            app.send_task(name, args=args, queue=queue, retry=False, ignore_result=True)
        except Exception as error:  # noqa: BLE001 - whatever the broker's client raises, the thread must live and the sweep mends it
            log.info("ring %s was not heard: %s", name, type(error).__name__)


_bell = Bell()
os.register_at_fork(after_in_child=_bell.renew)


def ring(task_name: str, *args: object, queue: str | None = None) -> None:
    """Wake a worker for `task_name(*args)` once the open transaction has committed; at once where none is open."""
    transaction.on_commit(lambda: _bell.put((task_name, args, queue)))
