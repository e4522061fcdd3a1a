"""`manage.py test`: every test, in parts that suit them; or just what the arguments name, as pytest reads them."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from beian.engines import EngineError, using

WORKERS = "2"
NOTHING_COLLECTED = 5
RIGHTS = """
SELECT rolname, current_setting('server_version_num')::int, rolcreatedb OR rolsuper, rolcreaterole OR rolsuper
FROM pg_roles WHERE rolname = current_user
"""


@dataclass(frozen=True)
class Part:
    """Some of the tests, and how pytest is to run them."""

    title: str
    marks: str
    options: tuple[str, ...] = ()


PARTS = (
    Part("fast", "not fault and not browser and not bench and not whole", ("-n", WORKERS, "--dist", "worksteal")),
    Part("whole", "whole", ("-n", WORKERS, "--dist", "worksteal")),
    Part("faults", "fault", ("-n", WORKERS, "--dist", "worksteal")),
    Part("browser", "browser and not fault", ("-n", WORKERS, "--dist", "loadgroup")),
)


@dataclass
class Outcome:
    """How one part ended: pytest's exit code and its tests by result."""

    title: str
    code: int
    counts: Counter = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        """Whether the part holds; a part without tests does."""
        return self.code in (0, NOTHING_COLLECTED) and not self.counts["failed"]


class Command(BaseCommand):
    help = "Runs every test (fast, whole, faults, browser), or what is named: manage.py test tests/filing -k domain"
    requires_system_checks: list = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand the arguments on untouched: they are pytest's, not Django's."""
        if {"-h", "--help"} & set(argv[2:]):
            self.stdout.write(f"{self.help}\nEverything behind `test` goes to pytest.")
            return
        sys.exit(run(argv[2:]))

    def handle(self, *arguments: str, **options) -> None:
        """For `call_command("test", …)`."""
        if code := run(list(arguments)):
            raise CommandError(f"tests failed (exit code {code})", returncode=code)


def run(arguments: list[str]) -> int:
    """Run the parts, or one part with the arguments given; returns the exit code and prints the count last."""
    if refusal := unusable(os.environ):
        print(refusal, file=sys.stderr)
        return 1
    parts = [Part("chosen", "")] if arguments else list(PARTS)
    environment = {**os.environ, "BEIAN_TESTING": "1"}
    environment.pop("BEIAN_LOCAL", None)
    try:
        with using(Path(settings.BASE_DIR), testing=True, environment=environment):
            outcomes = [run_part(part, arguments, environment) for part in parts]
    except EngineError as error:
        print(error, file=sys.stderr)
        return 1
    return summary(outcomes)


def unusable(environment: Mapping[str, str]) -> str | None:
    """Why the outside database that the environment names cannot serve tests; None when it can, or none is named."""
    if not environment.get("DATABASE_URL"):
        return None
    if not environment.get("DATABASE_OWNER_URL"):
        return "DATABASE_URL is set without DATABASE_OWNER_URL, whose login makes the tests' databases: set both or neither."
    try:
        with closing(psycopg2.connect(environment["DATABASE_OWNER_URL"])) as line, line.cursor() as cursor:
            cursor.execute(RIGHTS)
            name, release, *rights = cursor.fetchone()
    except psycopg2.OperationalError as error:
        return f"DATABASE_OWNER_URL does not answer: {error}".strip()
    if not 15 <= release // 10000 <= 18:
        return f"PostgreSQL {release // 10000} serves DATABASE_OWNER_URL: tests need 15, 16, 17 or 18."
    lacking = [word for word, held in zip(("CREATEDB", "CREATEROLE"), rights, strict=True) if not held]
    if lacking:
        return f'The login "{name}" of DATABASE_OWNER_URL needs more: ALTER ROLE "{name}" {" ".join(lacking)};'
    return None


def run_part(part: Part, arguments: list[str], environment: dict[str, str]) -> Outcome:
    """One run of pytest; its results are read from its report, not from its words."""
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", "pytest", *part.options, f"--junit-xml={report}", *arguments]
        if part.marks:
            command += ["-m", part.marks]
            print(f"\n== {part.title}", flush=True)
        code = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=False).returncode
        return Outcome(part.title, code, counted(report))


def counted(report: Path) -> Counter:
    """Tests by result: passed, failed (errors are failures) and skipped."""
    counts: Counter = Counter()
    if report.exists():
        for case in ElementTree.parse(report).iter("testcase"):
            results = {child.tag for child in case}
            counts["failed" if results & {"failure", "error"} else "skipped" if "skipped" in results else "passed"] += 1
    return counts


def summary(outcomes: list[Outcome]) -> int:
    """Say how each part and all of it ended; the last line is the plain count."""
    total = sum((outcome.counts for outcome in outcomes), Counter())
    print()
    for outcome in outcomes:
        ended = "good" if outcome.good else f"NOT GOOD (pytest ended with {outcome.code})"
        print(f"{outcome.title}: {sum(outcome.counts.values())} tests, {ended}")
    good = all(outcome.good for outcome in outcomes) and total["passed"] > 0
    if not sum(total.values()):
        print("No test ran.")
    # A part that broke off without naming a test has failed all the same, and the count must say so.
    failed = total["failed"] or (0 if good else 1)
    print(f"{total['passed']} passed, {failed} failed, {total['skipped']} skipped", flush=True)
    return 0 if good else next((outcome.code for outcome in outcomes if not outcome.good and outcome.code), 1)
