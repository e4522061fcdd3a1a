"""manage.py simulate_sources: the five sources as a process of its own, for the demonstration and for tests (docs/interfaces/sources.md)."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from beian.demo.people import offices
from beian.demo.plans import plans
from beian.filing import documents
from beian.filing.documents import FilingDocument
from verification.sources import simulator

MOST_FILINGS = 9000


class Command(BaseCommand):
    help = "Answers as the sources of certificates, companies, domains and numbers would; POST /control changes how. Ends with Ctrl+C."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        given = urlsplit(next(filter(None, settings.SOURCES.values()), ""))
        parser.add_argument("--port", type=int, default=given.port or 0, help="default: that of SOURCES_URL, else any")
        parser.add_argument("--secret", default=unquote(given.password or ""), help="default: that of SOURCES_URL")
        parser.add_argument("--slow", type=float, metavar="SECONDS", help="every answer takes so long")
        parser.add_argument("--down", nargs="+", default=[], metavar="SOURCE", help=", ".join(simulator.CODES))
        parser.add_argument("--wrong", nargs="+", default=[], metavar="SOURCE", help="exchanges match and mismatch")
        parser.add_argument("--filings", type=int, default=1000, metavar="N", help="so many of the demonstration's")

    def handle(self, *args, port: int, secret: str, slow: float | None, filings: int, **options) -> None:
        if not 0 <= filings <= MOST_FILINGS:
            raise CommandError(f"--filings: between 0 and {MOST_FILINGS}")
        modes = {"*": "slow"} if slow is not None else {}
        modes |= dict.fromkeys(options["down"], "down") | dict.fromkeys(options["wrong"], "wrong")
        try:
            server = simulator.serve(port, secret.encode(), seconds=slow or 10.0, known=known(filings))
        except (OSError, OverflowError) as error:
            raise CommandError(f"port {port} cannot be had: {error}") from error
        if not server.RequestHandlerClass.simulator.behave(modes):
            raise CommandError(f"there are the sources {', '.join(simulator.CODES)}")
        self.stdout.write(json.dumps({"port": server.server_address[1]}))
        self.stdout.flush()
        _until_ended(server)


def known(filings: int) -> Iterator[FilingDocument]:
    """What the demonstration's invented owners file, which is true."""
    for plan in plans(filings, offices=offices(), today=timezone.localdate()):
        yield documents.load(plan.steps[0].document)


def _until_ended(server) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
