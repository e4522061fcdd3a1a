"""Which filings a plan draws, and in which month each is asked. The same seed over the same filings gives the same draw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from math import ceil
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from beian.filing.items import PERSON
from beian.reference.clocks import add_months
from provider.applications.models import Application, ApplicationQuerySet
from provider.applications.permissions import Refused
from provider.counter.revisits.models import SETTLED, OwnerKind, Revisit

MOST = 100_000


def under_care(rows: ApplicationQuerySet | None = None) -> QuerySet[Application]:
    """Granted filings of this provider."""
    return (Application.objects.all() if rows is None else rows).filter(state="granted", disposed_at=None)


def eligible(values: Mapping[str, Any]) -> QuerySet[Application]:
    """What the plan's filter leaves of the filings under care; one that another plan still has in hand is not asked twice."""
    rows = under_care()
    running = Revisit.objects.filter(application=OuterRef("pk")).exclude(state__in=SETTLED)
    rows = rows.filter(~Exists(running))
    if values.get("owner_kind") == OwnerKind.PERSON:
        rows = rows.filter(document__subject__nature=PERSON)
    elif values.get("owner_kind") == OwnerKind.UNIT:
        rows = rows.exclude(document__subject__nature=PERSON)
    if before := values.get("granted_before"):
        rows = rows.filter(state_since__date__lt=before)
    if since := values.get("unseen_since"):
        seen = Revisit.objects.filter(application=OuterRef("pk"), state__in=SETTLED, state_since__date__gte=since)
        rows = rows.filter(~Exists(seen))
    return rows


def order_of(seed: str, uuid: UUID) -> bytes:
    """Where a filing stands in the draw of this seed: SHA-256 over seed, a line end and the application's uuid; smallest first."""
    return sha256(f"{seed}\n{uuid}".encode()).digest()


def draw(rows: QuerySet[Application], *, seed: str, share: int) -> tuple[list[int], int]:
    """(keys of the filings drawn, in the order of the draw; how many there were to draw from). The share is rounded up."""
    found = list(rows.order_by("id").values_list("pk", "uuid")[: MOST + 1])
    if len(found) > MOST:
        raise Refused(_("符合条件的备案超过 %(most)d 件，请缩小范围，分几个计划进行。") % {"most": MOST})
    ordered = sorted(found, key=lambda row: order_of(seed, row[1]))
    return [pk for pk, _uuid in ordered[: ceil(len(ordered) * share / 100)]], len(ordered)


def month_of(position: int, *, first: date, quota: int) -> date:
    """The first day of the month in which the filing drawn in this place (from 1) is asked."""
    return add_months(first.replace(day=1), (position - 1) // quota)


def check_fits(drawn: int, *, months: int, quota: int) -> None:
    """A plan that could not be worked off is refused beforehand."""
    if not drawn:
        raise Refused(_("没有符合条件的备案，请放宽条件。"))
    if drawn > months * quota:
        needed = ceil(drawn / months)
        raise Refused(
            _("抽中 %(drawn)d 件，每月 %(quota)d 件在 %(months)d 个月内做不完；每月至少 %(needed)d 件，或减少比例。")
            % {"drawn": drawn, "quota": quota, "months": months, "needed": needed}
        )
