"""The platform's settings with the addresses of fault tests: for a web process that a test starts, never for any other."""

from beian.settings import *  # noqa: F403

if not TESTING:  # noqa: F405
    raise SystemExit("tests.faults.settings serves fault tests only (BEIAN_TESTING=1)")
ROOT_URLCONF = "tests.faults.urls"
MIDDLEWARE = ["tests.faults.dying.at_the_disk", "tests.faults.views.dies_before_answering", *MIDDLEWARE]  # noqa: F405
