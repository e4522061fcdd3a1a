"""python3 manage.py demo: the whole platform on this machine, one filing carried through it, then pages to look at."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from beian.demo import population, stage
from beian.demo.browser import Refused
from beian.demo.invented import owner
from beian.demo.people import Person, offices
from beian.demo.servers import PortRefused, Servers, chosen_port
from beian.demo.walk import Walk
from beian.exchange.models import InboxMessage
from beian.filing import states
from beian.people.scope import Actor, Reach, enter

SHOWN_NODES = ("ministry", "province:11", "provider:p01")
SHOWN_STATES = ("returned", "prechecked", "under_review", "granted")
MOST_FILINGS = 9000


class Command(BaseCommand):
    help = "Prepare the demonstration, carry one filing through all three tiers, then serve on 127.0.0.1 (PORT, default 8000)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--once", action="store_true", help="stop after the filing; the last line is one JSON object"
        )
        parser.add_argument(
            "--filings", type=int, default=1000, metavar="N", help="so many invented filings in every state; 0 for none"
        )

    def handle(self, *args, once: bool, filings: int, **options) -> None:
        if not 0 <= filings <= MOST_FILINGS:
            raise CommandError(f"--filings: between 0 and {MOST_FILINGS}")
        started = process_start()
        try:
            port = chosen_port(os.environ.get("PORT", ""))
        except PortRefused as refused:
            raise CommandError(str(refused)) from refused
        people = self.prepare()
        servers = Servers(port=port, logs=settings.DATA_DIR / "logs", filings=filings)
        try:
            with servers.serving():
                result = self.walk(port)
                if once:
                    result["seconds"] = round(time.time() - started, 1)
                else:
                    self.serve(servers, people, port, filings)
        except (Refused, RuntimeError) as failure:
            raise CommandError(str(failure)) from failure
        if once:
            self.stdout.write(json.dumps(result, ensure_ascii=False))

    def prepare(self) -> list[Person]:
        self.say("准备数据库 …")
        call_command("migrate", database="owner", verbosity=0)
        self.password = stage.password(settings.DATA_DIR / "secrets" / "demo-password")
        people = stage.prepare(password=self.password, now=timezone.now())
        population.begin(timezone.now(), offices=offices())
        self.say(f"{len({person.node for person in people})} 个系统、{len(people)} 个账号已就绪")
        return people

    def walk(self, port: int) -> dict:
        """One filing by a client that holds only the printed sign-ins; what came of it."""
        walk = Walk(
            base=f"http://127.0.0.1:{port}",
            owner=owner(f"{time.time_ns()}"),
            password=self.password,
            say=self.say,
        )
        self.say(f"网站 {walk.base}，工作人员口令 {self.password}")
        result = walk.run()
        application = result.pop("application")
        return result | {"messages": applied(application)}

    def serve(self, servers: Servers, people: list[Person], port: int, filings: int) -> None:
        """Serve until Ctrl+C; what fills the pages is made meanwhile."""
        self.print_sign_ins(people, port)
        try:
            if filings:
                self.populate(servers, filings, port)
            self.say("演示已就绪。按 Ctrl+C 停止。")
            while True:
                time.sleep(1)
                servers.check()
        except KeyboardInterrupt:
            self.say("正在停止 …")

    def populate(self, servers: Servers, filings: int, port: int) -> None:
        """Filings of the last weeks, in every state; those that are there already are left as they are."""
        self.say("")
        self.say(f"正在准备 {filings} 份虚构的备案（近两个月、各种状态）。页面已经可以浏览，请等准备好后再提交申请。")
        os.environ.update(servers.sources)  # the hands that make the past ask the same sources
        with servers.without_movers():
            report = population.fill(filings, offices=offices(), now=timezone.now(), say=self.say)
        states = "、".join(f"{name_of(state)} {many}" for state, many in report.states.most_common())
        self.say(
            f"{sum(report.states.values())} 份备案已就绪（本次 {report.steps} 步，{report.seconds:.0f} 秒）：{states}"
        )
        for state in SHOWN_STATES:
            if plan := report.owners.get(state):
                address = f"http://127.0.0.1:{port}/provider/{plan.provider.partition(':')[2]}/"
                self.say(f"“{name_of(state)}”的主办者  手机号 {plan.mobile}  {address}")

    def print_sign_ins(self, people: list[Person], port: int) -> None:
        base = f"http://127.0.0.1:{port}"
        self.say("")
        self.say(f"公共查询       {base}/query/")
        self.say(f"网站主办者     {base}/provider/p01/   （任意手机号登录，短信见 {base}/provider/p01/mailbox/）")
        for person in people:
            if person.node in SHOWN_NODES:
                self.say(f"{base}{person.address:<34} {person.username:<16} {person.name}")
        self.say(f"口令都是       {self.password}")
        self.say("其他省和服务商的地址相同，只换编号（province/33、provider/p02）。")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def name_of(state: str) -> str:
    return str(states.APPLICATION.states[state].label)


def applied(application: str) -> int:
    """How many distinct envelopes of this application have taken effect, over the three nodes of the walk."""
    found: set = set()
    for node in SHOWN_NODES:
        with enter(node, Reach.STAFF, Actor.service("demo")):
            found |= set(InboxMessage.objects.filter(key=application, state="applied").values_list("uuid", flat=True))
    return len(found)


def process_start() -> float:
    """When this process began, seconds since 1970: installing packages on the first run counts as well."""
    try:
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        boot = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime"))
    except (OSError, StopIteration):
        return time.time()
    return int(boot.split()[1]) + ticks / os.sysconf("SC_CLK_TCK")
