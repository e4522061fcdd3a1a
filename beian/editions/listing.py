"""Which edition of each table this node holds and who else confirmed it; and a table's rows as a list that can be searched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beian.editions import words
from beian.editions.forms import ALL, TODAY, RowFilter
from beian.editions.models import Delivery, Draft, Edition
from beian.filing.canonical import digest
from beian.pages import keyset
from beian.pages.tables import Column
from beian.pages.tables import Table as PageTable
from beian.people.access import Viewer
from beian.people.models import Node
from beian.reference import tables
from beian.reference.tables import Row, Table

SHOWN = 12  # hexadecimal digits of a digest


class Receivers(NamedTuple):
    """Nodes below that were sent an edition: how many confirmed it, and (title, since when) of those that have not."""

    sent: int
    confirmed: int
    late: list[tuple[str, datetime]]


class Line(NamedTuple):
    """One table as this node holds it. `edition` is None for what came with the software; `receivers` where nobody is below."""

    name: str
    title: str
    rows: int
    version: int
    digest: str
    edition: Edition | None
    publisher: str
    receivers: Receivers | None
    draft: Draft | None

    @property
    def words(self) -> str:
        """第 3 版."""
        return words.edition_words(self.version)


def lines(viewer: Viewer, names: Sequence[str] = tuple(words.TITLES)) -> list[Line]:
    """These tables; four queries whatever is held."""
    editions = Edition.objects.visible_to(viewer).filter(name__in=names).defer("rows")
    held = {edition.name: edition for edition in editions.order_by("name", "-version").distinct("name")}
    drafts = Draft.objects.visible_to(viewer).filter(name__in=names).defer("rows").select_related("edited_by")
    begun = {draft.name: draft for draft in drafts}
    deliveries = _deliveries(viewer, held.values())
    titles = titles_of({edition.published_by for edition in held.values()} | _unconfirmed(deliveries))
    return [_line(name, held.get(name), begun.get(name), deliveries.get(name), titles) for name in names]


def _line(name: str, edition: Edition | None, draft: Draft | None, sent: list | None, titles: dict) -> Line:
    return Line(
        name,
        words.title_of(name),
        len(tables.table(name).rows),
        edition.version if edition else 1,
        (edition.digest if edition else packaged_digest(tables.packaged(name)))[:SHOWN],
        edition,
        titles.get(edition.published_by, edition.published_by) if edition else "",
        _receivers(sent, titles) if sent else None,
        draft,
    )


@lru_cache(maxsize=64)
def packaged_digest(table: Table) -> str:
    """What identifies edition 1, computed as that of every later one."""
    return digest({"rows": [tables.plain(row) for row in table.rows]}).hex()


def _deliveries(viewer: Viewer, editions: Iterable[Edition]) -> dict[str, list[Delivery]]:
    latest = Q(pk__in=[])
    for edition in editions:
        latest |= Q(name=edition.name, version=edition.version)
    found: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in Delivery.objects.visible_to(viewer).filter(latest).order_by("sent_at", "receiver"):
        found[delivery.name].append(delivery)
    return found


def _unconfirmed(deliveries: dict[str, list[Delivery]]) -> set[str]:
    return {sent.receiver for several in deliveries.values() for sent in several if sent.taken_at is None}


def _receivers(sent: list[Delivery], titles: dict[str, str]) -> Receivers:
    late = [(titles.get(one.receiver, one.receiver), one.sent_at) for one in sent if one.taken_at is None]
    return Receivers(len(sent), len(sent) - len(late), late)


def titles_of(nodes: Iterable[str]) -> dict[str, str]:
    """Node → what its office is called."""
    return dict(Node.objects.filter(name__in=nodes).values_list("name", "title")) if nodes else {}


@dataclass(frozen=True)
class Rows:
    """The rows of a table or of a draft, how each is linked, and whether those that are no longer valid are shown at first."""

    name: str
    rows: Sequence[Row]
    shown: str = TODAY
    link: Callable[[Row], str] | None = None


class ListFilter:
    """A filter form over rows in memory, with what the table component asks of a filter."""

    def __init__(self, form: RowFilter) -> None:
        self.form, self.filters = form, form.fields

    def is_valid(self) -> bool:
        return self.form.is_valid()


def token_of(row: Row) -> str:
    """What names one row in an address: its code and the day from which it is valid."""
    return f"{row.code}~{row.valid_from or ''}"


class RowTable(PageTable):
    """Rows in memory, drawn, paged and exported like any table. The page's token is the row before it, or after it with a minus."""

    orders = {"code": ("code",)}
    export_limit = 20_000

    def __init__(self, request: HttpRequest, queryset: Rows) -> None:
        super().__init__(request, queryset.rows)
        self.source = queryset
        self.name = queryset.name.replace("_", "-")
        self.columns = _columns(queryset)

    @cached_property
    def filter(self) -> ListFilter:
        asked = self.request.GET.copy()
        if not asked.get("valid"):
            asked["valid"] = self.source.shown
        return ListFilter(RowFilter(asked))

    @cached_property
    def filtered(self) -> bool:
        asked = self._asked()
        return bool(asked.get("text")) or asked.get("valid") != self.source.shown

    @property
    def asked(self) -> bool:
        """Whether somebody is searching or paging in it."""
        return any(name in self.request.GET for name in ("text", "valid", "after"))

    @cached_property
    def selected(self) -> list[Row]:  # type: ignore[override]  # rows in memory, no query
        if not self.filter.is_valid():
            return []
        asked, today = self.filter.form.cleaned_data, timezone.localdate()
        text = asked["text"].casefold()
        return [
            row
            for row in self.source.rows
            if (asked["valid"] == ALL or row.is_valid(today)) and (not text or _holds(row, text))
        ]

    def head(self, count: int) -> list[Row]:
        return self.selected[:count]

    @cached_property
    def page(self) -> keyset.Page:
        return page_of(self.selected, self.request.GET.get("after", ""), self.size)


