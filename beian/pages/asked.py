"""What an address may ask of a list: its own orders and filters, and nothing by columns that it does not show (scope property Z8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from beian.pages.forms import Mistake

if TYPE_CHECKING:
    from beian.pages.tables import Table

# What every list takes besides its filters. A column's name that is not one of the list's adds nothing to it.
OWN = frozenset({"order", "after", "export", "columns"})


def refusals(table: Table) -> list[Mistake]:
    """An order that the list does not offer, and filters by columns of its records or of theirs; a parameter that means nothing is let be."""
    found = []
    if any(order and order not in table.orders for order in table.request.GET.getlist("order")):
        found.append(Mistake(_("不能按地址中的方式排序。请选用列表上的排序方式。"), ""))
    if any(_hidden(table)):
        found.append(Mistake(_("地址中有本列表不提供的筛选条件。请使用列表上方的筛选条件。"), ""))
    return found


def _hidden(table: Table) -> Iterator[str]:
    """Names of parameters that would reach a column, were they a filter: what the page itself reads is none of them."""
    model = getattr(table.queryset, "model", None)
    columns = {name for field in model._meta.get_fields() for name in _names(field)} if model else set()
    offered = {*OWN, *table.parameters, *(table.filter.form.fields if table.filter else ())}
    for name in table.request.GET:
        if name not in offered and ("__" in name or name.removeprefix("-") in columns):
            yield name


def _names(field: object) -> set[str]:
    return {field.name, getattr(field, "attname", field.name)}
