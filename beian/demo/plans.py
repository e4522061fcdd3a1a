"""What becomes of the demonstration's filings: who hands in what, where each has got to, and the steps on which days led there.

A plan is made from its number alone. A step names the state and round in which it finds its application, so that doing it twice is
doing it once, and a filing that somebody has meanwhile moved on is left alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from beian.demo import documents
from beian.demo.people import Office

SHANGHAI = ZoneInfo("Asia/Shanghai")

# Of a thousand: fate → how many. The rest is granted.
SHARES = {
    "draft": 55,
    "submitted": 75,
    "submitted_late": 25,
    "prechecked": 95,
    "verified": 25,
    "under_review": 105,
    "under_review_late": 35,
    "returned_precheck": 40,
    "returned_desk": 20,
    "returned_review": 45,
    "conflicted": 20,
    "withdrawn": 30,
    "lapsed": 30,
}
# Fate → how many days ago its last step was made, at the least and at the most.
LAST = {
    "draft": (0, 25),
    "submitted": (0, 4),
    "submitted_late": (9, 20),
    "prechecked": (0, 24),
    "verified": (0, 3),
    "under_review": (0, 24),
    "under_review_late": (34, 44),
    "returned_precheck": (0, 25),
    "returned_desk": (0, 25),
    "returned_review": (0, 25),
    "conflicted": (0, 25),
    "withdrawn": (1, 50),
    "lapsed": (34, 45),
    "granted": (0, 56),
}
# Verb → the state that it finds; "mend" hands in again what was returned.
FINDS = {
    "draft": "",
    "submit": "draft",
    "pass_precheck": "submitted",
    "return_precheck": "submitted",
    "visit": "prechecked",
    "return_visit": "prechecked",
    "report": "verified",
    "approve": "under_review",
    "send_back": "under_review",
    "mend": "returned",
    "withdraw": "submitted",
}
# In the order of a day: what bureaus decide stands there since the day before.
HOURS = {
    "approve": 9,
    "send_back": 10,
    "mend": 11,
    "draft": 11,
    "submit": 12,
    "pass_precheck": 14,
    "return_precheck": 14,
    "withdraw": 15,
    "visit": 15,
    "return_visit": 15,
    "report": 17,
}
AT_BUREAU = ("approve", "send_back")
_UP_TO_REPORT = ("draft", "submit", "pass_precheck", "visit", "report")
_AGAIN = ("mend", "pass_precheck", "visit", "report")
ENDS = {
    "draft": ("draft",),
    "submitted": ("draft", "submit"),
    "submitted_late": ("draft", "submit"),
    "prechecked": _UP_TO_REPORT[:3],
    "verified": _UP_TO_REPORT[:4],
    "under_review": _UP_TO_REPORT,
    "under_review_late": _UP_TO_REPORT,
    "returned_precheck": ("draft", "submit", "return_precheck"),
    "returned_desk": (*_UP_TO_REPORT[:3], "return_visit"),
    "returned_review": (*_UP_TO_REPORT, "send_back"),
    "conflicted": _UP_TO_REPORT,
    "withdrawn": ("draft", "submit", "withdraw"),
    "lapsed": _UP_TO_REPORT[:3],
    "granted": (*_UP_TO_REPORT, "approve"),
}
# Days after which messages have gone round; a step that another node's word comes before lies at least so far from it.
WAVE = 3
# Days from the step before: at the least and at the most.
GAPS = {
    "submit": (0, 1),
    "pass_precheck": (0, 3),
    "return_precheck": (0, 3),
    "visit": (1, 6),
    "return_visit": (1, 6),
    "report": (0, 1),
    "approve": (WAVE, 13),
    "send_back": (WAVE, 13),
    "mend": (WAVE, 7),
    "withdraw": (0, 2),
}
# What is found fault with: item and code of the reason, and how the owner mends it (item → words put in its place).
FAULTS = (
    ("subject.address.detail", "address_incomplete"),
    ("sites.0.name", "site_name"),
    ("subject.principal.phone", "unreachable"),
    ("subject.certificate.address", "paper_differs"),
    ("owner_certificate", "paper_unclear"),
    ("desk_photo", "photo"),
)


@dataclass(frozen=True)
class Step:
    """One step of one filing: who acts is in the verb, `node` is where; `faults` are (item, code) of a return."""

    number: int
    verb: str
    node: str
    round: int
    moment: datetime
    mobile: str
    application: UUID | None = None
    faults: Sequence[tuple[str, str]] = ()
    document: dict[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """The state in which the step finds its application; empty for the first."""
        return FINDS[self.verb]


@dataclass(frozen=True)
class Plan:
    """A filing from its first day to the last one told of."""

    number: int
    fate: str
    provider: str
    province: str
    mobile: str
    steps: Sequence[Step]


def plans(many: int, *, offices: Sequence[Office], today: date) -> list[Plan]:
    """So many plans, ending today. Every province has its share, one in three subjects sits in its provider's own."""
    providers = [office for office in offices if office.node.startswith("provider:")]
    provinces = [office.province for office in offices if office.node.startswith("province:")]
    fates = _fates(many)
    made: list[Plan] = []
    for number in range(many):
        dice = random.Random(f"plan {number}")
        provider = providers[number % len(providers)]
        home = dice.randrange(3) == 0
        province = provider.province if home else provinces[number % len(provinces)]
        filing = documents.filing(
            number,
            province=province,
            provider=provider.node.partition(":")[2],
            servers=_servers(dice, provider, provinces),
        )
        document = filing.document
        if fates[number] == "conflicted":
            document = _rival(document, made, dice)
        steps = list(_steps(number, fates[number], provider.node, filing.mobile, document, dice, today))
        made.append(Plan(number, fates[number], provider.node, province, filing.mobile, steps))
    return made


