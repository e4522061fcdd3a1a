"""A world with something to hide: records of province:11, provider:p01 and one owner, a canary in every text, and people from elsewhere."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from beian import exchange
from beian.demo import invented
from beian.editions.models import Edition
from beian.evidence.lists import DisposalLine, DisposalList
from beian.evidence.models import EvidenceFile
from beian.exchange.models import InboxMessage
from beian.filing.reasons import reason
from beian.notices.delivery import deliver
from beian.pages import saved
from beian.pages.jobs import files, orders
from beian.pages.jobs.models import Job, PartKind
from beian.people import scope
from beian.people.models import User
from beian.people.roles import ROLES
from beian.people.scope import Actor, Reach
from ministry.public import office
from ministry.supervision import blacklist
from provider.applications import transitions as owners
from provider.applications.models import Application
from provider.counter import contacts
from provider.counter import transitions as counter
from province.cases import certifying, library
from province.cases import transitions as reviewers
from province.cases.certificates import Certificate
from province.cases.models import Case
from province.register.models import Subject
from province.supervision import publishing
from tests.beian.filing.drafts import company
from tests.cast import Cast, signin_session
from tests.provider.stories import application_at
from tests.province.rules.stories import Bureau
from tests.province.stories import settle
from tests.scope import expected, inspected

if TYPE_CHECKING:
    from tests.scope.addresses import Address

PROVIDER, PROVINCE, MINISTRY = "provider:p01", "province:11", "ministry"
HOMES = {"provider": PROVIDER, "province": PROVINCE, "ministry": MINISTRY}
ELSEWHERE = {"provider": "provider:p02", "province": "province:33", "ministry": MINISTRY}
OWNER, NEIGHBOUR = "13800138000", "13700137000"
TELLER = Actor.service("story")
# Signs that stand in no message of ours and in no rule; so many that no canary stands by chance inside another.
_SIGNS = "澄沐峤岚渊骅翊珩琅邈璟瑄玥璇珞琬琰瑾璨滢漪澜湉泓涵淇湘沅沁嵘崴嵩峻岱峥骏骐骥骁翎翀翱翃煜熠焓炜烨烜邺郦鄞郯"
# How far each application has come; `reviewed` lies with the province, `granted` has its number.
STATES = ("draft", "submitted", "prechecked", "verified", "returned", "reviewed", "granted")


@dataclass
class Canaries:
    """Texts found nowhere else. `secret` is nobody's but its people's; `published` a granted filing shows to everybody."""

    secret: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    dice: random.Random = field(default_factory=random.Random)

    def han(self, kept: list[str], length: int = 7) -> str:
        return self._keep(kept, "".join(self.dice.sample(_SIGNS, k=length)))

    def letters(self, kept: list[str]) -> str:
        return self._keep(kept, "".join(self.dice.choices("bcdfghjkmnpqrstvwxz", k=14)))

    def digits(self, kept: list[str], begin: str, length: int) -> str:
        return self._keep(kept, begin + "".join(self.dice.choices("0123456789", k=length)))

    def _keep(self, kept: list[str], text: str) -> str:
        kept.append(text)
        return text

    @property
    def all(self) -> list[str]:
        return self.secret + self.published


def document(canaries: Canaries, *, published: bool, province: str = "11") -> dict:
    """A whole filing with a canary in every text; what a granted filing publishes is kept apart."""
    secret, shown = canaries.secret, canaries.published if published else canaries.secret
    mended = invented.owner(str(canaries.dice.random()))
    secret += [mended.credit_code, mended.resident_id]
    principal = {
        "name": f"王{canaries.han(secret, 5)}",
        "certificate": {"type": 2, "number": mended.resident_id},
        "mobile": canaries.digits(secret, "139", 8),
        "phone": f"010-6{canaries.digits(secret, '', 7)}",
        "email": f"{canaries.letters(secret)}@example.cn",
        "emergency_phone": canaries.digits(secret, "136", 8),
    }
    domain = f"{canaries.letters(shown)}.cn"
    data = company()
    data["subject"] |= {
        "name": f"北京{canaries.han(shown)}科技有限公司",
        "certificate": {
            "type": 1,
            "number": mended.credit_code,
            "address": f"北京市海淀区{canaries.han(secret)}路27号",
        },
        "principal": principal,
        "remark": f"备注{canaries.han(secret)}",
    }
    data["subject"]["address"] |= {"detail": f"{canaries.han(secret)}路18号3层"}
    if province == "33":
        data["subject"]["address"] |= {"province": "33", "city": "330100", "county": "330106"}
    data["sites"][0] |= {
        "name": f"{canaries.han(shown)}产品展示",
        "home_url": f"http://www.{domain}/",
        "domains": [domain],
        "remark": f"说明{canaries.han(secret)}",
        "principal": principal,
    }
    return data


@dataclass(frozen=True)
class Visitor:
    """Somebody at a browser: who he is, where he belongs, what he may do there, and his session."""

    label: str
    node: str
    roles: frozenset[str]
    session: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False), compare=False)

    def holds(self, roles: frozenset[str]) -> bool:
        return bool(self.roles & roles)

    def ask(self, method: str, path: str, data: dict | None = None) -> HttpResponse:
        """One request by a browser that shows its session everywhere, also where the cookie's path would keep it back."""
        self.client.cookies.clear()
        if self.session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return self.client.post(path, data or {}) if method == "POST" else self.client.generic(method, path)


