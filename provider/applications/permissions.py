"""What may be done with an application now. Each check raises the sentence that the page shows where the button would stand."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from beian.filing import states
from beian.filing.documents import FilingDocument
from provider.applications import mending
from provider.applications.models import Application

MOST_SITES = 20


class Refused(Exception):
    """Not now: str() says why, for the person who asked."""


def check_can_change(application: Application) -> None:
    """Answers may be changed while nobody else works on them."""
    if not application.open_to_owner:
        raise Refused(_("这份申请目前处于“%(state)s”，不能修改。") % {"state": application.state_label})


def check_unlocked(application: Application, document: FilingDocument, changed: Iterable[str]) -> None:
    """After a return only what came back may be changed, and what has become wrong since."""
    opened = mending.open_paths(application, document)
    for path in changed:
        if not mending.is_open(path, opened):
            label = mending.label_of(path, document)
            raise Refused(_("“%(label)s”没有被退回，已锁定，不能修改。") % {"label": label})


def check_can_add_site(application: Application, document: FilingDocument) -> None:
    if application.state != "draft":
        raise Refused(_("这份申请已经提交过，不能再增减网站；其他网站请另行申请。"))
    if len(document.sites) >= MOST_SITES:
        raise Refused(_("一份申请最多 %(most)d 个网站，其他网站请另行申请。") % {"most": MOST_SITES})


def check_can_remove_site(application: Application, document: FilingDocument, site: int) -> None:
    if application.state != "draft":
        raise Refused(_("这份申请已经提交过，不能再增减网站；其他网站请另行申请。"))
    if len(document.sites) < 2 or not 0 <= site < len(document.sites):
        raise Refused(_("申请中至少要有一个网站。"))


def check_can_submit(application: Application) -> None:
    if not application.open_to_owner:
        raise Refused(_("这份申请目前处于“%(state)s”，不用再次提交。") % {"state": application.state_label})


def check_can_withdraw(application: Application) -> None:
    """Freely until it is reported; afterwards the pen is the province's (flows.md 3)."""
    if states.APPLICATION.move(application.state, "withdrawn") is None:
        raise Refused(_("这份申请目前处于“%(state)s”，不能自行撤回。") % {"state": application.state_label})


def allowed(check, application: Application, *more) -> bool:
    """Whether a check lets it through: for drawing a button or leaving it out."""
    try:
        check(application, *more)
    except Refused:
        return False
    return True
