"""What becomes of a case when the receiver's officer sends one of our messages back (flows.md §2)."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from beian import audit
from beian.exchange import Rejection, on_rejected
from province.cases import transitions
from province.cases.models import Case


@on_rejected("filing.routed")
@on_rejected("filing.approved")
def not_taken(rejection: Rejection) -> None:
    """The ministry would not take the report or the approval: the case goes back with the officer's reason, and nothing is granted."""
    message = rejection.message
    case = Case.objects.select_for_update().filter(application=message.key, round=message.round).first()
    if case is None or case.state not in ("reported", "under_review", "approved"):
        return noted(rejection)
    refused = {
        "item": "",
        "kind": "rejected",
        "text": _("部级系统退回了此件：%(reason)s") % {"reason": rejection.reason},
        "next_step": _("请按退回意见处理后重新上报；有疑问请联系部级系统的协调中心。"),
    }
    transitions.conflict(case=case, conflicts=[refused], now=timezone.now())
    return None


@on_rejected("filing.moved")
@on_rejected("filing.due")
@on_rejected("filing.granted")
@on_rejected("certificate.issued")
@on_rejected("source.mismatch")
def noted(rejection: Rejection) -> None:
    """News that somebody would not hear changes nothing here; it stands in the record for whoever looks into it."""
    message = rejection.message
    told = {"kind": message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="case.not_heard", subject=("application", message.key), after=told)
