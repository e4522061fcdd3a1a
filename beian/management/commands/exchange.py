"""manage.py exchange verify | pump | status | reconcile | listen: the exchange from the operator's side, and its listener."""

import signal
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from beian.exchange import chains, listening, pumping, reconciling, rings, standing
from beian.people import checks

REMEDIES = {
    "here": "{node} sends it again: --resend",
    "there": "{peer} sends it again",
    "look": "an officer has to look: whoever decides does not hold it",
}


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
        does.add_parser("status", help="numbers, heads and lag of every channel, and whether anybody listens")
        reconcile = does.add_parser(
            "reconcile",
            help="compare the registers with those who hold them too, and name what differs; exit 1 if anything does",
        )
        reconcile.add_argument("--node", default="", help="only registers of this node, for example province:11")
        reconcile.add_argument("--channel", default="", metavar="PEER", help="only with this node at the other end")
        reconcile.add_argument("--pause", type=float, default=reconciling.PAUSE, help="seconds before a second look")
        reconcile.add_argument(
            "--resend", action="store_true", help="send again what the other end lacks, where this end decides"
        )
        listen = does.add_parser("listen", help="stay, and move messages the moment they are written; SIGTERM ends it")
        listen.add_argument("--threads", type=int, default=listening.THREADS, help="so many nodes at once")

    def handle(self, *args, does: str, node: str = "", threads: int = 0, **options) -> None:
        if does == "listen":
            return self.listen(threads)
        if does == "reconcile":
            return self.reconcile(node, **options)
        getattr(self, does)(node)

    def listen(self, threads: int) -> None:
        """Lead or stand by until SIGTERM or SIGINT; what is in hand is finished first."""
        if not 1 <= threads <= 64:
            raise CommandError("--threads: between 1 and 64")
        try:
            checks.at_start()
        except ImproperlyConfigured as refusal:
            raise CommandError(str(refusal)) from None
        sys.setswitchinterval(0.001)  # a thread that its database has answered waits no longer than this for its turn
        with listening.Crew(threads) as crew:
            listener = listening.Listener(crew)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, listener.stop)
            listener.run()

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
        self.stdout.write("a listener leads" if rings.listened() else "nobody listens: the broker rings the workers")

    def reconcile(self, node: str, *, channel: str, pause: float, resend: bool, **options) -> None:
        """A line per comparison, a line per record that differs; every comparison is kept and stands on the node's page."""
        served = reconciling.nodes()
        if node and node not in served:
            raise CommandError(f"not a node served here: {node}")
        reports = [
            report
            for name in ([node] if node else served)
            for report in reconciling.reconcile(name, now=timezone.now(), peer=channel, pause=pause)
        ]
        if not reports:
            raise CommandError("nothing to compare: see --node and --channel")
        for report in reports:
            self.told(report)
            if resend and (sent := reconciling.mend(report)):
                self.stdout.write(f"  {sent} sent again to {report.peer}")
        apart = [report for report in reports if not report.agrees]
        records = sum(report.records for report in reports)
        if apart:
            raise CommandError(f"{len(apart)} of {len(reports)} comparisons do not agree ({records} records)")
        self.stdout.write(f"{len(reports)} comparisons, {records} records: ok")

    def told(self, report: reconciling.Reconciliation) -> None:
        head = f"{report.node} ~ {report.peer} {report.register}"
        if report.trouble:
            self.stderr.write(self.style.ERROR(f"{head}: not compared: {report.trouble}"))
        for one in report.differences:
            by = reconciling.remedy(report.node, report.register, one["kind"])
            line = f"{head}: {one['number']} {one['kind']} ({REMEDIES[by].format(node=report.node, peer=report.peer)})"
            self.stderr.write(self.style.ERROR(line))
        if report.differing > len(report.differences):
            self.stderr.write(self.style.ERROR(f"{head}: {report.differing} differ in all"))