class World:
    """The records, told by the real verbs over all three tiers, and their addresses' arguments."""

    def __init__(self, cast: Cast, states: tuple[str, ...] = STATES) -> None:
        self.cast, self.canaries = cast, Canaries()
        self.applications: dict[str, UUID] = {}
        self._admitted: dict[tuple[str, str], Visitor] = {}
        for state in states:
            self.applications[state] = self._application(state)
        self.applications["behalf"] = self._behalf()
        exchange.drain()
        self._review()
        self._rule()
        self._reason()
        self._list()
        self._announce()
        self._work()
        inspected.tell(self)
        expected.tell(self)
        for node in (PROVIDER, PROVINCE):
            deliver(node, now=timezone.now())
        self._read()
        self.told_at_home = len(self.canaries.secret)

    def _application(self, state: str, province: str = "11") -> UUID:
        told = document(self.canaries, published=state == "granted", province=province)
        far = {"returned": "submitted", "reviewed": "reported", "granted": "reported"}.get(state, state)
        found = application_at(far, self.cast, document=told, mobile=OWNER)
        if state == "returned":
            self._send_back(found)
        return found.uuid

    def _behalf(self) -> UUID:
        """A clerk fills in for the owner, who has agreed; and has called somebody about another application."""
        told, owner = document(self.canaries, published=False), self.cast.owner(PROVIDER, OWNER)
        clerk, now = self.cast.person("provider_clerk", PROVIDER), timezone.now()
        with self.cast.acting(clerk):
            begun = owners.start_draft(owner=owner, values={"subject": told["subject"]}, now=now, on_behalf=True)
            if "submitted" in self.applications:
                contacts.note_call(
                    application=Application.objects.get(uuid=self.applications["submitted"]),
                    item="subject.principal.mobile",
                    outcome="reached",
                    note=self.canaries.han(self.canaries.secret),
                    by=clerk,
                    now=now,
                )
            return begun.uuid

    def _send_back(self, found: Application) -> None:
        words = reason(
            item="subject.name",
            code="other",
            text=f"名称{self.canaries.han(self.canaries.secret)}",
            suggestion=f"改为{self.canaries.han(self.canaries.secret)}",
        )
        with self.cast.acting(self.cast.person("provider_clerk", PROVIDER)):
            row = Application.objects.get(uuid=found.uuid)
            counter.return_precheck(application=row, reasons=[words], now=timezone.now())

    def _review(self) -> None:
        """The granted one is approved by somebody whose name is a canary too."""
        if "granted" not in self.applications:
            return
        name = self.canaries.han(self.canaries.secret)
        with self.cast.acting(self.cast.person("province_reviewer", PROVINCE, name)):
            case = Case.objects.get(application=self.applications["granted"])
            reviewers.approve(case=case, by=self.cast.person("province_reviewer", PROVINCE, name), now=timezone.now())
        settle()
        certifying.make_waiting(PROVINCE, now=timezone.now())
        exchange.drain()

    def _rule(self) -> None:
        """The bureau has announced an edition of its rules, works on the next one, and has tried it."""
        bureau = Bureau(self.cast, PROVINCE).begin()
        bureau.add()
        bureau.publish(timezone.localdate() + timedelta(days=300))
        bureau.begin().add(p_years="80")
        self.trial = bureau.tried().pk
        with scope.enter(PROVINCE, Reach.STAFF, TELLER):
            self.edition = Edition.objects.latest("version").pk

    def _reason(self) -> None:
        """The bureau has a reason of its own for sending filings back."""
        keeper, words = self.cast.person("province_supervisor", PROVINCE, "理由维护人"), self.canaries.secret
        with self.cast.acting(keeper):
            kept = library.add(
                by=keeper,
                now=timezone.now(),
                item="",
                label=f"理由{self.canaries.han(words)}",
                text=f"说明{self.canaries.han(words)}",
                suggestion=f"改法{self.canaries.han(words)}",
                article="R20(1)",
            )
        self.reason = kept.number

    def _announce(self) -> None:
        """The bureau and the ministry have published a notice each: everybody reads it, its own people keep it."""
        with scope.enter(PROVINCE, Reach.STAFF, TELLER):
            ours = publishing.publish(title="系统升级公告", text="周六升级。", on=timezone.localdate())
        with scope.enter(MINISTRY, Reach.STAFF, TELLER):
            theirs = office.publish(title="部级公告", text="全文。", on=timezone.localdate())
        exchange.drain()
        self.notices = {PROVINCE: ours.uuid, MINISTRY: theirs.uuid, "": theirs.uuid}

    def _list(self) -> None:
        """An officer of the ministry has put something on the blacklist, for a reason of its own; another one may confirm it."""
        officer = self.cast.person("ministry_supervisor", "ministry", "先提出的人")
        words = self.canaries.han(self.canaries.secret)
        with self.cast.acting(officer):
            self.listed = blacklist.propose(
                kind="site",
                key=words,
                shown=words,
                province="11",
                reason=f"原因{self.canaries.han(self.canaries.secret)}",
                letter="",
                from_day=timezone.localdate(),
                until_day=None,
                by=officer,
                now=timezone.now(),
            ).pk

    def _work(self) -> None:
        """Whoever a node's long jobs admit has one that is done, with both files, and a saved view."""
        self.jobs, self.views, self.lists = {}, {}, {}
        for node in HOMES.values():
            person, words = self.cast.person("audit_admin", node), self.canaries.han(self.canaries.secret)
            with self.cast.acting(person):
                now = timezone.now()
                job = orders.start(kind="export", title=words, parameters={}, by=person, now=now)
                for kind in (PartKind.FILE, PartKind.REFUSED_FILE):
                    files.keep(job, kind, words.encode(), name="a.csv", media_type="text/csv; charset=utf-8")
                Job.objects.filter(pk=job.pk).update(state="done", ended_at=now)
                view = saved.save(user=person, table="t", name=words, query=f"name={words}", now=now)
                self.jobs[node], self.views[node] = job.pk, view.pk
                made = DisposalList.objects.create(digest="0" * 64, filings=1, files=0, drawn_by=person)
                gone = {"application": uuid4(), "record": 1, "ended_on": timezone.localdate(), "digests": []}
                DisposalLine.objects.create(list=made, trouble=words, **gone)
                self.lists[node] = made.pk

    def _read(self) -> None:
        """The numbers of what came of it."""
        self.evidence, self.messages, self.number = {}, {}, ""
        for node in HOMES.values():
            with scope.enter(node, Reach.STAFF, TELLER):
                self.messages[node] = InboxMessage.objects.order_by("id").values_list("pk", flat=True).first()
                self.evidence[node] = EvidenceFile.objects.order_by("id").values_list("uuid", flat=True).first()
        with scope.enter(PROVIDER, Reach.STAFF, TELLER):
            papers = EvidenceFile.objects.filter(application=self.applications.get("granted"))
            self.paper = papers.order_by("id").values_list("uuid", flat=True).first()
        with scope.enter(PROVINCE, Reach.STAFF, TELLER):
            self.token = Certificate.objects.values_list("token", flat=True).first()
            sheets = EvidenceFile.objects.filter(application=self.applications.get("reviewed"))
            self.sheet = sheets.filter(purpose="verification_sheet").values_list("uuid", flat=True).first()
            self.cases = dict(Case.objects.values_list("application", "pk"))
            subject = Subject.objects.first()
            self.subject, self.number = (subject.pk, subject.number) if subject else (None, "")
        self.domain = f"{self.canaries.published[-2]}.cn" if "granted" in self.applications else ""
        with scope.enter(PROVIDER, Reach.SYSTEM, TELLER):
            self.owner = User.objects.get(mobile_digest__isnull=False)

    # ---- people

    def rightful(self, node: str, role: str) -> Visitor:
        """Whoever of this role the records at `node` belong to."""
        user = self.owner if role == "site_owner" else self.cast.person(role, node)
        return self._visitor(user, role)

    @cached_property
    def nobody(self) -> Visitor:
        return Visitor("nobody", "", frozenset())

    def anybody(self, address: Address) -> Visitor:
        """Somebody whom this page of a tier admits, the same each time; nobody where everybody may come."""
        here = [role for role in sorted(address.access.roles) if address.tier in ROLES[role].tiers]
        if not here:
            return self.nobody
        key = (HOMES[address.tier], here[0])
        if key not in self._admitted:
            self._admitted[key] = self.rightful(*key)
        return self._admitted[key]

    def strangers(self) -> list[Visitor]:
        """Every role at another node of each tier, another owner there, and another owner at home."""
        met = []
        for tier, node in ELSEWHERE.items():
            roles = [code for code, role in ROLES.items() if tier in role.tiers and code != "site_owner"]
            met += [self._visitor(self.cast.person(role, node), role) for role in roles]
        return met + [self.other_owner("provider:p02", "13600136000"), self.other_owner(PROVIDER, NEIGHBOUR)]

    def strangers_with_business(self) -> list[Visitor]:
        """Those among them whom a page might admit: the others are turned away by their role before any record is asked for."""
        busy = {"provider_clerk", "provider_verifier", "province_reviewer", "operations", "site_owner"}
        return [visitor for visitor in self.strangers() if visitor.roles & busy]

    def other_owner(self, node: str, mobile: str) -> Visitor:
        return self._visitor(self.cast.owner(node, mobile), "site_owner")

    def _visitor(self, user: User, role: str) -> Visitor:
        return Visitor(f"{role} of {user.node}", user.node, frozenset({role}), signin_session(user).session_key)
