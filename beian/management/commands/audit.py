"""manage.py audit verify | seal: the append-only log, and whether anybody has altered it."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError, CommandParser

from beian.audit import sealing
from beian.exchange import seals
from beian.exchange.transports import served_here
from beian.people.models import Node
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter

VERIFIER = Actor.service("audit")


class Command(BaseCommand):
    help = "Verifies the seals over the log of who did what (exit 1 if one does not hold), or seals what waits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("does", choices=["verify", "seal"])
        parser.add_argument("--node", default="", help="only this node, for example province:11")

    def handle(self, *args, does: str, node: str, **options) -> None:
        nodes = [node] if node else _served()
        if does == "seal":
            made = sum(self.seal(name) for name in nodes)
            self.stdout.write(f"{made} seals")
            return
        found = [f"{name}: {what}" for name in nodes for what in _broken(name)]
        for line in found:
            self.stderr.write(self.style.ERROR(line))
        if found:
            raise CommandError(f"{len(found)} seals do not hold")
        self.stdout.write(f"{len(nodes)} nodes: ok")

    def seal(self, node: str) -> int:
        with enter(node, Reach.STAFF, VERIFIER):
            return seals.seal()


def _served() -> list[str]:
    with enter(MINISTRY, Reach.SYSTEM, VERIFIER):
        return [name for name in Node.objects.order_by("name").values_list("name", flat=True) if served_here(name)]


def _broken(node: str) -> Iterator[str]:
    """What does not hold at a node, and what nodes below, served here too, hold against what they once told it."""
    with enter(node, Reach.STAFF, VERIFIER):
        yield from list(sealing.broken())
        told = list(seals.told())
    for below, sealed in told:
        if served_here(below):
            with enter(below, Reach.STAFF, VERIFIER):
                against = seals.contradicts(sealed)
            if against:
                yield f"{below}: {against}"
