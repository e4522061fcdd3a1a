"""The listener: hears the rings of the exchange from PostgreSQL and pumps the rung node at once, in this process (docs/decisions/0007).

One listener leads, told by a session lock of the connection with which it listens; others stand by. Where none leads, rings go through
the broker. What a listener leaves behind when it dies is found by the next one, by the next ring, or by the sweep.
"""

from __future__ import annotations

import logging
import os
import select
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from django.db import Error, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from beian.exchange import pumping
from beian.exchange.rings import CHANNEL, leading
from beian.exchange.transports import served_here

log = logging.getLogger(__name__)
THREADS = 2
STANDBY = 5  # seconds between two looks of one that stands by, or that has lost its database
IDLE = 60  # seconds after which a connection is asked whether it still stands, before it is used


class Crew:
    """Threads that pump nodes: each node by one thread at a time, and once more if it is rung meanwhile."""

    def __init__(self, threads: int = THREADS) -> None:
        self._due: dict[str, None] = {}
        self._busy: set[str] = set()
        self._change = threading.Condition()
        self._ending = False
        self._threads = [threading.Thread(target=self._work, name=f"pump-{number}") for number in range(threads)]

    def __enter__(self) -> Crew:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Let what is in hand be finished; what is due and not begun is left to others."""
        with self._change:
            self._ending = True
            self._change.notify_all()
        for thread in self._threads:
            thread.join()

    def rung(self, node: str) -> None:
        """Have `node` pumped; a node that is due already is not due twice."""
        with self._change:
            self._due[node] = None
            self._change.notify()

    def quiet(self) -> bool:
        """Whether nothing is due or in hand."""
        with self._change:
            return not (self._due or self._busy)

    def _work(self) -> None:
        used = time.monotonic()
        try:
            while node := self._take():
                if time.monotonic() - used > IDLE:
                    connection.close_if_unusable_or_obsolete()
                self._pump(node)
                used = time.monotonic()
                self._leave(node)
        finally:
            connections.close_all()

    def _pump(self, node: str) -> None:
        try:
            pumping.pump(node)
        except Exception:  # whatever it raises, the thread lives on: it is logged, and the sweep mends what is left
            log.exception("%s: the pump broke off; the sweep finds what is left", node)
            connection.close()

    def _take(self) -> str | None:
        """The longest due node that nobody is at; None at the end."""
        with self._change:
            while not self._ending:
                for node in self._due:
                    if node not in self._busy:
                        del self._due[node]
                        self._busy.add(node)
                        return node
                self._change.wait()
            return None

    def _leave(self, node: str) -> None:
        with self._change:
            self._busy.remove(node)
            if node in self._due:
                self._change.notify()


class Listener:
    """Leads or stands by until it is told to stop."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.leads = False
        self._stopping = False
        self._ear, self._mouth = os.pipe()

    def stop(self, *signal: object) -> None:
        """May be called from a signal's handler, and more than once."""
        if not self._stopping:
            self._stopping = True
            os.write(self._mouth, b".")

    def run(self) -> None:
        """Listen; after a lost database, again as soon as it is there."""
        try:
            while not self._stopping:
                try:
                    with _line() as line:
                        self._stand_by(line)
                        self._lead(line)
                except Error as error:
                    log.warning("the listener has lost its database: %s", error)
                    self._wait(STANDBY)
        finally:
            os.close(self._ear)
            os.close(self._mouth)

    def _stand_by(self, line: BaseDatabaseWrapper) -> None:
        while not self._stopping and not leading(line):
            self._wait(STANDBY, line)

    def _lead(self, line: BaseDatabaseWrapper) -> None:
        """Listen first, then look what waits already: what is rung between the two is heard."""
        with line.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        self.leads = True
        log.info("the listener leads")
        try:
            self._catch_up()
            while not self._stopping:
                self._wait(IDLE, line)
                for node in _heard(line):
                    self.crew.rung(node)
        finally:
            self.leads = False

    def _catch_up(self) -> None:
        """Have everything pumped that waits already."""
        try:
            for node in [] if self._stopping else pumping.waiting_nodes():
                self.crew.rung(node)
        finally:
            connections.close_all()  # the line is none of them: this thread needs no other from here on

    def _wait(self, seconds: float, line: BaseDatabaseWrapper | None = None) -> None:
        """Until something is heard, or the time is over, or we are told to stop."""
        select.select([self._ear, *([line.connection] if line else [])], [], [], seconds)


def _heard(line: BaseDatabaseWrapper) -> list[str]:
    """The nodes rung since the last look, each once, as far as they are served here. Error if the connection is gone."""
    with line.wrap_database_errors:
        line.connection.poll()
    heard = dict.fromkeys(notice.payload for notice in line.connection.notifies)
    line.connection.notifies.clear()
    return [node for node in heard if served_here(node)]


@contextmanager
def _line() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own that stays open: it holds the lead and listens."""
    with closing(connections.create_connection("default")) as line:
        line.ensure_connection()
        yield line
