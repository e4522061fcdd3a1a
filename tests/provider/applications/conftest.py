from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone


@pytest.fixture
def later():
    """later(61): the clock goes on by so many seconds."""
    # A second ahead: the database keeps its own clock, and what it has just stamped must not lie in the future.
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=True) as traveller:
        yield lambda seconds: traveller.shift(timedelta(seconds=seconds))
