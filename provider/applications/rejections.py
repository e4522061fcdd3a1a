"""What becomes of an application when the province's officer sends one of our messages back (flows.md §2)."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from beian import audit
from beian.exchange import Rejection, on_rejected
from provider.applications.handlers import check_from_province
from provider.applications.models import Application
from provider.applications.transitions import move


@on_rejected("filing.reported")
def not_taken(rejection: Rejection) -> None:
    """The province would not take the report: the application comes back with the officer's reason."""
    check_from_province(rejection.by)
    message = rejection.message
    application = Application.objects.select_for_update().filter(uuid=message.key, round=message.round).first()
    if application is None or application.state != "reported":
        return noted(rejection)
    reason = {
        "item": "",
        "code": "rejected",
        "text": _("管局系统退回了上报：%(reason)s") % {"reason": rejection.reason},
        "suggestion": _("请与接入服务商联系，核对后重新提交。"),
        "article": "",
    }
    move(application=application, to="returned", now=timezone.now(), reasons=[reason])
    return None


@on_rejected("filing.moved")
@on_rejected("filing.due")
@on_rejected("source.mismatch")
def noted(rejection: Rejection) -> None:
    """That the owner took it back is true whether or not the province would hear it."""
    message = rejection.message
    told = {"kind": message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="application.not_heard", subject=("application", message.key), after=told)
