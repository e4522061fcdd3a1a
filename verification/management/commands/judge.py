"""manage.py judge KIND < in.jsonl > out.jsonl: the platform's own rules, one JSON object a line (docs/judge.md)."""

import os
import sys
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from beian.reference.clocks import SHANGHAI
from verification.judge import fields, lines
from verification.judge.kinds import KINDS


class Command(BaseCommand):
    help = "Judges one JSON object a line from standard input by the platform's own rules; answers on standard output."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS), metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("--list", action="store_true", help="print the names that the kind field knows")

    def handle(self, *args, kind: str, list: bool = False, **options) -> None:
        if not list:
            return self._judge(kind)
        if kind != "field":
            raise CommandError("only the kind field has a list of names", returncode=2)
        self.stdout.write("\n".join(fields.listed()))

    def _judge(self, kind: str) -> None:
        today = datetime.now(SHANGHAI).date()
        out = sys.stdout.buffer
        try:
            with translation.override("zh-hans"):
                for answer in lines.answers(KINDS[kind], lines.lines_of(sys.stdin.buffer), today):
                    out.write(answer + b"\n")
                    out.flush()
        except (
            BrokenPipeError
        ):  # the reader has seen enough; nothing is left to be said at the end of the process either
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
