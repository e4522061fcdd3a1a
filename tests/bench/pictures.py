"""Desk photos per second on one core, what looking at them costs in memory, and what encryption adds to an upload."""

from __future__ import annotations

import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from beian.evidence import store
from beian.evidence.checks import Checked
from beian.evidence.purposes import JPEG
from tests.bench import sizes
from tests.bench.lines import Line
from tests.verification.photo.portraits import astronaut, jpeg
from verification import photo
from verification.photo import beside

PHOTOS, WRITES, TURNS = sizes.of(12, 1), sizes.of(60, 2), sizes.of(7, 1)
SECONDS, MEGABYTES = 1.0, 512


def measure() -> list[Line]:
    """Photos as phones make them, 12 million pixels; then one photo written sealed and plain, in turns."""
    return [*_photos(), _sealed()]


def _photos() -> list[Line]:
    large = jpeg(astronaut().resize((4000, 3000)))
    _take(large)
    pid = beside.running()
    ours, theirs = time.process_time(), _spent(pid)
    for _photo in range(PHOTOS):
        _take(large)
    each = (time.process_time() - ours + _spent(pid) - theirs) / PHOTOS
    what = "desk photos of 4000×3000 taken, judged and encrypted on one core"
    peak = _peak(pid)
    memory = "MB that the process which looks at photos held at most"
    return [
        Line("photo", what, 1 / each, "photos/s", goal="≤ 1 s each", met=each <= SECONDS),
        Line("photo-memory", memory, peak, "MB", goal="≤ 512 MB", met=peak <= MEGABYTES),
    ]


def _take(data: bytes) -> None:
    if photo.take(io.BytesIO(data), now=timezone.now()).verdict.verdict != "accept":
        raise RuntimeError("a good photo was refused")


def _sealed() -> Line:
    """An upload of the photo's own size, sealed and written, beside the same written plain; both reach the disk."""
    checked = photo.ready_made(timezone.now()).prepared.checked
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "upload"
        ways: tuple[Callable[[], bytes], ...] = (lambda: _sealed_bytes(checked), lambda: checked.data)
        turns = [[_seconds(way, place) for way in ways] for _turn in range(TURNS)]
    sealed, plain = (statistics.median(side) for side in zip(*turns, strict=True))
    ratio = statistics.median(turn[0] / turn[1] for turn in turns)
    what = f"an upload of {len(checked.data) // 1024} KiB sealed and written; other: written plain"
    return Line("upload-encryption", what, sealed * 1000, "ms", plain * 1000, ratio)


def _sealed_bytes(checked: Checked) -> bytes:
    return store.seal(Checked(checked.data, JPEG), "desk_photo").ciphertext


def _seconds(way: Callable[[], bytes], place: Path) -> float:
    began = time.perf_counter()
    for _write in range(WRITES):
        with place.open("wb") as file:
            file.write(way())
            file.flush()
            os.fsync(file.fileno())
    return (time.perf_counter() - began) / WRITES


def _spent(pid: int | None) -> float:
    """Seconds of processor time."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int | None) -> float:
    """Megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024
