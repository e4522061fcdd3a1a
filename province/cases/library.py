"""The bureau's library of reasons: the common list, reworded and added to by the bureau, each reason in editions of which the newest counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import override

from beian import audit
from beian.filing import paths
from beian.filing.reasons import REASONS
from beian.people import scope
from beian.people.models import User
from province.cases.records import ReturnReason

MOST = 300  # of one bureau
USED_WITHIN = timedelta(days=90)
OTHER = "other"
# The items that a reason of the common list is meant for first: the end of the item's key, and papers by their purpose.
_MEANT = {
    "unreachable": ("mobile", "phone", "email", "emergency_phone"),
    "address_incomplete": ("detail",),
    "site_name": ("sites[].name",),
    "approval_needed": ("services", "pre_approvals"),
    "photo": ("desk_photo",),
    "paper_unclear": ("owner_certificate", "principal_certificate"),
}
FALLBACK = "paper_differs"

_USAGE = """
SELECT reason->>'code', count(*) FROM province_caseround, jsonb_array_elements(reasons) AS reason
WHERE node = %s AND returned_at >= %s GROUP BY 1
"""


class Stale(ValueError):
    """Somebody else has made a newer edition meanwhile; `made` is that edition."""

    def __init__(self, made: ReturnReason) -> None:
        super().__init__(f"reason {made.number} has edition {made.version}")
        self.made = made


class Full(ValueError):
    """The library holds as many reasons as it can."""


@dataclass(frozen=True)
class Reason:
    """One reason as it counts now. `version` 0: as the common list has it; `item` "" means any item."""

    number: int
    version: int
    code: str
    item: str
    label: str
    text: str
    suggestion: str
    article: str
    retired: bool = False

    @property
    def own(self) -> bool:
        """Whether the bureau made it, and not the common list."""
        return self.code not in REASONS

    @property
    def fixed(self) -> bool:
        """The one for which the reviewer finds his own words: it cannot be reworded or retired."""
        return self.code == OTHER

    @property
    def title(self) -> str:
        """The label; of the common list in the reader's language as long as the bureau has not reworded it."""
        return self.label if self.version else str(REASONS[self.code].label)

    def words(self, item: str, text: str = "", suggestion: str = "") -> dict[str, str]:
        """As it stands in records and messages: what the reviewer left empty is filled from the library."""
        return {
            "item": item,
            "code": self.code,
            "text": text or self.text,
            "suggestion": suggestion or self.suggestion,
            "article": self.article,
        }


def common() -> dict[int, Reason]:
    """The common list by number, in Chinese: the owner reads it, whatever language the officer works in."""
    with override("zh-hans"):
        return {
            number: Reason(number, 0, one.code, "", str(one.label), str(one.text), str(one.suggestion), one.article)
            for number, one in enumerate(REASONS.values(), start=1)
        }


def _own() -> QuerySet[ReturnReason]:
    """The editions of the bureau whose scope it is."""
    return ReturnReason.objects.filter(node=scope.current().node)


def every() -> dict[int, Reason]:
    """All reasons of this bureau by number, retired ones too: the newest edition of each, in one statement."""
    newest = _own().order_by("number", "-version").distinct("number")
    return common() | {row.number: _read(row) for row in newest}


def _read(row: ReturnReason) -> Reason:
    names = ("number", "version", "code", "item", "label", "text", "suggestion", "article", "retired")
    return Reason(**{name: getattr(row, name) for name in names})


def in_use(found: Iterable[Reason] | None = None) -> dict[str, Reason]:
    """Code → reason, of those that may be given; the bureau's own first, the free one last."""
    usable = [reason for reason in (every().values() if found is None else found) if not reason.retired]
    return {reason.code: reason for reason in sorted(usable, key=lambda one: (one.fixed, not one.own, one.number))}


def choices(reasons: Mapping[str, Reason]) -> list[tuple[str, str]]:
    """Code and title, for a form."""
    return [(code, one.title) for code, one in reasons.items()]


def suggested(item: str, reasons: Mapping[str, Reason]) -> Reason:
    """The reason to begin with for an item or paper: one made for it, else what is usual for such items."""
    key = paths.item_of(item)
    made = next((one for one in reasons.values() if one.item and one.item == key), None)
    if made is not None:
        return made
    usual = next((code for code, ends in _MEANT.items() if key in ends or key.rpartition(".")[2] in ends), FALLBACK)
    return reasons.get(usual) or next(iter(reasons.values()))


def search(words: str, reasons: Iterable[Reason], *, most: int = 8) -> list[Reason]:
    """Reasons in whose words all the parts of the search stand."""
    parts = words.casefold().split()
    return [one for one in reasons if all(part in _said(one) for part in parts)][:most]


def _said(one: Reason) -> str:
    return "".join((one.label, one.title, one.text, one.suggestion, one.article)).casefold()


def usage(*, now: datetime) -> dict[str, int]:
    """Code → how often it was given in the last ninety days; one statement over the rounds that came back."""
    with connection.cursor() as cursor:
        cursor.execute(_USAGE, [scope.current().node, now - USED_WITHIN])
        return dict(cursor.fetchall())


def add(*, by: User, now: datetime, **words: str) -> Reason:
    """A reason of the bureau's own: item, label, text, suggestion, article. Full above the limit."""
    _one_at_a_time()
    found = every()
    if len(found) >= MOST:
        raise Full
    number = max(found) + 1
    return _keep(Reason(number=number, version=1, code=f"own-{number}", **words), by, now)


def edit(*, number: int, known: int, by: User, now: datetime, retired: bool = False, **words: str) -> Reason:
    """The next edition of a reason; records that have been given it keep what they said. Stale where `known` is not the newest one."""
    _one_at_a_time()
    newest = every()[number]
    if newest.version != known:
        raise Stale(_own().select_related("made_by").get(number=number, version=newest.version))
    kept = {name: getattr(newest, name) for name in ("code", "item", "label", "text", "suggestion", "article")}
    return _keep(Reason(number=number, version=known + 1, retired=retired, **(kept | words)), by, now)


def _keep(reason: Reason, by: User, now: datetime) -> Reason:
    row = ReturnReason.objects.create(**vars(reason), made_by=by, made_at=now)
    after = {name: str(value) for name, value in vars(reason).items()}
    audit.record(verb="return_reason.keep", subject=row, after=after)
    return reason


def _one_at_a_time() -> None:
    """Until the transaction ends nobody else of this bureau changes the library."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"return reasons|{scope.current().node}"])


def editions(number: int) -> list[ReturnReason]:
    """Every edition that the bureau made of a reason, the newest first."""
    return list(_own().filter(number=number).select_related("made_by").order_by("-version"))
