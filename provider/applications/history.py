"""Where an application stands: what happened, whose turn it is, since when, by when, and what comes next."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from beian.audit.models import AuditEntry
from beian.filing import states
from beian.pages.components import Entry
from beian.reference import provinces
from provider.applications.models import Application
from provider.applications.questions import language
from provider.counter.appointments import retold

NOT_HEARD = "application.not_heard"
STEPS = ("submitted", "prechecked", "verified", "reported", "under_review", "approved", "granted")


def moves_of(application: Application) -> QuerySet[AuditEntry]:
    """The recorded moves, oldest first (decision 25: the log is the history)."""
    return _record_of(application).filter(after__has_key="state").order_by("id")


def _record_of(application: Application) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(
        node=application.node, subject_kind="application", subject_id=str(application.uuid)
    )


def timeline(application: Application) -> list[Entry]:
    """What happened, what was booked, what the bureau would not hear, the present step, and those that lie ahead if all goes well."""
    told = _record_of(application).filter(Q(after__has_key="state") | Q(verb=NOT_HEARD) | retold.TOLD).order_by("id")
    rows = list(told)
    happened = [_happened(row) for row in rows]
    last = max((place for place, row in enumerate(rows) if "state" in row.after), default=None)
    if last is not None:
        happened[last] = _present(application, happened[last])
    return happened + [
        Entry(_title(state), state="coming", by=_holder(application, state)) for state in _ahead(application)
    ]


def granted_on(application: Application) -> date:
    """The day of the number: as the province said, else when it arrived here."""
    last = moves_of(application).filter(after__state="granted").last()
    said = last.after.get("approved_on") if last else None
    return date.fromisoformat(said) if said else timezone.localdate(application.state_since)


def _happened(row: AuditEntry) -> Entry:
    if row.verb == NOT_HEARD:
        return Entry(_("管局系统没有接收我们的消息"), at=row.at, text=row.after["reason"])
    if retold.is_told(row):
        return Entry(retold.title(row), at=row.at, text=retold.text(row))
    texts = [reason["text"] for reason in row.after.get("reasons", [])]
    return Entry(_title(row.after["state"]), at=row.at, text=" ".join(texts))


def _present(application: Application, last: Entry) -> Entry:
    if states.APPLICATION.is_end(application.state):
        return last
    return Entry(
        last.title,
        at=last.at,
        by=turn_of(application),
        text=next_of(application),
        state="current",
        due=application.deadline,
    )


def _ahead(application: Application) -> tuple[str, ...]:
    if states.APPLICATION.is_end(application.state) or application.state == "conflicted":
        return ()
    if application.state == "awaiting_opinion":
        return ("under_review", "approved", "granted")
    return STEPS[STEPS.index(application.state) + 1 :] if application.state in STEPS else STEPS


def _title(state: str) -> str:
    return str(states.APPLICATION.states[state].label)


def _holder(application: Application, state: str) -> str:
    return _words(states.APPLICATION.states[state].turn, application)


def turn_of(application: Application) -> str:
    """Whose turn it is, as the owner knows them; empty at an end."""
    return _words(states.APPLICATION.states[application.state].turn, application)


def _words(turn: str | None, application: Application) -> str:
    match turn:
        case None:
            return ""
        case "site_owner":
            return _("等您办理")
        case "provider_clerk" | "provider_verifier" | "provider_admin":
            return _("接入服务商办理")
        case "province_reviewer":
            return bureau_of(application)
        case "preapproval_body_province":
            return _("前置审批部门")
        case _:
            return _("系统自动办理")


def bureau_of(application: Application) -> str:
    """The bureau that reviews, by the subject's province."""
    if not application.subject_province:
        return _("主办者所在省通信管理局")
    return provinces.bureau(application.subject_province, language())


def next_of(application: Application) -> str:
    """What happens next, for the person who waits or must act."""
    words = {
        "draft": _("请填完各项资料后提交。"),
        "submitted": _("接入服务商核对资料，并联系您确认电话和邮箱，结果用短信通知您。"),
        "prechecked": _("请网站负责人本人带证件原件到接入服务商的核验点办理，拍照并签字。"),
        "verified": _("核验已完成，接入服务商即将上报。"),
        "reported": _("省通信管理局系统正在自动核对。"),
        "under_review": _("审核人员核对资料，可能打电话或发短信核实，请保持电话畅通。"),
        "awaiting_opinion": _("正在等待前置审批部门的意见。"),
        "approved": _("审核已通过，正在与全国备案信息核对是否冲突。"),
        "conflicted": _("信息与已有备案冲突，即将退回并说明原因。"),
        "returned": _("请按下面的原因修改后重新提交，没有问题的内容不用重填。"),
        "granted": _("备案号已生成，备案密码由通信管理局另行发送给您。请把备案号放在网站首页底部。"),
        "withdrawn": _("申请已撤回。需要备案时请重新申请。"),
        "lapsed": _("申请超过办理期限，已失效。需要备案时请重新申请。"),
    }
    return words[application.state]