def _holds(row: Row, text: str) -> bool:
    return any(text in part.casefold() for part in (row.code, row.name, row.name_en))


def page_of(rows: Sequence[Row], after: str, size: int) -> keyset.Page:
    """The page behind the row of that token, or before it; a token of no row leads to the first page, with a notice."""
    if not after:
        return _page(rows, 0, size)
    place = next((place for place, row in enumerate(rows) if token_of(row) == after.removeprefix("-")), None)
    if place is None:
        notice = _("要接着看的那一行不在列表中，已回到第一页。")
        return replace(_page(rows, 0, size), notice=notice)
    return _page(rows, max(place - size, 0) if after.startswith("-") else place + 1, size)


def _page(rows: Sequence[Row], start: int, size: int) -> keyset.Page:
    shown = list(rows[start : start + size])
    following = token_of(shown[-1]) if start + size < len(rows) else ""
    return keyset.Page(shown, following, f"-{token_of(rows[start])}" if start and shown else "")


def _columns(source: Rows) -> tuple[Column, ...]:
    columns = [
        Column("code", gettext_lazy("代码"), kind="identifier", link=source.link),
        Column("name", gettext_lazy("名称")),
        Column("name_en", gettext_lazy("英文名称")),
        Column("valid_from", gettext_lazy("生效日期"), kind="date"),
        Column("valid_to", gettext_lazy("失效日期"), kind="date"),
        Column("flags", gettext_lazy("属性"), value=lambda row: words.flags_words(row.flags)),
        Column("source", gettext_lazy("依据"), value=lambda row: words.source_words(row.source)),
        Column(
            "confidence", gettext_lazy("可信程度"), value=lambda row: words.value_words("confidence", row.confidence)
        ),
    ]
    if not any(row.flags for row in source.rows):
        columns = [column for column in columns if column.name != "flags"]
    return tuple(columns)


class Past(NamedTuple):
    """One edition in a table's history."""

    version: int
    words: str
    edition: Edition | None
    publisher: str


def history(viewer: Viewer, name: str) -> list[Past]:
    """Every edition that this node holds, the latest first, and the packaged one."""
    held = list(Edition.objects.visible_to(viewer).filter(name=name).defer("rows").order_by("-version"))
    titles = titles_of({edition.published_by for edition in held})
    past = [Past(one.version, words.edition_words(one.version), one, titles.get(one.published_by, "")) for one in held]
    return [*past, Past(1, words.edition_words(1), None, "")]


def rows_of(viewer: Viewer, name: str, version: int) -> Iterable[dict] | None:
    """An edition's rows in their JSON form; None where this node never held it."""
    if version == 1:
        return [tables.plain(row) for row in tables.packaged(name).rows]
    return Edition.objects.visible_to(viewer).filter(name=name, version=version).values_list("rows", flat=True).first()


def before(viewer: Viewer, name: str, version: int) -> int:
    """The edition that this node held before; one established later than an edition has never had it."""
    held = Edition.objects.visible_to(viewer).filter(name=name, version__lt=version).order_by("-version")
    return held.values_list("version", flat=True).first() or 1
