"""The owner's pages: his applications, the question pages, checking and handing in, and how it stands."""

from __future__ import annotations

from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.evidence.beforehand import decode
from beian.filing import documents, sealing
from beian.pages import keyset, words
from beian.pages.errors import Conflict
from beian.pages.forms import PageFormSet, unprocessable
from beian.pages.navigation import links_for
from beian.people import keys
from beian.people.access import allow, beforehand
from beian.people.nodes import here
from beian.people.roles import titles
from beian.reference import provinces
from provider.applications import hints, history, judgement, papers, permissions, progress, questions, transitions
from provider.applications.forms import form_of, page_form, pre_approval_rows, sent
from provider.applications.models import Application
from provider.applications.permissions import Refused

TEMPLATES = "provider/applications"


@allow(
    "site_owner",
    "provider_clerk",
    "provider_verifier",
    "provider_admin",
    "system_admin",
    "security_admin",
    "audit_admin",
)
@require_GET
def home(request: HttpRequest, code: str) -> HttpResponse:
    """Where signing in leads: the first page of one's own work."""
    links = links_for(node=request.viewer.node, roles=request.viewer.roles, path=request.path)
    return (
        redirect(links[0].url)
        if links
        else render(request, "people/landing.html", {"roles": titles(request.viewer.roles)})
    )


@allow("site_owner")
@require_GET
def application_list(request: HttpRequest, code: str) -> HttpResponse:
    mine = Application.objects.visible_to(request.viewer).defer("sealed", "wrapped_key")
    page = keyset.page(mine, order=("-id",), after=request.GET.get("after"), size=20)
    cards = [(one, _name_of(one), history.turn_of(one)) for one in page.rows]
    return render(request, f"{TEMPLATES}/list.html", {"cards": cards, "paging": page})


def _name_of(application: Application) -> str:
    """How the owner recognises it: the site's name or domain, else the subject."""
    site = (application.document.get("sites") or [{}])[0]
    subject = application.document.get("subject", {}).get("name")
    return site.get("name") or next(iter(site.get("domains", [])), "") or subject or _("尚未填写网站名称")


@allow("site_owner")
@require_http_methods(["GET", "POST"])
def application_new(request: HttpRequest, code: str) -> HttpResponse:
    """Who files and where: with these two answers the draft begins."""
    empty = documents.new()
    form = page_form("nature", empty, timezone.localdate())(sent(request), document=empty)
    context = {"form": form, "crumbs": _crumbs((_("新增备案"), ""))}
    if request.method == "GET":
        return render(request, f"{TEMPLATES}/new.html", context)
    if not form.is_valid():
        return unprocessable(request, f"{TEMPLATES}/new.html", context)
    application = transitions.start_draft(owner=request.viewer.user, values=form.values, now=timezone.now())
    return redirect(here("application_page", application.uuid, "subject"))


