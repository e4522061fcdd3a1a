"""Another day: verbs are told their time, but whoever takes a message reads the clock. Where the past is told, the clock stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest import mock

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """For the block, and for this process alone, it is this moment. For nothing but the demonstration's first data."""
    with mock.patch.object(timezone, "now", lambda: moment):
        yield
