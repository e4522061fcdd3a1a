"""Wake-up calls. A request never touches the broker: it leaves the node's name with a thread of its own process.

What waits is a set of names, bounded by the number of nodes; a ring that gets lost (broker away, process killed, set full) is
mended by the sweep.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from celery import Celery

log = logging.getLogger(__name__)
MOST = 10_000


class Doorbell:
    """Names of nodes that have work, and the daemon thread that tells the workers."""

    def __init__(self, application: Callable[[], Celery]) -> None:
        self.application = application
        self.waiting: dict[str, None] = {}
        self.changed = threading.Condition()
        self.pid = 0
        self.silent = False

    def ring(self, node: str) -> None:
        """Leave a name; never waits for anything but the set's own lock."""
        if os.getpid() != self.pid:
            self._start()
        with self.changed:
            if len(self.waiting) < MOST:
                self.waiting[node] = None
                self.changed.notify()

    def _start(self) -> None:
        """A thread for this process: one that was forked inherits none."""
        self.changed, self.waiting, self.pid = threading.Condition(), {}, os.getpid()
        threading.Thread(target=self._run, name="beian-rings", daemon=True).start()

    def _run(self) -> None:
        while True:
            with self.changed:
                while not self.waiting:
                    self.changed.wait()
                node = next(iter(self.waiting))
                del self.waiting[node]
            self._tell(node)

    def _tell(self, node: str) -> None:
        """One message to the broker; its failures are said once, and never reach whoever rang."""
        try:
            self.application().send_task("exchange.pump", [node], queue="exchange", retry=False, ignore_result=True)
        except Exception as error:  # noqa: BLE001  the thread must outlive whatever a broker's client raises
            if not self.silent:
                log.warning("the broker cannot be told about waiting messages, the sweep will find them: %s", error)
            self.silent = True
        else:
            self.silent = False


def application() -> Celery:
    """The Celery application that the settings name; loaded by the first ring."""
    return import_module(settings.CELERY_APP).app


_bell = Doorbell(application)


def ring(node: str) -> None:
    """Say that `node` has messages to send or to apply. Without a broker (one process, no workers) there is nobody to tell."""
    if not settings.CELERY_BROKER_URL.startswith("memory:"):
        _bell.ring(node)
