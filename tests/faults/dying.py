"""A web process that dies at the disk: between the file and its row, on either side of each step (F21). Only fault tests start one."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from beian.evidence import disk, store

# In order: half written under its draft's name, whole under its draft's name, under its own name, its row written and not committed.
STEPS = ("writing", "written", "named", "row")


def _dies(step: str) -> None:
    """Here, if the test has asked for it by a file `disk` that names the step; once."""
    asked = Path(os.environ["BEIAN_FAULTS"]) / "disk"
    if asked.exists() and asked.read_text() == step:
        asked.rename(asked.with_name("disk.done"))
        os.kill(os.getpid(), signal.SIGKILL)


def at_the_disk(get_response):
    """Middleware: the process's own steps at the disk, each followed by a point to die at."""
    through, write, keep = disk._write_through, disk.write, store.keep

    def write_through(path: Path, data: bytes) -> None:
        half = path.with_name(f"{path.name}.half")
        if (Path(os.environ["BEIAN_FAULTS"]) / "disk").exists():
            half.write_bytes(data[: len(data) // 2])
            _dies("writing")
            half.unlink()
        through(path, data)
        _dies("written")

    def written(node: str, digest: str, data: bytes) -> None:
        write(node, digest, data)
        _dies("named")

    def kept(*args, **kwargs):
        row = keep(*args, **kwargs)
        _dies("row")
        return row

    disk._write_through, disk.write, store.keep = write_through, written, kept
    return get_response
