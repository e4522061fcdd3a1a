"""Filling in: the question pages one by one, the mending page after a return, and how many websites there are."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from beian.evidence.beforehand import decode
from beian.filing import documents, rules
from beian.filing.documents import FilingDocument
from beian.pages.forms import PageFormSet, unprocessable
from beian.people.access import allow, beforehand
from beian.people.nodes import here
from provider.applications import contacts, meanwhile, mending, papers, progress, questions, transitions, uploads
from provider.applications.forms import AnswersForm, approvals_of, form_of, page_form, pre_approval_rows, sent
from provider.applications.judgement import concerning, page_of
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.applications.questions import answering, page_of_slug
from provider.applications.reaching import TEMPLATES, closed, conflict, crumbs_within, mine


def _first(request: HttpRequest) -> None:
    """What is slow, or is the business of accounts, is done before the owner's scope is entered."""
    decode(**papers.CAMERAS)(request)
    contacts.beforehand(request)


@allow("site_owner")
@beforehand(_first)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def application_page(request: HttpRequest, code: str, uuid: UUID, page: str) -> HttpResponse:
    """One question page: kept when its answers are well formed and no rule refuses them, then on to the next."""
    record = mine(request, uuid)
    if questions.read_page(page) is None:
        raise Http404
    if not record.open_to_owner:
        return closed(request, record)
    document = record.open_document()
    if page not in questions.pages_of(document):
        return redirect(here("application", record.uuid))
    if page == "documents":
        return uploads.answer(request, record, document)
    return _page(request, record, document, page)


def _page(request: HttpRequest, record: Application, document: FilingDocument, page: str) -> HttpResponse:
    opened = mending.open_paths(record, document)
    asked = mending.open_questions(page, document, opened)
    form, rows = _forms(request, document, page, [one.name for one in asked] if opened is not None else [], opened)
    if not asked and rows is None:
        return redirect(here("application_mend", record.uuid))
    context = page_context(record, document, page, request) | {"form": form, "rows": rows}
    context["unfolded"] = rows is not None and _unfolded(request, rows, context["reasons"])
    if request.method == "GET":
        return _shown(request, record, form, context | _advice(document, form))
    if rows is not None and rows.row_asked:
        return _shown(request, record, form, context | {"form": form.unvalidated(), "rows": rows.with_another_row()})
    outcome = _heard(request, record)
    if contacts.BUTTON in request.POST:
        return _shown(request, record, form.unvalidated(), context)
    sound = [_all_valid(form, rows), _readable(request, form), outcome is None or not outcome.refusal]
    if not all(sound):
        return _shown(request, record, form, context, refused=True)
    return _keep(request, record, page, form, context)


def _advice(document: FilingDocument, form: AnswersForm) -> dict[str, Any]:
    """What reviewers are likely to ask about answers that stand on this page already."""
    found = [one for one in rules.check_document(documents.dump(document)) if one.severity == "warn"]
    advice = concerning(found, form.stems)
    return {"advice": advice, "advice_labels": {one.item: mending.label_of(one.item, document) for one in advice}}


def _forms(
    request: HttpRequest, document: FilingDocument, page: str, only: list[str], opened: frozenset[str] | None
) -> tuple[AnswersForm, PageFormSet | None]:
    """The page's form and, on a site's page, the rows of its pre-approvals."""
    today, (kind, site) = timezone.localdate(), page_of_slug(page)
    with_rows = kind == "site" and mending.is_open(approvals_of(site), opened)
    rows = pre_approval_rows(sent(request), document, today, site) if with_rows else None
    initial = _known_already(request, document) if kind == "subject_principal" else {}
    form = page_form(page, document, today, only=only)(sent(request), document=document, rows=rows, initial=initial)
    return form, rows


def _shown(
    request: HttpRequest, record: Application, form: AnswersForm, context: dict[str, Any], *, refused: bool = False
) -> HttpResponse:
    outcome = getattr(request, "contact", None)
    context = context | {
        "form": form,
        "lines": contacts.lines(record, form, request.viewer.user, outcome),
        "seen": context.get("seen") or _seen(request, record, form),
    }
    if not refused:
        return render(request, f"{TEMPLATES}/page.html", context)
    return unprocessable(request, f"{TEMPLATES}/page.html", context, status=context.get("status", 422))


