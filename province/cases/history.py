"""What happened to a case, from the audit log: one line per move, the last one current."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beian.audit.models import AuditEntry
from beian.evidence.purposes import label_of
from beian.filing import states
from beian.pages import reading
from beian.pages.components import Entry
from province.cases.models import Case
from province.cases.records import ContactResult, Decision

# What each verb is called where a reviewer reads it; a move that is not named here is told by the state that it led to.
TITLES = {
    "case.take_in": gettext_lazy("收到上报"),
    "case.accept": gettext_lazy("自动检查通过，开始审核"),
    "case.refuse": gettext_lazy("自动检查未通过，退回"),
    "case.claim": gettext_lazy("领取案件"),
    "case.release": gettext_lazy("交回案件"),
    "case.propose": gettext_lazy("作出决定，等待复核"),
    "case.disagree": gettext_lazy("复核不同意，回到审核中"),
    "case.contact_code": gettext_lazy("向联系人发送核实短信"),
    "case.contact_code_read": gettext_lazy("核对核实码"),
    "case.contact_call": gettext_lazy("电话联系"),
    "case.approve": gettext_lazy("审核通过"),
    "case.send_back": gettext_lazy("退回修改"),
    "case.conflict": gettext_lazy("发现信息冲突"),
    "case.return_conflict": gettext_lazy("因信息冲突退回"),
    "case.grant": gettext_lazy("发放备案号"),
    "case.certify": gettext_lazy("签发备案电子证书"),
    "case.not_heard": gettext_lazy("对方系统没有接收我们的消息"),
    "case.source_mismatch": gettext_lazy("信息源复核发现不一致"),
    "case.reveal": gettext_lazy("查看完整个人信息"),
}


def timeline(entries: Iterable[AuditEntry], case: Case) -> list[Entry]:
    """The record's lines in order, and what is going on now with its due date."""
    done = [_entry(entry) for entry in entries]
    if states.CASE.is_end(case.state) or case.due_on is None:
        return done
    return [*done, Entry(case.state_label, state="current", due=case.deadline)]


def _entry(entry: AuditEntry) -> Entry:
    person = entry.actor.startswith("user:")
    by = entry.actor_label if person else _("系统")
    return Entry(_title(entry), at=entry.at, by=by, text=" ".join(filter(None, _texts(entry.after))))


def _texts(after: dict) -> list[str]:
    """What was decided and why, who looked a second time, which papers had been opened, whom the reviewer reached."""
    texts = [reason.get("text", "") for reason in after.get("reasons", [])] or [str(after.get("reason", ""))]
    if after.get("decision") in Decision.values:
        texts.insert(0, _("决定：%(decision)s。") % {"decision": Decision(after["decision"]).label})
    if after.get("second"):
        texts.append(_("复核同意：%(who)s。") % {"who": after["second"]})
    if after.get("opened"):
        papers = "、".join(label_of(str(purpose)) for purpose in after["opened"])
        texts.append(_("已打开材料：%(papers)s。") % {"papers": papers})
    if after.get("result") in ContactResult.values:
        texts.append(
            f"{reading.label_of(str(after.get('item')))} {after.get('number')} {ContactResult(after['result']).label}"
        )
    return texts


def _title(entry: AuditEntry) -> str:
    if entry.verb in TITLES:
        return str(TITLES[entry.verb])
    state = states.CASE.states.get(entry.after.get("state", ""))
    return str(state.label) if state else entry.verb
