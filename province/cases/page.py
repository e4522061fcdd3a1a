"""What the review page shows: the case with its fields and papers, what the person may do with it now, and what was done to the last one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from beian.audit.models import AuditEntry
from beian.evidence.models import EvidenceFile
from beian.filing.documents import FilingDocument
from beian.pages import reading
from beian.pages.errors import Conflict
from beian.pages.reasons import PAPERS
from beian.pages.sealed import is_drawn
from beian.pages.words import moment
from beian.people.nodes import here
from province.cases import changes, contacts, fields, history, library, marks, onsite, permissions, readings, sheets
from province.cases.certificates import Certificate
from province.cases.forms import DecisionForm, LookForm
from province.cases.library import Reason
from province.cases.models import Case
from province.cases.permissions import KEY_PAPERS, Refused

PAGE = "province/cases/case.html"
_DIGITS = 18


class Paper(NamedTuple):
    """A paper of this round; `seen` by this reviewer, `key` where an approval rests on it."""

    file: EvidenceFile
    seen: bool
    key: bool

    @property
    def drawn(self) -> bool:
        """Whether the page shows it as a picture of its pages."""
        return is_drawn(self.file)


def one(request: HttpRequest, pk: int) -> Case:
    """The case of this address, or 404."""
    cases = Case.objects.visible_to(request.viewer).select_related("claimed_by", "decided_by")
    return get_object_or_404(cases, pk=pk)


def frame(request: HttpRequest, found: Case, reasons: Mapping[str, Reason] | None = None) -> dict[str, Any]:
    """The page's context. Personal items stay masked: a reviewer who needs one asks for it with a reason."""
    document, now = found.masked_document(), timezone.now()
    reasons = library.in_use() if reasons is None else reasons
    may = standing(request, found, now)
    return _content(request, found, document) | {
        "case": found,
        "labels": reading.labels(document),
        "sheet": [*sheets.facts(found), *onsite.agreement(found)],
        "photo": onsite.photo(found),
        "sources": onsite.sources(found),
        "corrections": sheets.corrections(found),
        "timeline": history.timeline(_entries(request, found), found),
        "form": DecisionForm(initial={"revision": found.revision}),
        "look_form": LookForm(initial={"revision": found.revision}),
        "open_next": request.method != "POST" or "next" in request.POST,
        "rows": marks.rows(request, document, reasons, sent=False),
        "phrases": {code: [one.text, one.suggestion] for code, one in reasons.items()},
        "people": contacts.people(found) if may["decide"] or may["look"] else [],
        "contacts": contacts.log_of(found),
        "may": may,
        "crumbs": crumbs(found),
        "done": done(request),
        "none_left": "none" in request.GET,
    }


def _content(request: HttpRequest, found: Case, document: FilingDocument) -> dict[str, Any]:
    """Fields and papers, each with its mark, and the last round beside this one where there was one."""
    last = changes.last_round(found)
    changed = changes.since(last, found) if last else []
    ticked = marks.marked(request, document)
    groups = fields.groups(document, found, last=last, changes=changed, marks=ticked)
    places = {each.line.path: f"#item-{each.line.path}" for group in groups for each in group.fields}
    told: dict[str, Any] = (
        {"last": last, "changes": changed, "untouched": changes.untouched(last, changed)} if last else {}
    )
    return (
        told
        | {
            "groups": groups,
            "findings": fields.elsewhere(found, groups),
            "noted": [each.line for group in groups for each in group.fields if each.findings],
            "places": places | dict.fromkeys(PAPERS, "#papers"),
            "ticked": ticked,
        }
        | _papers(request, found)
    )