@allow("site_owner")
@require_GET
def application(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One application: the task list while it is the owner's turn to write, otherwise how it stands."""
    record = _mine(request, uuid)
    if record.state == "draft":
        return _tasks(request, record)
    return _status(request, record)


def _tasks(request: HttpRequest, record: Application) -> HttpResponse:
    document = record.open_document()
    groups = progress.task_groups(record, document, judgement.judge(record, document))
    context = {
        "application": record,
        "name": _name_of(record),
        "groups": groups,
        "crumbs": _crumbs((_name_of(record), "")),
    }
    return render(request, f"{TEMPLATES}/tasks.html", context)


def _status(request: HttpRequest, record: Application) -> HttpResponse:
    document = record.masked_document()
    context = {
        "application": record,
        "name": _name_of(record),
        "timeline": history.timeline(record),
        "turn": history.turn_of(record),
        "next": history.next_of(record),
        "reasons": progress.reasons_of(record, document) if record.state == "returned" else [],
        "rounds": list(record.rounds.defer("sealed")),
        "sections": progress.sections(record, document, hidden=frozenset(record.document.get("masked", []))),
        "withdrawable": permissions.allowed(permissions.check_can_withdraw, record),
        "crumbs": _crumbs((_name_of(record), "")),
    }
    granted = _granted(record) if record.state == "granted" else {}
    return render(request, f"{TEMPLATES}/status.html", context | granted)


def _granted(record: Application) -> dict:
    """What the owner has in the end: numbers, since when, and what is left to do with them."""
    numbers = [(_("网站备案号"), number) for number in record.site_numbers]
    return {
        "granted": [*numbers, (_("核发日期"), words.day(history.granted_on(record)))],
        "shown_number": next(iter(record.site_numbers), record.filing_number),
        "bureau": history.bureau_of(record),
        "register": provinces.site(record.subject_province),
    }


@allow("site_owner")
@beforehand(decode())
@require_http_methods(["GET", "POST"])
def application_page(request: HttpRequest, code: str, uuid: UUID, page: str) -> HttpResponse:
    """One question page: kept when its answers are well formed and no rule refuses them, then on to the next."""
    record = _mine(request, uuid)
    if page not in questions.PAGES:
        raise Http404
    if not record.open_to_owner:
        return _closed(request, record)
    document = record.open_document()
    if page not in questions.pages_of(document):
        return redirect(here("application", record.uuid))
    if page == "documents":
        return _papers(request, record, document)
    today = timezone.localdate()
    rows = pre_approval_rows(sent(request), document, today) if page == "site" else None
    initial = _known_already(request, document) if page == "subject_principal" else {}
    form = page_form(page, document, today)(sent(request), document=document, rows=rows, initial=initial)
    context = _page_context(request, record, document, page) | {"form": form, "rows": rows}
    context["unfolded"] = rows is not None and _unfolded(request, rows, context["reasons"])
    template = f"{TEMPLATES}/page.html"
    if request.method == "GET":
        return render(request, template, context)
    if rows is not None and rows.row_asked:
        return render(request, template, context | {"form": form.unvalidated(), "rows": rows.with_another_row()})
    if not _all_valid(form, rows):
        return unprocessable(request, template, context)
    return _keep(request, record, page, form.values)


def _unfolded(request: HttpRequest, rows: PageFormSet, reasons: list[progress.Reason]) -> bool:
    """Whether the rows stand open: something is in them or wrong with them, or somebody came for them."""
    asked = "approvals" in request.GET or rows.row_asked
    spoken_of = any("pre_approvals" in reason.item for reason in reasons)
    return asked or spoken_of or any(row.initial or row.has_changed() for row in rows.forms)


def _known_already(request: HttpRequest, document: documents.FilingDocument) -> dict[str, str]:
    """The number that the owner signed in with, so that he need not type it again."""
    sealed = request.viewer.user.mobile_sealed
    if document.subject.principal.mobile or not sealed:
        return {}
    return {"subject-principal-mobile": keys.decrypt(sealed, "user-mobile").decode()}


def _all_valid(form: forms.Form, rows) -> bool:
    """Both are asked, so that every refusal is shown at once."""
    return all([form.is_valid(), rows is None or rows.is_valid()])


def _keep(request: HttpRequest, record: Application, page: str, values: dict) -> HttpResponse:
    try:
        record = transitions.save_page(application=record, values=values, page=page)
    except Refused as refusal:
        raise _conflict(record, refusal) from refusal
    if page == "mend" or request.POST.get("then") == "check":
        return redirect(here("application_check", record.uuid))
    following = progress.next_page(record.masked_document(), page)
    name = ("application_page", record.uuid, following) if following else ("application_check", record.uuid)
    return redirect(here(*name))


def _papers(request: HttpRequest, record: Application, document: documents.FilingDocument) -> HttpResponse:
    """The papers: whatever was chosen is kept together or, where one is refused, not at all."""
    bound = request.method == "POST"
    files = list(papers.kept(record))
    form = papers.PapersForm(
        sent(request), request.FILES if bound else None, document=document, there={file.purpose for file in files}
    )
    context = _page_context(request, record, document, "documents") | {"form": form}
    if bound and form.is_valid():
        try:
            transitions.keep_papers(application=record, prepared=form.prepared)
        except Refused as refusal:
            raise _conflict(record, refusal) from refusal
        again = form.prepared and request.POST.get("then") == "stay"
        return redirect(
            here("application_page", record.uuid, "documents") if again else here("application_check", record.uuid)
        )
    context["papers"] = papers.on_page(record, document, form, files)
    if bound:
        return unprocessable(request, f"{TEMPLATES}/papers.html", context)
    return render(request, f"{TEMPLATES}/papers.html", context)


def _page_context(request: HttpRequest, record: Application, document: documents.FilingDocument, page: str) -> dict:
    pages = questions.pages_of(document)
    reasons = progress.reasons_of(record, document)
    return {
        "application": record,
        "title": questions.title_of(page, document),
        "step": pages.index(page) + 1,
        "steps": len(pages),
        "reasons": [one for one in reasons if one.item and judgement.page_of(one.item, document) == page],
        "then": "check"
        if "check" in (request.GET.get("then"), request.POST.get("then")) or record.state == "returned"
        else "",
        "crumbs": _crumbs(
            (_name_of(record), here("application", record.uuid)), (questions.title_of(page, document), "")
        ),
    }


@allow("site_owner")
@require_http_methods(["GET", "POST"])
def application_mend(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Only what came back: the reason, how to mend it, and the field with its old value. All else stays as it was."""
    record = _mine(request, uuid)
    if record.state != "returned":
        return _closed(request, record)
    document = record.open_document()
    reasons = progress.reasons_of(record, document)
    asked = progress.asked_again(reasons, document)
    form = form_of(asked, document, timezone.localdate())(sent(request), document=document)
    context = {
        "application": record,
        "form": form,
        "parts": progress.mending_parts(reasons, form, document),
        "crumbs": _crumbs((_name_of(record), here("application", record.uuid)), (_("修改退回的内容"), "")),
    }
    if request.method == "GET":
        return render(request, f"{TEMPLATES}/mend.html", context)
    if not form.is_valid():
        return unprocessable(request, f"{TEMPLATES}/mend.html", context)
    return _keep(request, record, "mend", form.values)


@allow("site_owner")
@require_GET
def application_check(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """All answers on one page, each with 修改; the form at the end hands them in, once."""
    record = _mine(request, uuid)
    if not record.open_to_owner:
        return _closed(request, record)
    document = record.open_document()
    return render(request, f"{TEMPLATES}/check.html", _check_context(record, document, hints.of(record, document)))


def _check_context(record: Application, document: documents.FilingDocument, hinted: hints.Hints = hints.NONE) -> dict:
    judged = judgement.judge(record, document)
    return {
        "application": record,
        "sections": progress.sections(
            record, document, changeable=True, notes=progress.notes_of(judged), advice=hinted.advice
        ),
        "hint_unknown": hinted.unknown,
        "judged": judged,
        "advice": judged.advice,
        "advice_labels": {one.item: progress.label_of(one.item, document) for one in judged.advice},
        "lacking": progress.mistakes(document, judged),
        "form_key": uuid4(),
        "crumbs": _crumbs((_name_of(record), here("application", record.uuid)), (_("核对并提交"), "")),
    }


@allow("site_owner")
@require_POST
def application_submit(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Hand it in. However often the same form is sent, one round comes of it, and every answer is its result page."""
    record = _mine(request, uuid)
    try:
        transitions.submit(application=record, form_key=_form_key(request), now=timezone.now())
    except judgement.NotComplete:
        context = _check_context(record, record.open_document())
        return unprocessable(request, f"{TEMPLATES}/check.html", context | {"mistakes": context["lacking"]})
    except Refused as refusal:
        record.refresh_from_db(fields=["state", "state_since"])
        if record.state != "submitted":
            raise _conflict(record, refusal) from refusal
    return redirect(here("application_submitted", record.uuid))


def _form_key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None


@allow("site_owner")
@require_GET
def application_submitted(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The result page of handing in: what happens next and by when. It stays true for as long as the precheck waits."""
    record = _mine(request, uuid)
    if record.state != "submitted":
        return redirect(here("application", record.uuid))
    context = {
        "application": record,
        "crumbs": _crumbs((_name_of(record), here("application", record.uuid)), (_("已提交"), "")),
    }
    return render(request, f"{TEMPLATES}/submitted.html", context)


@allow("site_owner")
@require_http_methods(["GET", "POST"])
def application_withdraw(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Asked once more, since it cannot be undone."""
    record = _mine(request, uuid)
    try:
        if request.method == "POST":
            transitions.withdraw(application=record, now=timezone.now())
            return redirect(here("application", record.uuid))
        permissions.check_can_withdraw(record)
    except Refused as refusal:
        raise _conflict(record, refusal) from refusal
    crumbs = _crumbs((_name_of(record), here("application", record.uuid)), (_("撤回申请"), ""))
    return render(
        request, f"{TEMPLATES}/withdraw.html", {"application": record, "name": _name_of(record), "crumbs": crumbs}
    )


@allow("site_owner")
@require_GET
def application_round(request: HttpRequest, code: str, uuid: UUID, number: int) -> HttpResponse:
    """What was handed in on an earlier round, and why it came back; personal items masked."""
    record = _mine(request, uuid)
    round_ = get_object_or_404(record.rounds.defer("sealed"), number=number)
    document = sealing.read_open(round_.document)
    notes = {reason.get("item", ""): reason.get("text", "") for reason in round_.reasons}
    hidden = frozenset(round_.document.get("masked", []))
    context = {
        "application": record,
        "round": round_,
        "sections": progress.sections(record, document, notes=notes, hidden=hidden),
        "crumbs": _crumbs(
            (_name_of(record), here("application", record.uuid)), (_("第 %(n)d 次提交") % {"n": number}, "")
        ),
    }
    return render(request, f"{TEMPLATES}/round.html", context)


def _mine(request: HttpRequest, uuid: UUID) -> Application:
    return get_object_or_404(Application.objects.visible_to(request.viewer), uuid=uuid)


def _closed(request: HttpRequest, record: Application) -> HttpResponse:
    """An old tab on a page that can no longer be filled in: reading leads to how it stands, writing is told who has it."""
    if request.method == "GET":
        return redirect(here("application", record.uuid))
    try:
        permissions.check_can_change(record)
    except Refused as refusal:
        raise _conflict(record, refusal) from refusal
    return redirect(here("application", record.uuid))


def _conflict(record: Application, refusal: Refused) -> Conflict:
    who = history.turn_of(record) or record.state_label
    return Conflict(who=who, what=str(refusal), when=record.state_since, back=here("application", record.uuid))


def _crumbs(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("我的备案"), here("application_list")), *steps]
