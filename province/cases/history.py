"""What happened to a case, from the audit log: one line per move, the last one current."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from beian.audit.models import AuditEntry
from beian.filing import states
from beian.pages.components import Entry
from province.cases.models import Case


def timeline(entries: Iterable[AuditEntry], case: Case) -> list[Entry]:
    """The record's lines in order, and what comes next with its due date."""
    done = [_entry(entry) for entry in entries if entry.verb.startswith("case.")]
    if states.CASE.is_end(case.state) or case.due_on is None:
        return done
    return [*done, Entry(case.state_label, state="current", due=case.due_on)]


def _entry(entry: AuditEntry) -> Entry:
    state = states.CASE.states.get(entry.after.get("state", ""))
    title = _title(entry, state)
    texts = [reason.get("text", "") for reason in entry.after.get("reasons", [])]
    return Entry(title, at=entry.at, by=entry.actor_label, text=" ".join(texts))


def _title(entry: AuditEntry, state: states.State | None) -> str:
    if entry.verb == "case.take_in":
        return _("收到上报")
    if entry.verb == "case.claim":
        return _("领取审核")
    return str(state.label) if state else entry.verb
