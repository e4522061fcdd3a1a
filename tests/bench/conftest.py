"""A broker of its own, as the faults have it."""

from tests.faults.conftest import broker, places, valkey  # noqa: F401  fixtures