def _seen(request: HttpRequest, record: Application, form: AnswersForm) -> str:
    """What the form was first shown with stays with it however often it comes back refused."""
    sent_with = request.POST.get(meanwhile.FIELD)
    if sent_with and meanwhile.read(sent_with):
        return sent_with
    return meanwhile.signs(record, form.document, form.stems)


def _readable(request: HttpRequest, form: AnswersForm) -> bool:
    """Whether the page knows what it was shown with; one that does not is shown anew, values and all."""
    if meanwhile.read(request.POST.get(meanwhile.FIELD)) is not None:
        return True
    form.add_error(None, _("这一页打开得太久或被改动过，请核对后再保存一次。"))
    return False


def _heard(request: HttpRequest, record: Application) -> contacts.Outcome | None:
    """What came of the code before this scope began; a confirmed contact is kept at once."""
    outcome: contacts.Outcome | None = getattr(request, "contact", None)
    if outcome is not None and outcome.confirmed:
        transitions.confirm_contact(application=record, address=outcome.address, how="code", now=timezone.now())
    return outcome


def _unfolded(request: HttpRequest, rows: PageFormSet, reasons: list[mending.Reason]) -> bool:
    """Whether the rows stand open: something is in them or wrong with them, or somebody came for them."""
    asked = "approvals" in request.GET or rows.row_asked
    spoken_of = any("pre_approvals" in reason.item for reason in reasons)
    return asked or spoken_of or any(row.initial or row.has_changed() for row in rows.forms)


def _known_already(request: HttpRequest, document: FilingDocument) -> dict[str, str]:
    """The number that the owner signed in with, so that he need not type it again."""
    own = contacts.signed_in_with(request.viewer.user)
    return {"subject-principal-mobile": own} if own and not document.subject.principal.mobile else {}


def _all_valid(form: forms.Form, rows: PageFormSet | None) -> bool:
    """Both are asked, so that every refusal is shown at once."""
    return all([form.is_valid(), rows is None or rows.is_valid()])


def _keep(
    request: HttpRequest, record: Application, page: str, form: AnswersForm, context: dict[str, Any]
) -> HttpResponse:
    """Keep the page and go on; where another window has answered differently meanwhile, both answers are shown."""
    try:
        record = _saved(request, record, page, form)
    except Refused as refusal:
        raise conflict(record, refusal) from refusal
    except meanwhile.ChangedElsewhere as changed:
        _say_what_changed(form, changed)
        fresh = {"seen": meanwhile.signs(record, changed.document, form.stems), "status": 409, "elsewhere": True}
        return _shown(request, record, form, context | fresh, refused=True)
    if request.POST.get("then") == "check":
        return redirect(here("application_check", record.uuid))
    following = progress.next_page(record.masked_document(), page)
    name = ("application_page", record.uuid, following) if following else ("application_check", record.uuid)
    return redirect(here(*name))


def _saved(request: HttpRequest, record: Application, page: str, form: AnswersForm) -> Application:
    seen = meanwhile.read(request.POST.get(meanwhile.FIELD)) or {}
    record = transitions.save_page(application=record, values=form.values, page=page, seen=seen)
    own = contacts.signed_in_with(request.viewer.user)
    if own and own in (value for path, value in form.values.items() if path.endswith("principal.mobile")):
        transitions.confirm_contact(application=record, address=own, how="sign_in", now=timezone.now())
    return record


def _say_what_changed(form: AnswersForm, changed: meanwhile.ChangedElsewhere) -> None:
    """Beside each field what stands there now; in the field stays what was typed here."""
    said = set()
    for path in changed.items:
        question = answering(path, form.asked)
        name = question.name if question is not None and question.name in form.fields else None
        if name in said:
            continue
        said.add(name)
        form.add_error(name, _changed_words(question, changed.document))


def _changed_words(question: questions.Question | None, document: FilingDocument) -> str:
    held = question.shown(document) if question is not None else ""
    words = "、".join(held) if isinstance(held, list) else held
    if not words:
        return _("这一项在另一个窗口里已经改过。要用这里的内容，请再保存一次。")
    return _("这一项在另一个窗口里已改为“%(held)s”。要用这里填的内容，请再保存一次。") % {"held": words}


