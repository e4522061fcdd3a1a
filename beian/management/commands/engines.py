"""`manage.py engines`: the embedded servers of this checkout; `stop` ends those that a killed command left running."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from beian.engines import Household


class Command(BaseCommand):
    help = "Shows the embedded servers of this checkout, or stops them: manage.py engines [status|stop]"
    requires_system_checks: list = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("act", nargs="?", choices=["status", "stop"], default="status")

    def handle(self, *, act: str, **options) -> None:
        for testing in (False, True):
            household = Household(Path(settings.BASE_DIR), testing=testing)
            for engine in household.engines.values():
                if act == "stop":
                    engine.stop()
                pid = engine.pid()
                self.stdout.write(f"{engine.name:14} {f'process {pid}' if pid else 'not running'}  {engine.data}")
