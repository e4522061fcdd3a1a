"""What became of appointments, as the timelines of owner and staff tell it from the log."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from beian.audit.models import AuditEntry
from beian.pages import words
from provider.counter.appointments.models import Reason, State

# Coming is told by the visit itself, and a move by the booking that takes the other's place.
ENDS = (State.CANCELLED, State.MISSED)
TOLD = Q(verb="visit.book") | Q(verb="visit.booking", after__booking_state__in=ENDS)


def is_told(row: AuditEntry) -> bool:
    """The same as TOLD, of a row that is here already."""
    return row.verb == "visit.book" or (row.verb == "visit.booking" and row.after.get("booking_state") in ENDS)


def title(row: AuditEntry) -> str:
    match row.after.get("booking_state"):
        case State.CANCELLED:
            return _("现场核验预约取消")
        case State.MISSED:
            return _("未按预约到场")
    return _("现场核验预约改期") if row.after.get("moved_from") else _("预约现场核验")


def text(row: AuditEntry) -> str:
    """When, where, and who did it if not the owner; entries of before these were kept say less."""
    after = row.after
    when = words.day(date.fromisoformat(after["day"])) if "day" in after else ""
    place = " ".join(part for part in (when, after.get("start", ""), after.get("desk", "")) if part)
    return " · ".join(part for part in (place, _by(after)) if part)


def _by(after: dict) -> str:
    why = after.get("why", "")
    if after.get("by_staff") and why in ("", Reason.OWNER):
        return _("接入服务商按主办者来电办理")
    return str(Reason(why).label) if why in Reason.values else ""
