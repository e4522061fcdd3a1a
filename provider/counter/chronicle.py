"""An application as the staff follow it: who did what when, what was said to the owner, and what was handed in each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beian.audit.models import AuditEntry
from beian.filing import states
from beian.notices.models import Notice
from beian.notices.templates import TEMPLATES
from beian.pages import reading
from beian.pages.components import Entry
from provider.applications import history
from provider.applications.models import Application
from provider.counter.appointments import retold
from provider.counter.models import Outcome
from provider.counter.returning import statutory_text

MOST = 300
# What is told besides the moves; ticks, answers and openings of the screen are not.
TOLD = {
    "application.start": gettext_lazy("开始填写"),
    "behalf.consent": gettext_lazy("主办者同意由受理员代填，已用验证码确认"),
    "behalf.submit": gettext_lazy("主办者用验证码确认内容，受理员代为提交"),
    "contact.call": gettext_lazy("联系核实"),
    "visit.begin": gettext_lazy("到场，开始现场核验"),
    "visit.differ": gettext_lazy("标记与原件不一致"),
    "visit.correct": gettext_lazy("现场更正"),
    "application.read": gettext_lazy("查看完整信息"),
    "access.open": gettext_lazy("开通接入"),
    "application.not_heard": gettext_lazy("管局系统没有接收我们的消息"),
}
SECRET = "••••••"


class Message(NamedTuple):
    """One text to the owner or his principal, as it went out; what was secret in it stands as dots."""

    title: str
    text: str
    to: str
    state: str
    tone: str
    notice: Notice


def timeline(application: Application) -> list[Entry]:
    """Everything of note, oldest first, the present step marked, those ahead behind it."""
    told = AuditEntry.objects.filter(
        node=application.node, subject_kind="application", subject_id=str(application.uuid)
    )
    rows = list(_once([row for row in told.order_by("id")[:MOST] if _is_told(row)]))
    entries = [_entry(row) for row in rows]
    last = max((place for place, row in enumerate(rows) if "state" in row.after), default=None)
    if last is not None and not states.APPLICATION.is_end(application.state):
        entries[last] = _present(application, entries[last])
    ahead = [step for step in history.timeline(application) if step.state == "coming"]
    return entries + [replace(step, by="") for step in ahead]


def _once(rows: Iterable[AuditEntry]) -> Iterator[AuditEntry]:
    """The desk's page is opened anew after each of its steps: readings that follow one another are told once. The log keeps them all."""
    before = None
    for row in rows:
        same = (row.actor_label, row.after.get("reason")) if row.verb == "application.read" else None
        if same is None or same != before:
            yield row
        before = same


def _is_told(row: AuditEntry) -> bool:
    return "state" in row.after or row.verb in TOLD or retold.is_told(row)


def _entry(row: AuditEntry) -> Entry:
    if retold.is_told(row):
        return Entry(retold.title(row), at=row.at, by=_by(row), text=retold.text(row))
    if row.verb in TOLD:
        return Entry(str(TOLD[row.verb]), at=row.at, by=_by(row), text=_words(row))
    return Entry(_title(row.after["state"]), at=row.at, by=_by(row), text=_said_of_move(row))


def _by(row: AuditEntry) -> str:
    """A person's name; what a machine did is the system's."""
    return row.actor_label if row.actor.startswith("user:") else _("系统")


def _title(state: str) -> str:
    return str(states.APPLICATION.states[state].label)


def _words(row: AuditEntry) -> str:
    after = row.after
    match row.verb:
        case "application.start":
            return _("受理员代主办者填写") if after.get("on_behalf") else _("主办者自行填写")
        case "contact.call":
            return _("%(whom)s：%(outcome)s") % {
                "whom": reading.label_of(after["item"]),
                "outcome": Outcome(after["outcome"]).label,
            }
        case "visit.correct" | "visit.differ":
            return "、".join(reading.label_of(item) for item in after.get("items", []))
        case "application.read":
            return str(OPENED.get(after.get("reason", ""), after.get("reason", "")))
        case _:
            return str(after.get("number") or after.get("reason") or "")


# Why the desk's own pages open what is personal.
OPENED: dict[str, str | Promise] = {
    "visit": gettext_lazy("现场核验"),
    "correct": gettext_lazy("现场更正"),
    "differ": gettext_lazy("标记与原件不一致"),
    "behalf": gettext_lazy("代主办者填写"),
    "sheet_print": gettext_lazy("打印核验单"),
    "sheet_draft": gettext_lazy("下载草稿 PDF（未签署）"),
}


def _said_of_move(row: AuditEntry) -> str:
    """The reasons of a return; and the statutory text, where the precheck sent one (B4)."""
    said = [reason.get("text", "") for reason in row.after.get("reasons", [])]
    if row.before.get("state") == "submitted" and row.after["state"] in ("prechecked", "returned"):
        text = format_html('<span lang="zh-Hans">{}</span>', statutory_text(row.after["state"] == "prechecked"))
        said.append(format_html(_("已通知主办者：“%(text)s”").replace("%(text)s", "{}"), text))
    return format_html_join(" ", "{}", ((each,) for each in said))


def _present(application: Application, last: Entry) -> Entry:
    return Entry(last.title, at=last.at, by=last.by, text=last.text, state="current", due=application.deadline)


def messages(notices: Iterable[Notice]) -> list[Message]:
    """The texts as they read; one whose template is no more is named alone."""
    return [_message(notice) for notice in notices]


def _message(notice: Notice) -> Message:
    template = TEMPLATES.get(notice.template)
    blank = dict.fromkeys(template.secrets, SECRET) if template else {}
    text = template.render(notice.params, blank) if template else ""
    tone = {"delivered": "success", "failed": "danger"}.get(notice.state, "info")
    title = template.title if template else notice.template
    return Message(title, text, notice.recipient_masked, notice.get_state_display(), tone, notice)
