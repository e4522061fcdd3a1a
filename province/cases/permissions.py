"""Who may do what with a case now. Each check raises the sentence that the page shows where the button would stand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from beian.pages.errors import Conflict
from beian.pages.words import moment
from beian.people.models import User
from beian.people.nodes import here
from beian.people.signin import mobile_digest
from province.cases.models import Case
from province.cases.records import Outcome, SecondLook

# An approval rests on these papers: whoever approves has opened each of them that the report brings. Agreements are read as facts.
KEY_PAPERS = (
    "owner_certificate",
    "principal_certificate",
    "authorisation",
    "domain_certificate",
    "pre_approval",
    "desk_photo",
    "verification_sheet",
)


class Refused(Exception):
    """Not now: str() says why, for the person who asked."""


class LeaseOver(Refused):
    """The quarter of an hour is over and nobody else has taken the case: taking it again is all that it needs."""


def check_can_claim(*, case: Case, by: User, now: datetime) -> None:
    """A case is reviewed by the subject's province, by one person at a time."""
    if not case.decides_here:
        raise Refused(_("主体不在本省，本省只作监督，不能审核。"))
    if case.state != "under_review":
        raise _late(case)
    look = waiting_look(case)
    if look is not None and look.proposed_by_id == by.pk:
        raise Refused(_("您已对此案件作出决定，须由另一位审核员复核。"))
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


def waiting_look(case: Case) -> SecondLook | None:
    """The decision that waits for a second person; asked once of each record read."""
    if case.second_look_since is None:
        return None
    if not hasattr(case, "_look"):
        case._look = case.looks.select_related("proposed_by").filter(outcome=Outcome.WAITING).first()
    return case._look


def check_can_release(*, case: Case, by: User, now: datetime) -> None:
    """Only whoever has it in hand gives it back."""
    if not case.in_hand(now) or case.claimed_by_id != by.pk:
        raise Refused(_("此案件不在您手上，不用交回。"))


def check_lease(*, case: Case, by: User, now: datetime) -> None:
    """Somebody who took the case and whose time is over takes it again before his decision counts; whoever took it meanwhile is named."""
    check_can_claim(case=case, by=by, now=now)
    if not case.in_hand(now):
        raise LeaseOver(_("您领取的 15 分钟已到，案件还没有被别人领取。您填写的内容都在，按“重新领取并发出”即可。"))


def check_can_send_back(*, case: Case, by: User, now: datetime, reasons: list[dict], read: int | None = None) -> None:
    """Returning takes a reason for each item marked, with a code and a remedy (P10 二(二)2)."""
    check_can_claim(case=case, by=by, now=now)
    _check_undecided(case)
    _check_read(case, read)
    if not reasons:
        raise Refused(_("退回必须写明至少一条理由。"))


def check_can_approve(
    *, case: Case, by: User, now: datetime, read: int | None = None, opened: Collection[UUID] | None = None
) -> None:
    """Approving takes every paper that the report lists, each key one opened by the reviewer himself where a page keeps count."""
    check_can_claim(case=case, by=by, now=now)
    _check_undecided(case)
    _check_read(case, read)
    _check_papers(case, opened)


def check_can_look(
    *,
    case: Case,
    by: User,
    now: datetime,
    agrees: bool,
    read: int | None = None,
    opened: Collection[UUID] | None = None,
) -> SecondLook:
    """The second look is another person's, and for an approval he too has opened the papers. The decision that waits."""
    check_can_claim(case=case, by=by, now=now)
    look = waiting_look(case)
    if look is None:
        raise Refused(_("此案件没有等待复核的决定。"))
    _check_read(case, read)
    if agrees and look.approves:
        _check_papers(case, opened)
    return look


def _check_papers(case: Case, opened: Collection[UUID] | None) -> None:
    if not case.evidence_complete:
        raise Refused(_("核验材料尚未全部到达，暂时不能通过；材料到齐后再审核。"))
    unread = [] if opened is None else unopened(case, opened)
    if unread:
        raise Refused(_("您还没有打开：%(papers)s。请逐份看过后再通过。") % {"papers": "、".join(unread)})


def unopened(case: Case, opened: Collection[UUID]) -> list[str]:
    """Labels of the key papers that are not among those opened."""
    key = case.evidence.filter(purpose__in=KEY_PAPERS).exclude(uuid__in=list(opened))
    return [paper.label for paper in key.only("purpose")]


def _check_undecided(case: Case) -> None:
    look = waiting_look(case)
    if look is not None:
        what = _("已提出“%(decision)s”，正在等待另一位审核员复核") % {"decision": look.get_decision_display()}
        raise Conflict(who=look.proposed_by.name, what=what, when=look.proposed_at, back=here("case", case.pk))


def _check_read(case: Case, read: int | None) -> None:
    if read is not None and read != case.revision:
        raise Refused(_("案件在您打开之后有了变化，请看过最新内容后再作决定。"))


def _late(case: Case) -> Exception:
    """Somebody else decided meanwhile: say who, what and when (F25)."""
    if case.decided_by is None:
        return Refused(_("案件目前处于“%(state)s”，不能审核。") % {"state": case.state_label})
    what = _("已作出决定，案件现为“%(state)s”") % {"state": case.state_label}
    return Conflict(who=case.decided_by.name, what=what, when=case.decided_at, back=here("case", case.pk))
