from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from beian.papers import verifying
from beian.people import scope
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach

MOST_BYTES = 64 * 1024 * 1024


class Command(BaseCommand):
    help = "Check sealed papers: papers verify FILE says whose seal a PDF bears and whether it is still the file that was sealed."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="whose seal, and whether the file is still what was sealed")
        verify.add_argument("file", type=Path)
        verify.add_argument(
            "--node", default=MINISTRY, help="the node at which its key is looked up (default: ministry)"
        )

    def handle(self, **options):
        found = verifying.look(_read(options["file"]))
        if scope.NODE.fullmatch(options["node"]) is None:
            raise CommandError(f"no node is called {options['node']!r}: ministry, province:11, provider:p01")
        with scope.enter(options["node"], Reach.STAFF, Actor.service("papers")):
            seal = verifying.told(found)
        if seal.node is not None and seal.signed_at is not None:
            self.stdout.write(f"sealed by {seal.node} at {timezone.localtime(seal.signed_at):%Y-%m-%d %H:%M:%S}")
        if not seal.holds:
            raise CommandError(seal.trouble)
        self.stdout.write("unchanged since, byte by byte")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise CommandError(f"{path} is larger than any paper of the platform")
    return data
