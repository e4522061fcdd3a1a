"""Tables: filter form, columns, orders, keyset paging and export, described once and drawn by `{% table view %}`.

class CaseTable(Table):
    columns = (Column("domain", _("域名"), link=case_url), Column("due_on", _("截止"), kind="deadline"))
    filterset, orders, name = CaseFilter, {"due": ("due_on", "id")}, "cases"

return CaseTable.respond(request, Case.objects.visible_to(request.viewer), "province/cases/queue.html")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from beian.pages import asked, exports, keyset, navigation, saved
from beian.pages.columns import KINDS, Action, Cell, Choice, Chooser, Column, asked_columns
from beian.pages.forms import PageForm, mistakes

__all__ = ["KINDS", "Action", "Cell", "Choice", "Column", "FilterSet", "Table"]


class FilterSet(django_filters.FilterSet):
    """django-filter's, with our form: hostile text refused, refusals in our words."""

    def get_form_class(self) -> type[PageForm]:
        fields = {name: entry.field for name, entry in self.filters.items()}
        return type(f"{type(self).__name__}Form", (PageForm,), fields)


class Table:
    """Described by a subclass; an instance is one reading of it for one request."""

    columns: ClassVar[Sequence[Column]] = ()
    filterset: ClassVar[type[django_filters.FilterSet] | None] = None
    orders: ClassVar[Mapping[str, Sequence[str]]] = {"id": ("id",)}
    order_labels: ClassVar[Mapping[str, str | Promise]] = {}
    exports: ClassVar[Sequence[str]] = ("csv", "xlsx")
    export_limit: ClassVar[int] = 5000
    actions: ClassVar[Sequence[Action]] = ()
    size: ClassVar[int] = 50
    name: ClassVar[str] = "table"
    parameters: ClassVar[Sequence[str]] = ()  # of the address, that the page itself reads

    def __init__(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.request = request
        self.queryset = queryset

    @classmethod
    def respond(
        cls, request: HttpRequest, queryset: QuerySet, template: str, context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        """The page with this table, or the file when ?export=csv asks for one; 422 when a filter cannot be read or is not offered."""
        view = cls(request, queryset)
        if hasattr(request, "tables"):  # a worker asks for the table itself, see jobs.exporting
            request.tables.append(view)
            return HttpResponse(status=204)
        wrong = [*asked.refusals(view), *(mistakes(view.filter.form) if view.filter else [])]
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
        wanted = self.request.GET.get("order", "")
        return wanted if wanted in self.orders else next(iter(self.orders))

    @cached_property
    def page(self) -> keyset.Page:
        after = self.request.GET.get("after")
        return keyset.page(self.selected, order=self.orders[self.order], after=after, size=self.size)

    def head(self, count: int) -> list:
        """The first rows of the filter in the chosen order, for a file."""
        return list(self.selected.order_by(*self.orders[self.order])[:count])

    @property
    def title(self) -> str:
        """What the list is called in the navigation of whoever looks; the table's own name where it stands in none."""
        viewer = getattr(self.request, "viewer", None)
        if viewer is None or not viewer.roles:
            return self.name
        found = navigation.links_for(node=viewer.node, roles=viewer.roles, path=self.request.path)
        return next((str(link.label) for link in found if link.current), self.name)

    @property
    def background(self) -> bool:
        """Whether a worker can read it batch by batch: rows of the database, not of memory."""
        return isinstance(self.queryset, QuerySet) and bool(self.exports)

    def batch(self, *, after: str | None, size: int) -> keyset.Page:
        """The rows that follow the token, for a file that is built in the background."""
        return keyset.page(self.selected, order=self.orders[self.order], after=after, size=size)

    @cached_property
    def chosen(self) -> list[str]:
        """Names of the columns that the address asks for; none asked: those that are not optional."""
        return asked_columns(self.request.GET.getlist("columns"), self.columns)

    @cached_property
    def shown(self) -> list[Column]:
        """The columns in sight, in their own order; the row's header always."""
        header = self.header
        return [column for column in self.columns if column is header or column.name in self.chosen]

    @cached_property
    def header(self) -> Column:
        return next((column for column in self.columns if column.link), self.columns[0])

    @property
    def exported(self) -> list[Column]:
        """A file holds what the page shows."""
        return [column for column in self.shown if column.export]

    @property
    def chooser(self) -> Chooser | None:
        """Boxes for the columns; None where there is little to choose."""
        if len(self.columns) < 4:
            return None
        kept = [(name, value) for name, value in self._kept() if name != "columns"]
        boxes = [(column, column in self.shown) for column in self.columns if column is not self.header]
        plain = self.address(columns="", after="") if self.request.GET.get("columns") else ""
        return Chooser(self.header, boxes, kept, plain)

    def _kept(self) -> list[tuple[str, str]]:
        """The whole query but where one is in it, each value; NUL never."""
        return [
            (name, value)
            for name, values in self.request.GET.lists()
            for value in values
            if name not in ("after", "export") and "\x00" not in value
        ]

    @cached_property
    def views(self) -> saved.Views | None:
        """The person's saved views of this table; None where nobody who keeps any is signed in."""
        return saved.views_of(self.request, self.name, urlencode(self._kept()))

    @cached_property
    def lines(self) -> list[list[Cell]]:
        return [self._line(row) for row in self.page.rows]

    def _line(self, row: object) -> list[Cell]:
        return [
            Cell(column, column.of(row), column.link(row) if column.link else "", column is self.header, row)
            for column in self.shown
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
        return [(name, value) for name, value in self._kept() if name not in left]

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
