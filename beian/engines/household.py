"""The servers of one checkout and who uses them: started by the first user, stopped by the last."""

import fcntl
import os
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, suppress
from pathlib import Path

from .places import Places
from .postgres import PostgresEngine
from .valkey import ValkeyEngine

ANSWERED_BY = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}


class Household:
    """Both servers of the checkout `root`; the testing pair keeps its own data and forgets at a power cut.

    A user holds a shared lock on a file; whoever gets it alone is the last. The lock goes with its holder, so that a
    killed user counts no longer.
    """

    def __init__(self, root: Path, *, testing: bool = False) -> None:
        self.places = Places.of(root)
        prefix = "test-" if testing else ""
        self.engines = {
            "postgres": PostgresEngine(self.places, f"{prefix}postgres", durable=not testing),
            "valkey": ValkeyEngine(self.places, f"{prefix}valkey", durable=not testing),
        }

    def status(self) -> dict[str, int | None]:
        """Server name → process, None when it does not run."""
        return {name: engine.pid() for name, engine in self.engines.items()}

    @contextmanager
    def lend(self, name: str) -> Iterator[dict[str, str]]:
        """Keep server `name` running through the block; yields its addresses by environment variable."""
        engine = self.engines[name]
        with open(self.places.state / f"{engine.name}.users", "a") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                yield engine.start()
            finally:
                with suppress(BlockingIOError):  # somebody else still uses it
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    engine.stop()


@contextmanager
def using(
    root: Path, *, testing: bool = False, environment: MutableMapping[str, str] = os.environ
) -> Iterator[list[str]]:
    """Complete `environment` for the block with embedded servers for what it leaves out; yields their names."""
    missing = [name for name, variable in ANSWERED_BY.items() if not environment.get(variable)]
    household = Household(root, testing=testing) if missing else None
    with _all_of(household, missing) as addresses:
        environment.update(addresses)
        try:
            yield missing
        finally:
            for variable in addresses:
                environment.pop(variable, None)


@contextmanager
def _all_of(household: Household | None, names: list[str]) -> Iterator[dict[str, str]]:
    if not names or household is None:
        yield {}
        return
    with household.lend(names[0]) as first, _all_of(household, names[1:]) as rest:
        yield {**first, **rest}