def _fates(many: int) -> list[str]:
    """A fate per number in the proportions of SHARES; each at least once as soon as there is room for all."""
    counts = {fate: max(1, round(share * many / 1000)) for fate, share in SHARES.items()}
    named = [fate for fate, count in counts.items() for _turn in range(count)]
    fates = (named + ["granted"] * many)[:many] if many > len(named) else ["granted", *SHARES, *named][:many]
    random.Random("fates").shuffle(fates)
    if "conflicted" in fates and fates.index("conflicted") < _first_granted(fates):
        fates.sort(key=lambda fate: fate != "granted")  # a rival needs somebody to rival with
    return fates


def _first_granted(fates: list[str]) -> int:
    return fates.index("granted") if "granted" in fates else len(fates)


def _servers(dice: random.Random, provider: Office, provinces: list[str]) -> list[str]:
    """Where the servers stand: mostly in the provider's province, now and then elsewhere."""
    return [provider.province if dice.randrange(4) else dice.choice(provinces)]


def _rival(document: dict, earlier: Sequence[Plan], dice: random.Random) -> dict:
    """The same filing for a domain that a granted one holds."""
    holders = [plan for plan in earlier if plan.fate == "granted" and plan.steps[0].document["sites"][0]["domains"]]
    if not holders:
        return document
    domain = dice.choice(holders).steps[0].document["sites"][0]["domains"][0]
    site = document["sites"][0] | {
        "domains": [domain],
        "home_url": f"http://www.{domain}/",
        "ip_only": False,
        "addresses": [],
    }
    return document | {"sites": [site, *document["sites"][1:]]}


def _steps(
    number: int, fate: str, node: str, mobile: str, document: dict, dice: random.Random, today: date
) -> Iterator[Step]:
    verbs = _verbs(fate, dice)
    days = _days(verbs, fate, dice, today)
    round_ = 1
    for verb, day in zip(verbs, days, strict=True):
        yield Step(
            number=number,
            verb=verb,
            node=f"province:{document['subject']['address']['province']}" if verb in AT_BUREAU else node,
            round=round_,
            moment=_moment(day, verb, dice),
            mobile=mobile,
            faults=_faults(verb, dice),
            document=_brought(document, verb),
        )
        round_ += verb == "mend"


def _brought(document: dict, verb: str) -> dict:
    """What a step needs of the filing: the owner all of it, the desk the provider's own part."""
    return document if verb == "draft" else {"access": document["access"]} if verb == "visit" else {}


def _verbs(fate: str, dice: random.Random) -> tuple[str, ...]:
    """The way to this fate; one in ten that got so far was sent back on it, one in twenty twice."""
    verbs = ENDS[fate]
    if fate not in ("granted", "returned_review", "under_review"):
        return verbs
    luck = dice.randrange(20)
    detours = 2 if luck == 0 else 1 if luck < 3 else 0
    return verbs[:5] + ("send_back", *_AGAIN) * detours + verbs[5:]


def _days(verbs: Sequence[str], fate: str, dice: random.Random, today: date) -> list[date]:
    """The days of the steps, counted back from the last."""
    day = today - timedelta(days=dice.randint(*LAST[fate]))
    days = [day]
    for verb in reversed(verbs[1:]):
        day -= timedelta(days=dice.randint(*GAPS[verb]))
        days.append(day)
    return days[::-1]


def _moment(day: date, verb: str, dice: random.Random) -> datetime:
    return datetime.combine(day, time(HOURS[verb], dice.randrange(60), dice.randrange(60)), SHANGHAI)


def _faults(verb: str, dice: random.Random) -> Sequence[tuple[str, str]]:
    """One fault, or two; at the first look nobody has seen a desk photo yet."""
    if verb not in ("return_precheck", "return_visit", "send_back"):
        return ()
    seen = FAULTS if verb == "send_back" else FAULTS[:-1]
    return tuple(dice.sample(seen, dice.choice((1, 1, 2))))
