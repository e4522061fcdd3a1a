"""The platform's settings with the newer code: for workers that a test starts, never for any other."""

from beian.settings import *  # noqa: F403

if not TESTING:  # noqa: F405
    raise SystemExit("tests.faults.newer serves fault tests only (BEIAN_TESTING=1)")
INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.newer.apps.NewerConfig"]  # noqa: F405