def _papers(request: HttpRequest, found: Case) -> dict[str, Any]:
    """This round's papers with whether this reviewer has opened each, key ones first; earlier rounds' behind."""
    if not found.decides_here:
        return {}
    opened = readings.opened(case=found, by=request.viewer.user)
    files = found.evidence.visible_to(request.viewer)
    papers = [Paper(file, file.uuid in opened, file.purpose in KEY_PAPERS) for file in files]
    papers.sort(key=lambda paper: KEY_PAPERS.index(paper.file.purpose) if paper.key else len(KEY_PAPERS))
    earlier = found.earlier_evidence.visible_to(request.viewer).exclude(purpose="certificate")
    return {"papers": papers, "earlier_files": list(earlier), "certificate": _certificate(request, found)}


def _certificate(request: HttpRequest, found: Case) -> Certificate | None:
    """The certificate in force, or the one that is being made."""
    if found.state != "granted":
        return None
    rows = Certificate.objects.visible_to(request.viewer).filter(application=found.application, superseded_at=None)
    return rows.order_by("version").first()


def standing(request: HttpRequest, found: Case, now: datetime) -> dict[str, Any]:
    """What stands in the way of claiming and of approving, in the words that doing it would meet; empty where nothing does."""
    viewer, asked = request.viewer, {"case": found, "by": request.viewer.user, "now": now}
    reviewer, look = viewer.holds("province_reviewer"), permissions.waiting_look(found)
    refusal = _said(partial(permissions.check_can_claim, **asked)) if reviewer else _not_a_reviewer(found)
    open_here = not refusal and found.state == "under_review"
    approving = partial(permissions.check_can_look, agrees=True) if look else permissions.check_can_approve
    return {
        "refusal": refusal,
        "approve_refusal": refusal or _said(partial(approving, **asked)),
        "decide": open_here and look is None,
        "look": look if open_here else None,
        "waiting": look,
        "held": found.in_hand(now) and found.claimed_by_id == viewer.user.pk,
        "left": _minutes_left(found, now),
        "reveal": reviewer and found.wrapped_key is not None,
        "next": reviewer and found.decides_here and (found.state != "under_review" or bool(refusal)),
    }


def _minutes_left(found: Case, now: datetime) -> int:
    """Whole minutes that the claim still has, the begun one counted."""
    if found.claimed_until is None or not found.in_hand(now):
        return 0
    return math.ceil((found.claimed_until - now).total_seconds() / 60)


def _not_a_reviewer(found: Case) -> str:
    return _("只有审核员可以作出审核决定。") if found.state == "under_review" and found.decides_here else ""


def _said(check: Callable[[], object]) -> str:
    try:
        check()
    except Refused as refusal:
        return str(refusal)
    except Conflict as conflict:
        return conflict_words(conflict)
    return ""


def conflict_words(conflict: Conflict) -> str:
    """Who did what, and when, in one sentence."""
    when = f"（{moment(conflict.when)}）" if conflict.when else ""
    return f"{conflict.who}：{conflict.what}{when}"


def _entries(request: HttpRequest, found: Case):
    entries = AuditEntry.objects.filter(node=request.viewer.node, subject_kind="application")
    return entries.filter(subject_id=str(found.application), verb__startswith="case.").order_by("id")


def crumbs(found: Case) -> list[tuple[str, str]]:
    first = (_("审核队列"), here("queue")) if found.decides_here else (_("外省主体（监督）"), here("supervised"))
    return [first, (found.subject_name, "")]


def done(request: HttpRequest) -> tuple[str, Case] | None:
    """What became of the case that was decided before this one opened, for a sentence with a link to it."""
    pk = request.GET.get("done", "")
    if not (pk.isascii() and pk.isdecimal() and len(pk) <= _DIGITS):
        return None
    case = (
        Case.objects.visible_to(request.viewer).only("state", "subject_name", "second_look_since").filter(pk=pk).first()
    )
    return (_done_words(case), case) if case is not None else None


def _done_words(case: Case) -> str:
    if case.second_look_since is not None:
        return _("已提交复核，另一位审核员同意后才会发出")
    if case.state == "under_review":
        return _("已回到审核中")
    return _("已退回") if case.state == "returned" else _("已审核通过")
