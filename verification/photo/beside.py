"""The process beside this one that looks at pictures: started when first needed, one at a time, replaced when it dies or hangs."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from verification.photo.eye import frames

SECONDS = 20.0  # for one answer, by the clock; a usual one takes a third of a second of a core
SECONDS_WAITING = 30.0  # for those before
_CALM = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1", "OPENCV_LOG_LEVEL": "OFF"}


class Failed(Exception):
    """No answer: the process died over this picture, took too long, or too many wait."""


class Died(Failed):
    """The process ended before it answered."""


class Process:
    """The child and its pipes. Used by one thread at a time."""

    def __init__(self) -> None:
        self.answered = False
        self._child = subprocess.Popen(
            [sys.executable, "-m", "eye"],
            cwd=Path(__file__).parent,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.environ.get("PYTHONPATH", "")} | _CALM,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @property
    def alive(self) -> bool:
        return self._child.poll() is None

    @property
    def pid(self) -> int:
        return self._child.pid

    def ask(self, header: dict[str, Any], payload: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        """The answer, or Failed; after that the process is of no more use."""
        deadline = time.monotonic() + seconds
        try:
            self._write(frames.packed(header, payload), deadline)
            answer = frames.read(_Timed(self._child.stdout, deadline))
            self.answered = True
            return answer
        except (BrokenPipeError, frames.Broken) as error:
            self.end()
            raise Died from error
        except TimeoutError as error:
            self.end()
            raise Failed from error

    def _write(self, data: bytes, deadline: float) -> None:
        """A child that hangs while its pipe is full must not hold us up."""
        pipe, view = self._child.stdin.fileno(), memoryview(data)
        os.set_blocking(pipe, False)
        while view:
            _wait(pipe, select.POLLOUT, deadline)
            view = view[os.write(pipe, view[: 1 << 16]) :]

    def end(self) -> None:
        self._child.kill()
        self._child.wait()
        self.forget()

    def forget(self) -> None:
        """Close our ends of the pipes: the child ends when nobody holds them any more."""
        for pipe in (self._child.stdin, self._child.stdout):
            try:
                pipe.close()
            except BrokenPipeError:
                pass  # it died with something of ours unread


class _Timed:
    """A pipe that is read until the deadline, then TimeoutError."""

    def __init__(self, pipe: Any, deadline: float) -> None:
        self._pipe, self._deadline = pipe, deadline

    def read(self, size: int) -> bytes:
        parts, left = [], size
        while left:
            _wait(self._pipe.fileno(), select.POLLIN, self._deadline)
            part = os.read(self._pipe.fileno(), min(left, 1 << 16))
            if not part:
                break
            parts.append(part)
            left -= len(part)
        return b"".join(parts)


def _wait(pipe: int, event: int, deadline: float) -> None:
    """Until the pipe is ready; TimeoutError at the deadline."""
    poll = select.poll()
    poll.register(pipe, event)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise TimeoutError


_lock = threading.Lock()
_process: Process | None = None


def ask(header: dict[str, Any], payload: bytes = b"", *, seconds: float = SECONDS) -> tuple[dict[str, Any], bytes]:
    """The child's answer, or Failed. One that had answered before may have ended idle: its death is no answer, and a new one is asked."""
    if not _lock.acquire(timeout=SECONDS_WAITING):
        raise Failed
    try:
        process = _running()
        try:
            return process.ask(header, payload, seconds)
        except Died:
            if not process.answered:
                raise
            return _running().ask(header, payload, seconds)
    finally:
        _lock.release()


def running() -> int | None:
    """The child's process id, if there is one."""
    return _process.pid if _process is not None and _process.alive else None


def _running() -> Process:
    global _process
    if _process is None or not _process.alive:
        if _process is not None:
            _process.end()
        _process = Process()
    return _process


def _after_fork() -> None:
    """A forked worker has a child of its own: two that read one pipe would get one another's answers."""
    global _lock, _process
    if _process is not None:
        _process.forget()
    _lock, _process = threading.Lock(), None


os.register_at_fork(after_in_child=_after_fork)
