"""The list of due dates that editions moved, which every tier shows its people in the same form."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beian.editions.shifts import DueShift
from beian.filing.states import Table as States
from beian.pages import tables

EDITIONS = {"calendar": _("放假安排"), "clocks": _("办理时限")}


class DueShiftTable(tables.Table):
    """A tier draws it with the labels of its states and the address of its own page."""

    orders = {"new": ("-id",)}
    name = "due_shifts"

    @staticmethod
    def drawn(states: States, link: Callable[[DueShift], str]) -> tuple[tables.Column, ...]:
        return (
            tables.Column("name", _("主办者"), value=lambda shift: shift.name or _t("（未填写名称）"), link=link),
            tables.Column("state", _("环节"), value=lambda shift: str(states.states[shift.state].label)),
            tables.Column("before", _("原期限"), kind="date"),
            tables.Column("after", _("新期限"), kind="date"),
            tables.Column("edition", _("依据"), value=edition_of),
            tables.Column("at", _("调整时间"), kind="datetime"),
        )


def edition_of(shift: DueShift) -> str:
    """放假安排 第2版."""
    return _t("%(table)s 第%(version)d版") % {"table": EDITIONS[shift.edition], "version": shift.version}
