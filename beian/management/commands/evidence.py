"""manage.py evidence audit | corpus: proof that everything kept can be read; files as attackers upload them."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from beian.evidence import auditing, corpus
from beian.exchange.transports import served_here
from beian.people.models import Node
from beian.people.nodes import MINISTRY
from beian.people.scope import Reach, enter


class Command(BaseCommand):
    help = "Proves that every document kept can be read and that no file stands alone (exit 1 if not), or writes the corpus of hostile files."

    def add_arguments(self, parser: CommandParser) -> None:
        does = parser.add_subparsers(dest="does", required=True)
        audit = does.add_parser(
            "audit", help="every row has its file, deciphers and has its digest; every file has its row"
        )
        audit.add_argument("--node", default="", help="only this node, for example province:11")
        made = does.add_parser("corpus", help="write files as attackers upload them")
        made.add_argument("folder", type=Path)

    def handle(self, *args, does: str, **options) -> None:
        if does == "corpus":
            return self.corpus(options["folder"])
        return self.audit(options["node"])

    def audit(self, node: str) -> None:
        nodes = _served()
        if node and node not in nodes:
            raise CommandError(f"{node}: no node that is served here")
        faults = sum(self._audited(name) for name in ([node] if node else nodes))
        if faults:
            raise CommandError(f"{faults} faults")

    def _audited(self, node: str) -> int:
        """Tell what was found at one node, fault by fault; how many faults."""
        faults = 0
        for found in auditing.audit(node, now=timezone.now()):
            if isinstance(found, auditing.Fault):
                faults += 1
                self.stderr.write(self.style.ERROR(str(found)))
            else:
                told = f"{found.sound} sound, {found.awaited} awaited, {found.disposed} disposed of, {found.young} just written"
                self.stdout.write(f"{node}: {told}, {faults} faults")
        return faults

    def corpus(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{folder}: {error.strerror}") from error
        sizes = [(folder / file.name).write_bytes(file.data) for file in corpus.files()]
        self.stdout.write(f"{len(sizes)} files, {sum(sizes) // 1_000_000} MB in {folder}")


def _served() -> list[str]:
    with enter(MINISTRY, Reach.SYSTEM, auditing.AUDITOR):
        return [name for name in Node.objects.order_by("name").values_list("name", flat=True) if served_here(name)]
