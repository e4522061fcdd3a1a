from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone


@pytest.fixture
def later():
    """later(61): the clock goes on by so many seconds."""
    with time_machine.travel(timezone.now(), tick=True) as traveller:
        yield lambda seconds: traveller.shift(timedelta(seconds=seconds))
