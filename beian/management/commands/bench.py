"""`manage.py bench`: the measurements, on a database and a broker of their own."""

import sys
from importlib import import_module

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Measures the running platform and the exchange: a table on screen, and reports/bench.json in the data folder"
    )
    requires_system_checks: list = []

    def handle(self, **options) -> None:
        """By name: the measurements walk through every tier, and nothing in the kernel may know one."""
        sys.exit(import_module("tests.bench.stage").measured())
