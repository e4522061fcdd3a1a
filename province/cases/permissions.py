"""Who may do what with a case now. Each check raises the sentence that the page shows where the button would stand."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from beian.evidence.manifest import complete
from beian.pages.errors import Conflict
from beian.people.models import User
from beian.people.nodes import here
from province.cases.models import Case


class Refused(Exception):
    """Not now: str() says why, for the person who asked."""


def check_can_claim(*, case: Case, by: User, now: datetime) -> None:
    """A case is reviewed by the subject's province, by one person at a time."""
    if not case.decides_here:
        raise Refused(_("主体不在本省，本省只作监督，不能审核。"))
    if case.state != "under_review":
        raise _late(case)
    if case.claimed_by_id not in (None, by.pk) and case.claimed_until > now:
        raise Conflict(
            who=case.claimed_by.name, what=_("正在审核此案件"), when=case.claimed_until, back=here("case", case.pk)
        )


def check_can_decide(
    *, case: Case, by: User, now: datetime, read: int | None = None, reasons: list[dict] | None = None
) -> None:
    """Approving takes complete evidence; returning takes a reason for each item marked, with a code and a remedy."""
    check_can_claim(case=case, by=by, now=now)
    if read is not None and read != case.revision:
        raise Refused(_("案件在您打开之后有了变化，请看过最新内容后再作决定。"))
    if reasons is None and not complete(case.application):
        raise Refused(_("核验材料尚未全部到达，暂时只能查看，不能作出决定。"))
    if reasons is not None and not reasons:
        raise Refused(_("退回必须写明至少一条理由。"))


def _late(case: Case) -> Exception:
    """Somebody else decided meanwhile: say who, what and when (F25)."""
    if case.decided_by is None:
        return Refused(_("案件目前处于“%(state)s”，不能审核。") % {"state": case.state_label})
    what = _("已作出决定，案件现为“%(state)s”") % {"state": case.state_label}
    return Conflict(who=case.decided_by.name, what=what, when=case.decided_at, back=here("case", case.pk))
