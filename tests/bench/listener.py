"""The listener, in a process that knows the measurements' own kind of message as well: `python -m tests.bench.listener`."""

import os

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beian.settings")
django.setup()

if __name__ == "__main__":
    from tests.bench import crossing  # noqa: F401  registers its kind

    call_command("exchange", "listen")
