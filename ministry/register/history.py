"""What happened to an application at the ministry, and the messages that told of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from beian.audit.models import AuditEntry
from beian.exchange.models import InboxMessage, OutboxMessage
from beian.filing import states
from beian.pages.components import Entry
from beian.people.models import Node
from ministry.register.tables import province_name

MOST = 200


@dataclass(frozen=True)
class Told:
    """One message about the application: in which direction, between whom, what, when."""

    at: datetime
    kind: str
    peer: str
    incoming: bool
    round: int
    revision: int


def timeline(viewer, application: UUID) -> list[Entry]:
    """The ministry's own log of this application, in order."""
    rows = AuditEntry.objects.filter(node=viewer.node, subject_kind="application", subject_id=str(application))
    return [_entry(row) for row in rows.order_by("id")[:MOST]]


def messages(viewer, application: UUID) -> list[Told]:
    """What was received and sent about this application, by time; envelopes only, never what stands in them."""
    titles = dict(Node.objects.filter(tier="province").values_list("name", "title"))
    key = str(application)
    came = (
        InboxMessage.objects.filter(node=viewer.node, key=key)
        .order_by("id")
        .values_list(*_ENVELOPE, "sender", "received_at")
    )
    went = (
        OutboxMessage.objects.filter(node=viewer.node, key=key)
        .order_by("id")
        .values_list(*_ENVELOPE, "receiver", "created_at")
    )
    told = [
        Told(at, kind, titles.get(peer, peer), incoming, round, revision)
        for incoming, rows in ((True, came[:MOST]), (False, went[:MOST]))
        for kind, round, revision, peer, at in rows
    ]
    return sorted(told, key=lambda each: each.at)


_ENVELOPE = ("kind", "round", "revision")


def _entry(row: AuditEntry) -> Entry:
    return Entry(title=_title(row), at=row.at, by=_("部级系统"), text=_text(row.after))


def _title(row: AuditEntry) -> str:
    titles = {
        "claim.lease": _("冲突检测通过，域名和证件已预占"),
        "claim.conflict": _("发现信息冲突"),
        "claim.commit": _("审核通过后再次检测无冲突，占用生效"),
        "register.enter": _("进入全国备案库"),
        "passage.rejected": _("省级系统退回了部级系统的消息"),
    }
    if row.verb == "passage.move":
        return str(states.APPLICATION.states[row.after["state"]].label)
    return titles.get(row.verb, row.verb)


def _text(after: dict) -> str:
    """What the entry says beyond its title."""
    if "conflicts" in after:
        return " ".join(f"{found['text']}{found['next_step']}" for found in after["conflicts"])
    if "number" in after:
        return after["number"]
    if "reason" in after:
        return after["reason"]
    if "reasons" in after:
        return " ".join(str(reason.get("text", "")) for reason in after["reasons"])
    return "、".join(after.get("domains", []))


def provinces_line(passage) -> str:
    """The three provinces of a filing in one sentence (flows.md §4a)."""
    servers = "、".join(province_name(code) for code in passage.server_provinces) or "—"
    return _("主体：%(subject)s；服务商：%(provider)s；服务器：%(servers)s") % {
        "subject": province_name(passage.subject_province),
        "provider": province_name(passage.provider_province),
        "servers": servers,
    }
