"""manage.py backdrop PROVIDER [--number N] --out FILE: the backdrop of the desk photo, to be printed on A0 (docs/backdrop.md)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from beian.people import scope
from beian.people.models import Node
from beian.people.scope import Actor, Reach
from beian.reference.clocks import SHANGHAI
from beian.reference.provinces import province
from verification.photo import backdrops


class Command(BaseCommand):
    help = (
        "Writes the backdrop of a provider as a PDF to be printed on A0; without --number the newest one that it holds."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("provider", metavar="PROVIDER", help="the provider's code, as in /provider/<code>/")
        parser.add_argument("--number", help="six digits; a serial of up to five gets its check digit")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def handle(self, *args, provider: str, number: str | None, out: Path, **options) -> None:
        name = f"provider:{provider.removeprefix('provider:')}"
        with scope.enter(name, Reach.STAFF, Actor.service("backdrop")):
            node = Node.objects.filter(name=name).first()
            if node is None:
                raise CommandError(f"there is no provider {provider}")
            found = _completed(number) if number else _newest(datetime.now(SHANGHAI).date(), provider)
        place = province(node.province).name if node.province else ""
        with translation.override("zh-hans"):
            pdf = backdrops.pdf(found, node.title, place)
        try:
            out.write_bytes(pdf)
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}") from error
        self.stdout.write(f"{out}: backdrop {found} of {node.title}")


def _completed(text: str) -> str:
    """A number as it was given, or the number of a serial."""
    if text.isascii() and text.isdigit() and len(text) < 6 and int(text):
        return backdrops.number_of(int(text))
    if not backdrops.is_number(text):
        raise CommandError(f"{text} is no backdrop number: six digits, the last one a check digit")
    return text


def _newest(day: date, provider: str) -> str:
    held = backdrops.held(on=day)
    if not held:
        raise CommandError(f"{provider} holds no backdrop; the support centre issues them, --number prints any")
    return held[0].number
