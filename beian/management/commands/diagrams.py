"""manage.py diagrams: prints the state tables as docs/states.md holds them; --write puts them there."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from beian.filing import states

HEAD = """\
# States

Printed from `beian/filing/states.py` by `python3 manage.py diagrams --write`; a test compares. *Owner* is the node that holds the pen, *turn* whoever has to act
next, *clock* the limit that begins with the state.
"""


def place(document: str = "states.md") -> Path:
    return Path(settings.BASE_DIR) / "docs" / document


def page() -> str:
    """The whole of docs/states.md."""
    with translation.override("zh-hans"):
        return "\n".join([HEAD, *(_section(table) for table in states.TABLES)])


def _section(table: states.Table) -> str:
    rows = [(f"`{s.code}`", s.label, s.owner, s.turn, s.clock) for s in table.states.values()]
    moves = [
        (f"`{m.origin}`", m.verb, f"`{m.to}`", ", ".join(m.by), f"`{m.records}`", ", ".join(m.notifies))
        for m in table.moves
    ]
    return "\n".join(
        [
            f"## {table.name.capitalize()} ({table.label})\n",
            f"```mermaid\n{states.diagram(table)}```\n",
            grid(("state", "shown as", "owner", "turn", "clock"), rows),
            grid(("from", "verb", "to", "by", "records", "notifies"), moves),
        ]
    )


def grid(head: tuple, rows: list[tuple]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(str(cell or "–") for cell in line) + " |\n" for line in lines)


class Printed(BaseCommand):
    """A command that prints one document of docs/ from what the code itself goes by."""

    name: str
    document: str
    requires_system_checks = []

    def page(self) -> str:
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write it into docs/")
        parser.add_argument("--check", action="store_true", help="fail when the one in docs/ differs")

    def handle(self, *args, write: bool = False, check: bool = False, **options) -> None:
        stands = place(self.document)
        if write:
            stands.parent.mkdir(exist_ok=True)
            stands.write_text(self.page(), encoding="utf-8")
        elif not check:
            self.stdout.write(self.page(), ending="")
        elif not stands.exists() or stands.read_text(encoding="utf-8") != self.page():
            raise CommandError(f"docs/{self.document} is out of date: run python3 manage.py {self.name} --write")


class Command(Printed):
    help = "Prints the states of application, case and claim with their owners and moves (docs/states.md)."
    name, document = "diagrams", "states.md"

    def page(self) -> str:
        return page()
