"""Who may do what with a case now. Each check raises the sentence that the page shows where the button would stand."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from beian.pages.errors import Conflict
from beian.pages.words import moment
from beian.people.models import User
from beian.people.nodes import here
from beian.people.signin import mobile_digest
from province.cases.models import Case


class Refused(Exception):
    """Not now: str() says why, for the person who asked."""


def check_can_claim(*, case: Case, by: User, now: datetime) -> None:
    """A case is reviewed by the subject's province, by one person at a time."""
    if not case.decides_here:
        raise Refused(_("主体不在本省，本省只作监督，不能审核。"))
    if case.state != "under_review":
        raise _late(case)
    if concerns(case=case, user=by):
        raise Refused(_("此备案登记的电话与您账号的手机号码相同，您应当回避，请由其他审核人员办理。"))
    if case.in_hand(now) and case.claimed_by_id != by.pk:
        held = _("正在审核此案件，领取到 %(until)s 为止") % {"until": moment(case.claimed_until)}
        raise Conflict(who=case.claimed_by.name, what=held, back=here("case", case.pk))


def concerns(*, case: Case, user: User) -> bool:
    """Whether the filing is the reviewer's own, or of somebody reached at his number: all that an account says about its person.

    A machine's look at the sealed numbers, which shows nobody anything; without a number of his own nothing is opened.
    """
    if user.mobile_digest is None or case.wrapped_key is None:
        return False
    document = case.open_document()
    people = [document.subject.principal, *(site.principal for site in document.sites)]
    numbers = {number for each in people for number in (each.mobile, each.phone, each.emergency_phone) if number}
    return any(mobile_digest(number) == bytes(user.mobile_digest) for number in numbers)


def check_can_send_back(*, case: Case, by: User, now: datetime, reasons: list[dict], read: int | None = None) -> None:
    """Returning takes a reason for each item marked, with a code and a remedy (P10 二(二)2)."""
    check_can_claim(case=case, by=by, now=now)
    _check_read(case, read)
    if not reasons:
        raise Refused(_("退回必须写明至少一条理由。"))


def check_can_approve(*, case: Case, by: User, now: datetime, read: int | None = None) -> None:
    """Approving takes every paper that the report lists."""
    check_can_claim(case=case, by=by, now=now)
    _check_read(case, read)
    if not case.evidence_complete:
        raise Refused(_("核验材料尚未全部到达，暂时不能通过；材料到齐后再审核。"))


def _check_read(case: Case, read: int | None) -> None:
    if read is not None and read != case.revision:
        raise Refused(_("案件在您打开之后有了变化，请看过最新内容后再作决定。"))


def _late(case: Case) -> Exception:
    """Somebody else decided meanwhile: say who, what and when (F25)."""
    if case.decided_by is None:
        return Refused(_("案件目前处于“%(state)s”，不能审核。") % {"state": case.state_label})
    what = _("已作出决定，案件现为“%(state)s”") % {"state": case.state_label}
    return Conflict(who=case.decided_by.name, what=what, when=case.decided_at, back=here("case", case.pk))
