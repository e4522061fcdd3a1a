"""Tables: filter form, columns, orders, keyset paging and export, described once and drawn by `{% table view %}`.

class CaseTable(Table):
    columns = (Column("domain", _("域名"), link=case_url), Column("due_on", _("截止"), kind="deadline"))
    filterset, orders, name = CaseFilter, {"due": ("due_on", "id")}, "cases"

return CaseTable.respond(request, Case.objects.visible_to(request.viewer), "province/cases/queue.html")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from beian.pages import exports, keyset
from beian.pages.forms import PageForm, mistakes

KINDS = ("text", "identifier", "number", "date", "datetime", "deadline", "badge")


@dataclass(frozen=True)
class Column:
    """`value` reads the cell from a row; without it `name` is an attribute path (case__domain).

    A badge's value is (label, tone). The first column with a `link` is the row's header.
    """

    name: str
    label: str | Promise
    kind: str = "text"
    value: Callable[[Any], object] | None = None
    link: Callable[[Any], str] | None = None
    export: bool = True

    def of(self, row: object) -> object:
        if self.value is not None:
            return self.value(row)
        for part in self.name.split("__"):
            row = getattr(row, part, None)
        return row

    def plain(self, row: object) -> object:
        """The cell as an export has it: a badge's words without its tone, a deadline's day without its unit."""
        value = self.of(row)
        return value[0] if self.kind in ("badge", "deadline") and isinstance(value, tuple) else value


class FilterSet(django_filters.FilterSet):
    """django-filter's, with our form: hostile text refused, refusals in our words."""

    def get_form_class(self) -> type[PageForm]:
        fields = {name: entry.field for name, entry in self.filters.items()}
        return type(f"{type(self).__name__}Form", (PageForm,), fields)


@dataclass(frozen=True)
class Cell:
    column: Column
    value: object
    link: str
    header: bool


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    current: bool = False


class Table:
    """Described by a subclass; an instance is one reading of it for one request."""

    columns: ClassVar[Sequence[Column]] = ()
    filterset: ClassVar[type[django_filters.FilterSet] | None] = None
    orders: ClassVar[Mapping[str, Sequence[str]]] = {"id": ("id",)}
    order_labels: ClassVar[Mapping[str, str | Promise]] = {}
    exports: ClassVar[Sequence[str]] = ("csv", "xlsx")
    export_limit: ClassVar[int] = 5000
    size: ClassVar[int] = 50
    name: ClassVar[str] = "table"

    def __init__(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.request = request
        self.queryset = queryset

    @classmethod
    def respond(
        cls, request: HttpRequest, queryset: QuerySet, template: str, context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        """The page with this table, or the file when ?export=csv asks for one; 422 when a filter cannot be read."""
        view = cls(request, queryset)
        wrong = mistakes(view.filter.form) if view.filter else []
        if not wrong and request.GET.get("export") in cls.exports:
            return exports.download(view, request.GET["export"])
        frame = {"view": view, "mistakes": wrong, "refused": bool(wrong), **(context or {})}
        return render(request, template, frame, status=422 if wrong else 200)

    @cached_property
    def filter(self) -> django_filters.FilterSet | None:
        if self.filterset is None:
            return None
        # An empty query must bind too, so that defaults and refusals are the same on every visit.
        return self.filterset(self.request.GET or {}, queryset=self.queryset, request=self.request)

    @cached_property
    def selected(self) -> QuerySet:
        """The rows that the filter leaves, in no order yet; none where the filter cannot be read."""
        if self.filter is None:
            return self.queryset
        return self.filter.qs if self.filter.is_valid() else self.queryset.none()

    @cached_property
    def filtered(self) -> bool:
        return bool(self.filter) and any(value not in (None, "", []) for value in self._asked().values())

    def _asked(self) -> dict:
        return self.filter.form.cleaned_data if self.filter.is_valid() else {"": "wrong"}

    @cached_property
    def order(self) -> str:
        asked = self.request.GET.get("order", "")
        return asked if asked in self.orders else next(iter(self.orders))

    @cached_property
    def page(self) -> keyset.Page:
        after = self.request.GET.get("after")
        return keyset.page(self.selected, order=self.orders[self.order], after=after, size=self.size)

    def head(self, count: int) -> list:
        """The first rows of the filter in the chosen order, for a file."""
        return list(self.selected.order_by(*self.orders[self.order])[:count])

    @cached_property
    def lines(self) -> list[list[Cell]]:
        return [self._line(row) for row in self.page.rows]

    def _line(self, row: object) -> list[Cell]:
        header = next((column for column in self.columns if column.link), self.columns[0])
        return [
            Cell(column, column.of(row), column.link(row) if column.link else "", column is header)
            for column in self.columns
        ]

    def address(self, **changes: str) -> str:
        """This page's address with some of its query changed; an empty value takes a parameter out."""
        query = self.request.GET.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    @property
    def target(self) -> str:
        """The id of the table's block, which alone is exchanged where JavaScript is on."""
        return f"table-{self.name}"

    @cached_property
    def carried(self) -> list[tuple[str, str]]:
        """What of the address stays when a filter is sent or cleared: the tab, the order, whatever the page itself reads. NUL never."""
        left = (*(self.filter.filters if self.filter else ()), "after", "export")
        return [(name, value) for name, value in self.request.GET.items() if name not in left and "\x00" not in value]

    @property
    def cleared(self) -> str:
        return f"{self.request.path}?{urlencode(self.carried)}" if self.carried else self.request.path

    @property
    def order_choices(self) -> list[Choice]:
        labels = self.order_labels
        return [
            Choice(str(labels[name]), self.address(order=name, after=""), name == self.order)
            for name in self.orders
            if name in labels
        ]

    @property
    def export_choices(self) -> list[Choice]:
        names = {"csv": _("导出 CSV"), "xlsx": _("导出 Excel")}
        return [Choice(names[kind], self.address(export=kind, after="")) for kind in self.exports]
