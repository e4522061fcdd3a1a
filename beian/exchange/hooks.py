"""Named points at which a fault test may stop, kill or fail this very process; inert outside tests.

BEIAN_TESTING=1 and BEIAN_FAULTS=<folder> arm them: for each point the test puts a file there named after it, holding `wait`, `kill`,
`raise`, `drop` or `mark`, optionally followed by how often. The point takes one turn off, writes its process id to `<point>.pid`, and acts.
A point that belongs to a node is armed for that node alone by a file named `<point>@<node>`.
"""

from __future__ import annotations

import fcntl
import os
import signal
import time
from pathlib import Path

POINTS = frozenset(
    {
        "numbered",
        "delivering",
        "answered",
        "delivered",
        "received",
        "acknowledged",
        "tried",
        "applying",
        "applied",
        "answering",
    }
)


class Injected(RuntimeError):
    """A failure that a test asked for."""


def reach(point: str, *, node: str = "", lost: Exception | None = None) -> None:
    """Pass `point`, of `node` where it belongs to one; nothing happens unless a test armed it. `lost`: what `drop` raises, as a failed link would."""
    folder = os.environ.get("BEIAN_FAULTS")
    if not folder or os.environ.get("BEIAN_TESTING") != "1":
        return
    if point not in POINTS:
        raise ValueError(f"not a point: {point}")
    for file in [Path(folder) / point, *([Path(folder) / f"{point}@{node}"] if node else [])]:
        if action := _take(file):
            Path(folder, f"{file.name}.pid").write_text(str(os.getpid()))
            _act(action, file, lost)


def _take(file: Path) -> str:
    """The action armed in `file`, one of its turns taken off; empty if there is none left."""
    try:
        with file.open("r+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            action, _, turns = handle.read().strip().partition(" ")
            left = int(turns or 1)
            if left < 1:
                return ""
            handle.seek(0)
            handle.truncate()
            handle.write(f"{action} {left - 1}")
            return action
    except FileNotFoundError:
        return ""


def _act(action: str, file: Path, lost: Exception | None) -> None:
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif action == "raise":
        raise Injected(f"a test asked for this at {file.name}")
    elif action == "drop" and lost is not None:
        raise lost
    elif action == "wait":
        while file.exists():  # the test goes on by removing the file
            time.sleep(0.01)
    elif action != "mark":
        raise ValueError(f"not an action: {action}")
