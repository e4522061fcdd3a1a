"""manage.py tables: which editions of the code tables a node holds, and loading a file as the next edition."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from beian.editions import drafting, publishing, reading
from beian.editions.drafting import BadRow, NotDrafted
from beian.editions.models import Draft
from beian.filing.canonical import CanonicalError, digest, parse
from beian.people import scope
from beian.people.grants import roles_of
from beian.people.models import User
from beian.people.scope import Actor, Reach
from beian.reference import tables


class Command(BaseCommand):
    help = (
        "Lists the code tables of a node with the edition that it holds, or loads a file as the next edition and sends it down. "
        "Examples: tables · tables --node province:11 · tables load owner_natures --file natures.json --by wang --note '某号通知' · "
        "tables load calendar --by wang --note '随新版本' (without --file: the table as this release packages it)"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", nargs="?", default="list", choices=["list", "load"])
        parser.add_argument("name", nargs="?", default="", help="the table: owner_natures, calendar, rules.33")
        parser.add_argument("--node", default="ministry")
        parser.add_argument("--file", type=Path, help="rows in the form of beian/reference/data/*.json")
        parser.add_argument("--by", default="", help="the account of the officer who answers for it")
        parser.add_argument("--note", default="", help="the notice or decision that it rests on")
        parser.add_argument(
            "--from", dest="start", type=date.fromisoformat, help="of a rule pack: the day it takes effect"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args, what: str, node: str, **options) -> None:
        if not scope.NODE.fullmatch(node):
            raise CommandError(f"not a node: {node} (ministry, province:11, provider:p01)")
        with scope.enter(node, Reach.STAFF, Actor.service("tables")):
            self.show(node) if what == "list" else self.load(**options)

    def show(self, node: str) -> None:
        """One line per table: name, edition, rows, digest, and whether this release packages other rows."""
        packs = [name for name in reading.held(node) if name.startswith(tables.PACK)]
        for name in (*tables.NAMES, *sorted(packs)):
            rows = [tables.plain(row) for row in drafting.current(name).rows]
            packaged = [tables.plain(row) for row in tables.packaged(name).rows]
            other = "" if rows == packaged else "  (differs from this release)"
            self.stdout.write(
                f"{name:<22}{reading.version_of(name):>4}{len(rows):>7}  {digest({'rows': rows}).hex()[:12]}{other}"
            )

    def load(self, *, name: str, file: Path | None, by: str, note: str, start: date | None, dry_run: bool, **_) -> None:
        if start and not name.startswith(tables.PACK):
            raise CommandError("--from: only a rule pack takes effect on a day; a code table counts at once")
        rows, officer = self.rows(name, file), User.objects.filter(username=by).first()
        if officer is None or not note:
            raise CommandError("say who answers for it (--by, an account at this node) and on what it rests (--note)")
        answers = {"by": officer, "roles": roles_of(officer)[0], "now": timezone.now()}
        if Draft.objects.filter(name=name).exists():
            raise CommandError(f"somebody works on a draft of {name}: publish or discard it first")
        try:
            draft = drafting.begin(name=name, **answers)
            draft = drafting.put_all(draft=draft, rows=rows, revision=draft.revision, **answers)
            self.publish(draft, note, start, dry_run, answers)
        except (BadRow, NotDrafted, PermissionDenied) as refusal:
            raise CommandError(str(refusal)) from refusal

    def publish(self, draft: Draft, note: str, start: date | None, dry_run: bool, answers: dict) -> None:
        for change in drafting.differences(draft):
            self.stdout.write(f"{change.kind:<8}{change.key[0]}  {'; '.join(member for member, *_ in change.members)}")
        if dry_run:
            drafting.discard(draft=draft, revision=draft.revision, roles=answers["roles"])
            return
        edition = publishing.publish(draft=draft, note=note, in_force_from=start, revision=draft.revision, **answers)
        self.stdout.write(f"{edition.name} {edition.version} {edition.digest[:12]}")

    def rows(self, name: str, file: Path | None) -> list[dict]:
        """The rows of the file, or of the table as packaged."""
        try:
            if file is None:
                return [tables.plain(row) for row in tables.packaged(name).rows]
            rows = parse(file.read_bytes())
        except KeyError as unknown:
            raise CommandError(str(unknown.args[0])) from unknown
        except (OSError, CanonicalError) as wrong:
            raise CommandError(f"{file}: {wrong}") from wrong
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise CommandError(f"{file}: a list of rows is wanted")
        return rows
