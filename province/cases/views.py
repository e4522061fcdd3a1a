from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from beian.audit.models import AuditEntry
from beian.pages import reading
from beian.pages.components import Tab
from beian.pages.errors import Conflict
from beian.pages.forms import unprocessable
from beian.pages.navigation import links_for
from beian.pages.reasons import reason_rows, reasons_of
from beian.people.access import allow
from beian.people.nodes import here
from province.cases import history, permissions, transitions
from province.cases.forms import DecisionForm
from province.cases.models import Case, Relation
from province.cases.permissions import Refused
from province.cases.tables import CaseTable, SupervisedTable

READERS = ("province_reviewer", "province_supervisor", "province_leader", "province_support")
PAGE = "province/cases/case.html"


@allow(*READERS, "operations", "system_admin", "security_admin", "audit_admin")
@require_GET
def home(request: HttpRequest, code: str) -> HttpResponse:
    """Where somebody lands after signing in: the queue for those who review, else the list of what is his."""
    viewer = request.viewer
    if viewer.holds(*READERS):
        return redirect(here("queue"))
    links = links_for(node=viewer.node, roles=viewer.roles, path=request.path)
    return redirect(links[0].url) if links else render(request, "people/landing.html", {"links": links})


@allow(*READERS)
@require_GET
def queue(request: HttpRequest, code: str) -> HttpResponse:
    """What this province decides: mine, to claim, all under review, returned."""
    now, shown = timezone.now(), request.GET.get("show", "open")
    cases = Case.objects.visible_to(request.viewer).filter(relation=Relation.SUBJECT).select_related("claimed_by")
    parts = {
        "open": (_("待领取"), cases.to_decide().free(now)),
        "mine": (_("我在办"), cases.to_decide().held_by(request.viewer.user, now)),
        "all": (_("全部"), cases),
    }
    shown = shown if shown in parts else "open"
    tabs = [Tab(label, f"{here('queue')}?show={key}", current=key == shown) for key, (label, _rows) in parts.items()]
    context = {"tabs": tabs, "may_claim": request.viewer.holds("province_reviewer")}
    return CaseTable.respond(request, parts[shown][1], "province/cases/queue.html", context)


@allow(*READERS)
@require_GET
def supervised(request: HttpRequest, code: str) -> HttpResponse:
    """Filings of this province's providers whose subject is elsewhere: persons masked, nothing to decide (decision 4)."""
    cases = Case.objects.visible_to(request.viewer).filter(relation=Relation.PROVIDER)
    return SupervisedTable.respond(request, cases, "province/cases/supervised.html")


@allow("province_reviewer")
@require_POST
def claim_next(request: HttpRequest, code: str) -> HttpResponse:
    """The most urgent case that nobody has in hand."""
    case = transitions.claim_next(by=request.viewer.user, now=timezone.now())
    return redirect(here("queue") + "?show=mine" if case is None else here("case", case.pk))


@allow("province_reviewer")
@require_POST
def case_claim(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take this case in hand for a quarter of an hour."""
    found = get_object_or_404(Case.objects.visible_to(request.viewer), pk=pk)
    try:
        transitions.claim(case=found, by=request.viewer.user, now=timezone.now())
    except Refused as refusal:
        raise Conflict(who=_("系统"), what=str(refusal), back=here("case", pk)) from refusal
    return redirect(here("case", pk))


@allow(*READERS)
@require_GET
def case(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The review page: fields left, evidence right, automatic checks, history."""
    found = get_object_or_404(Case.objects.visible_to(request.viewer).select_related("claimed_by", "decided_by"), pk=pk)
    return render(request, PAGE, _frame(request, found))


@allow("province_reviewer")
@require_POST
def case_decide(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Approve or send back. Whoever decides second is told who decided first (F25)."""
    found = get_object_or_404(Case.objects.visible_to(request.viewer).select_related("claimed_by", "decided_by"), pk=pk)
    form = DecisionForm(request.POST)
    rows = reason_rows(request, found.masked_document(), chosen=form.returns)
    if form.returns and rows.row_asked:
        return render(request, PAGE, _frame(request, found) | {"form": form, "rows": rows.with_another_row()})
    if not form.is_valid() or (form.returns and not rows.is_valid()):
        return _again(request, found, form, rows)
    try:
        _decide(request, found, form, reasons_of(rows) if form.returns else None)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, found, form, rows)
    return redirect(here("case", pk))


def _decide(request: HttpRequest, found: Case, form: DecisionForm, reasons: list[dict] | None) -> None:
    now, by = timezone.now(), request.viewer.user
    if reasons is None:
        transitions.approve(case=found, by=by, now=now, read=form.cleaned_data["revision"])
    else:
        transitions.send_back(case=found, by=by, reasons=reasons, now=now, read=form.cleaned_data["revision"])


def _again(request: HttpRequest, found: Case, form: DecisionForm, rows) -> HttpResponse:
    return unprocessable(request, PAGE, _frame(request, found) | {"form": form, "rows": rows})


def _frame(request: HttpRequest, found: Case) -> dict:
    """What the review page shows. Personal items stay masked: a reviewer who needs one asks for it with a reason."""
    document = found.masked_document()
    refusal = _refusal(request, found)
    entries = AuditEntry.objects.filter(
        node=request.viewer.node, subject_kind="application", subject_id=str(found.application)
    )
    return {
        "case": found,
        "groups": reading.groups(document),
        "labels": reading.labels(document),
        "files": found.evidence.visible_to(request.viewer),
        "timeline": history.timeline(entries.order_by("id"), found),
        "form": DecisionForm(initial={"revision": found.revision}),
        "rows": reason_rows(request, document, chosen=False),
        "refusal": refusal,
        "crumbs": [(_("审核队列"), here("queue")), (found.subject_name, "")],
    }


def _refusal(request: HttpRequest, found: Case) -> str:
    """Why this viewer cannot decide now, in the words of the refusal that deciding would meet; empty where he can."""
    if not request.viewer.holds("province_reviewer"):
        return _("只有审核员可以作出审核决定。")
    try:
        permissions.check_can_decide(case=found, by=request.viewer.user, now=timezone.now())
    except (Refused, Conflict) as refusal:
        return str(refusal)
    return ""