def page_context(record: Application, document: FilingDocument, page: str, request: HttpRequest) -> dict[str, Any]:
    """What every question page shows beside its form."""
    pages, title = questions.pages_of(document), questions.title_of(page, document)
    reasons = mending.reasons_of(record, document)
    back = "check" in (request.GET.get("then"), request.POST.get("then")) or record.state == "returned"
    return {
        "application": record,
        "title": title,
        "step": pages.index(page) + 1,
        "steps": len(pages),
        "reasons": [one for one in reasons if one.item and page_of(one.item, document) == page],
        "then": "check" if back else "",
        "crumbs": crumbs_within(record, title),
    }


@allow("site_owner")
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def application_mend(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Only what came back: the reason, how to mend it, and the field with its old value. All else stays as it was."""
    record = mine(request, uuid)
    if record.state != "returned":
        return closed(request, record)
    document = record.open_document()
    reasons = [*mending.reasons_of(record, document), *mending.changed_since(record, document)]
    form = _mending_form(reasons, document, timezone.localdate())(sent(request), document=document)
    context = {
        "application": record,
        "reasons": reasons,
        "crumbs": crumbs_within(record, _("修改退回的内容")),
        "changed_since": any(reason.new for reason in reasons),
    }
    if request.method == "GET":
        return _mending(request, record, form, context)
    if not all([form.is_valid(), _readable(request, form)]):
        return _mending(request, record, form, context, status=422)
    return _mended(request, record, form, context)


def _mending_form(reasons: list[mending.Reason], document: FilingDocument, today: date) -> type[AnswersForm]:
    return form_of(mending.asked_again(reasons, document), document, today)


def _mending(
    request: HttpRequest, record: Application, form: AnswersForm, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {"seen": _seen(request, record, form)} | context
    context |= {"form": form, "parts": mending.parts(context["reasons"], form, form.document)}
    if status == 200:
        return render(request, f"{TEMPLATES}/mend.html", context)
    return unprocessable(request, f"{TEMPLATES}/mend.html", context, status=status)


def _mended(request: HttpRequest, record: Application, form: AnswersForm, context: dict[str, Any]) -> HttpResponse:
    """Kept, and on: to what only another page can mend, else to checking and handing in."""
    try:
        record = _saved(request, record, "mend", form)
    except Refused as refusal:
        raise conflict(record, refusal) from refusal
    except meanwhile.ChangedElsewhere as changed:
        _say_what_changed(form, changed)
        fresh = {"seen": meanwhile.signs(record, changed.document, form.stems), "elsewhere": True}
        return _mending(request, record, form, context | fresh, status=409)
    document = record.open_document()
    if mending.changed_since(record, document):
        return redirect(here("application_mend", record.uuid))
    if mending.awaits_papers(record, document):
        return redirect(here("application_page", record.uuid, "documents"))
    return redirect(here("application_check", record.uuid))


@allow("site_owner")
@require_POST
def application_site_add(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One more website in this filing, with pages of its own."""
    record = mine(request, uuid)
    try:
        record = transitions.add_site(application=record)
    except Refused as refusal:
        raise conflict(record, refusal) from refusal
    number = len(record.document["sites"]) - 1
    return redirect(here("application_page", record.uuid, questions.Page("site", number).slug))


@allow("site_owner")
@require_http_methods(["GET", "POST"])
def application_site_remove(request: HttpRequest, code: str, uuid: UUID, number: int) -> HttpResponse:
    """Asked once more: what was answered about the website goes with it. `number` counts from 1, as people do."""
    record = mine(request, uuid)
    if not record.open_to_owner:
        return closed(request, record)
    sites = record.document["sites"]
    if not 1 <= number <= len(sites):
        raise Http404
    if request.method == "POST":
        try:
            transitions.remove_site(application=record, site=number - 1)
        except Refused as refusal:
            raise conflict(record, refusal) from refusal
        return redirect(here("application", record.uuid))
    title = _("去掉第 %(n)d 个网站") % {"n": number}
    site = sites[number - 1].get("name", "")
    context = {"application": record, "title": title, "site": site, "crumbs": crumbs_within(record, title)}
    return render(request, f"{TEMPLATES}/site_remove.html", context)
