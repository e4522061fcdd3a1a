"""What may be done with a revisit now; each check raises the sentence for the page."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from beian.pages import words
from beian.reference.dates import YEARS
from provider.applications.permissions import Refused
from provider.counter.revisits.models import MOVES, Revisit, State

# What a contact may give, as the person at the telephone says it.
RESULTS = (State.CONSISTENT, State.PROMISED, State.UNREACHABLE, State.REFUSED, State.UPDATED)
LONGEST_DAYS = 90


def results_for(revisit: Revisit) -> list[State]:
    """The results that may follow the state it stands in."""
    follow = {to for origin, to in MOVES if origin == revisit.state} - {State.STOPPED}
    again = {State.UNREACHABLE} if revisit.state in (State.UNREACHABLE, State.PROMISED, State.REFUSED) else set()
    return [result for result in RESULTS if result in follow | again]


def check_can_note(revisit: Revisit, result: str) -> None:
    if result not in results_for(revisit):
        raise Refused(
            _("这件回访目前是“%(state)s”，不能记为“%(result)s”。")
            % {"state": revisit.state_label, "result": State(result).label if result in State.values else result}
        )


def check_due(result: str, due_on: date | None, *, now: datetime) -> None:
    """A promise and a warning carry a date: after today, and near enough to mean something."""
    if result not in (State.PROMISED, State.REFUSED):
        return
    today = timezone.localdate(now)
    if due_on is None:
        raise Refused(_("请填写要求主办者更新的期限。"))
    if due_on.year not in YEARS or not 0 < (due_on - today).days <= LONGEST_DAYS:
        raise Refused(_("期限须在明天到 %(days)d 天以内。") % {"days": LONGEST_DAYS})


def check_can_stop(revisit: Revisit, *, now: datetime) -> None:
    """Only after the owner was warned, and only once the date of the warning has passed (R12(4))."""
    if revisit.state != State.REFUSED or revisit.due_on is None:
        raise Refused(_("只有拒绝更新并已警告的，才能停止接入。"))
    if revisit.due_on >= timezone.localdate(now):
        raise Refused(
            _("已警告主办者在%(day)s前（含当日）更新，到期后才能停止接入。") % {"day": words.day(revisit.due_on)}
        )
