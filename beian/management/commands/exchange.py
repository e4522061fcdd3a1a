"""manage.py exchange verify | pump | status: the exchange from the operator's side."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from beian.exchange import chains, pumping, standing


class Command(BaseCommand):
    help = "Verifies the chains of the exchange, moves waiting messages, or shows how far each channel is."

    def add_arguments(self, parser: CommandParser) -> None:
        does = parser.add_subparsers(dest="does", required=True)
        verify = does.add_parser(
            "verify", help="recompute every chain at both ends and name the first broken link; exit 1 if any"
        )
        verify.add_argument("--node", default="", help="only channels of this node, for example province:11")
        pump = does.add_parser("pump", help="apply and relay what waits, without workers")
        pump.add_argument("--node", default="", help="only this node")
        does.add_parser("status", help="numbers, heads and lag of every channel")

    def handle(self, *args, does: str, node: str = "", **options) -> None:
        getattr(self, does)(node)

    def verify(self, node: str) -> None:
        report = chains.verify(node)
        for broken in report.broken:
            self.stderr.write(self.style.ERROR(str(broken)))
        counts = f"{report.channels} channels, {report.messages} messages, {report.receipts} receipts"
        if report.broken:
            raise CommandError(f"{len(report.broken)} broken of {counts}")
        self.stdout.write(f"{counts}: ok")

    def pump(self, node: str) -> None:
        moved = pumping.pump(node) if node else pumping.drain()
        self.stdout.write(f"{moved} moved")

    def status(self, node: str) -> None:
        for line in standing.everywhere():
            self.stdout.write(line.shown())
