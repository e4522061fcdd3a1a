"""What may be done with an application now. Each check raises the sentence that the page shows where the button would stand."""

from django.utils.translation import gettext as _

from beian.filing import states
from provider.applications.models import Application


class Refused(Exception):
    """Not now: str() says why, for the person who asked."""


def check_can_change(application: Application) -> None:
    """Answers may be changed while nobody else works on them."""
    if not application.open_to_owner:
        raise Refused(_("这份申请目前处于“%(state)s”，不能修改。") % {"state": application.state_label})


def check_can_submit(application: Application) -> None:
    if not application.open_to_owner:
        raise Refused(_("这份申请目前处于“%(state)s”，不用再次提交。") % {"state": application.state_label})


def check_can_withdraw(application: Application) -> None:
    """Freely until it is reported; afterwards the pen is the province's (flows.md 3)."""
    if states.APPLICATION.move(application.state, "withdrawn") is None:
        raise Refused(_("这份申请目前处于“%(state)s”，不能自行撤回。") % {"state": application.state_label})


def allowed(check, application: Application) -> bool:
    """Whether a check lets it through: for drawing a button or leaving it out."""
    try:
        check(application)
    except Refused:
        return False
    return True
