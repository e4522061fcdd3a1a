"""Filing for an owner who stands at the desk or telephones (B1): begun with his code, filled in on one page, handed in with his code."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from beian import audit
from beian.evidence.beforehand import decode
from beian.filing import documents
from beian.filing.documents import FilingDocument
from beian.pages import reading
from beian.pages.forms import Mistake, PageFormSet, mistakes, unprocessable
from beian.people.access import allow, beforehand
from beian.people.nodes import here
from provider.applications import judgement, papers, questions, transitions
from provider.applications.entrance import CodeForm, MobileForm
from provider.applications.forms import AnswersForm, page_form, pre_approval_rows, sent
from provider.applications.models import OPEN_TO_OWNER, Application
from provider.applications.permissions import Refused
from provider.applications.progress import label_of
from provider.counter import consent, permissions, tables
from provider.counter.views import crumbs, log_reading, mistake

START, FORM, CHECK = (f"provider/counter/behalf_{page}.html" for page in ("start", "form", "check"))
LISTED = 20
clerk = allow("provider_clerk")


def drafts(request: HttpRequest) -> QuerySet[Application]:
    """What clerks fill in here for owners and has not been handed in, or has come back."""
    mine = Application.objects.visible_to(request.viewer)
    return mine.filter(on_behalf=True, state__in=OPEN_TO_OWNER)


def one(request: HttpRequest, uuid: UUID) -> Application:
    """404 for somebody's own draft; 409 where it has been handed in meanwhile."""
    mine = Application.objects.visible_to(request.viewer)
    record = get_object_or_404(mine.select_related("owner"), uuid=uuid, on_behalf=True)
    if not record.open_to_owner:
        raise permissions.late(record)
    return record


@clerk
@beforehand(consent.may_be_filled_for)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def behalf(request: HttpRequest, code: str) -> HttpResponse:
    """The owner's number and what he files; a code goes to him, and with it the draft begins."""
    empty, word = documents.new(), getattr(request, "word", consent.NOTHING)
    data = sent(request)
    form, nature = MobileForm(data), page_form("nature", empty, timezone.localdate())(data, document=empty)
    context = _start_context(request, form, nature, word)
    if data is None:
        return render(request, START, context)
    if not all([form.is_valid(), nature.is_valid()]):
        return unprocessable(request, START, context | {"code_form": CodeForm()})
    if word.sent and not word.refusal:
        return render(request, START, context)
    if word.owner is None:
        return unprocessable(request, START, _refused(context, word))
    record = transitions.start_draft(owner=word.owner, values=nature.values, now=timezone.now(), on_behalf=True)
    _record(record, "behalf.consent", {"owner": word.owner.name})
    return redirect(here("behalf_form", record.uuid))


def _start_context(request: HttpRequest, form: MobileForm, nature: AnswersForm, word: consent.Word) -> dict[str, Any]:
    waiting = drafts(request).defer("sealed", "wrapped_key").order_by("-id")[:LISTED]
    return {
        "form": form,
        "nature": nature,
        "code_form": CodeForm(),
        "asked": word.sent,
        "drafts": [(row, tables.subject_of(row)) for row in waiting],
        "crumbs": crumbs((_("代主办者备案"), "")),
    }


def _refused(context: dict[str, Any], word: consent.Word) -> dict[str, Any]:
    text = word.refusal or _("请先发送验证码，再填写主办者收到的验证码。")
    return context | {"asked": word.sent, "mistakes": mistake(text)}


class Section(NamedTuple):
    """One question page's worth of the whole form."""

    page: str
    title: str
    form: AnswersForm
    rows: PageFormSet | None

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.rows is None or self.rows.is_valid()])

    @property
    def forms(self) -> list[Any]:
        return [self.form, *([self.rows] if self.rows is not None else [])]


@clerk
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def behalf_form(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The whole form on one page, by the questions and rules of the owner's own pages; kept together or, where one is refused, not at all."""
    record = one(request, uuid)
    log_reading(record, "behalf")
    document = record.open_document()
    sections = _sections(document, sent(request))
    context = _form_context(request, record, document) | {"sections": sections}
    if request.method == "GET":
        return render(request, FORM, context)
    if any(section.rows is not None and section.rows.row_asked for section in sections):
        grown = [_grown(section) for section in sections]
        return render(request, FORM, context | {"sections": grown})
    if not all([section.is_valid() for section in sections]):
        found = mistakes(*(form for section in sections for form in section.forms))
        return unprocessable(request, FORM, context | {"mistakes": found})
    try:
        found = _keep(record, sections, request.POST)
    except Refused as refusal:
        return unprocessable(request, FORM, context | {"mistakes": mistake(str(refusal))})
    if found:
        return unprocessable(request, FORM, context | {"mistakes": found})
    return redirect(here("behalf_check", uuid))


def _keep(record: Application, sections: list[Section], data: Any) -> list[Mistake]:
    """Section by section, each over what the ones before have said: "the same person" means the one named on this very page."""
    for section in sections:
        answered = _section(section.page, record.open_document(), data)
        if not answered.is_valid():
            return mistakes(*answered.forms)
        record = transitions.save_page(application=record, values=answered.form.values, page=section.page)
    return []


def _sections(document: FilingDocument, data: Any) -> list[Section]:
    """Nature and province were answered at the beginning; papers are brought below."""
    asked = [page for page in questions.pages_of(document) if page not in ("nature", "documents")]
    return [_section(page, document, data) for page in asked]


def _section(page: str, document: FilingDocument, data: Any) -> Section:
    today, (kind, site) = timezone.localdate(), questions.page_of_slug(page)
    rows = pre_approval_rows(data, document, today, site) if kind == "site" and site == 0 else None
    form = page_form(page, document, today)(data, document=document, rows=rows)
    return Section(page, questions.title_of(page, document), form, rows)


def _grown(section: Section) -> Section:
    rows = section.rows.with_another_row() if section.rows is not None and section.rows.row_asked else section.rows
    return section._replace(form=section.form.unvalidated(), rows=rows)


def _form_context(request: HttpRequest, record: Application, document: FilingDocument) -> dict[str, Any]:
    return {
        "application": record,
        "name": tables.subject_of(record),
        "papers": papers.on_page(record, document, papers.PapersForm(document=document, there=_there(record))),
        "crumbs": crumbs((_("代主办者备案"), here("behalf")), (tables.subject_of(record), "")),
    }


def _there(record: Application) -> set[str]:
    return set(papers.kept(record).values_list("purpose", flat=True))


@clerk
@beforehand(decode(**papers.CAMERAS))
@require_POST
def behalf_papers(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Scans and photographs made at the desk; kept together or not at all."""
    record = one(request, uuid)
    document = record.open_document()
    form = papers.PapersForm(request.POST, request.FILES, document=document, there=_there(record))
    if not form.is_valid():
        log_reading(record, "behalf")
        context = _form_context(request, record, document) | {"sections": _sections(document, None)}
        context["papers"] = papers.on_page(record, document, form)
        return unprocessable(request, FORM, context | {"mistakes": mistakes(form)})
    transitions.keep_papers(application=record, prepared=form.prepared)
    return redirect(f"{here('behalf_form', uuid)}#papers")


@clerk
@beforehand(consent.is_right)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def behalf_check(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Read out to the owner, who answers with his code: with it the application is handed in, and the log says who filed for whom."""
    record, word = one(request, uuid), getattr(request, "word", consent.NOTHING)
    log_reading(record, "behalf")
    context = _check_context(record, word)
    if request.method == "GET" or (word.sent and not word.refusal):
        return render(request, CHECK, context)
    if word.owner is None or word.owner.pk != record.owner_id:
        return unprocessable(request, CHECK, _refused(context, word))
    try:
        transitions.submit(application=record, form_key=None, now=timezone.now())
    except judgement.NotComplete:
        return unprocessable(request, CHECK, context | {"mistakes": mistake(_("还有内容没有填好，请先改正。"))})
    except Refused as refusal:
        raise permissions.late(record) from refusal
    _record(record, "behalf.submit", {"owner": word.owner.name})
    return redirect(here("filing", uuid))


def _check_context(record: Application, word: consent.Word) -> dict[str, Any]:
    document = record.open_document()
    judged = judgement.judge(record, document)
    missing = [(label_of(path, document), _("请填写。")) for path in judged.missing]
    wrong = [(label_of(one.item, document), f"{one.text} {one.suggestion}".strip()) for one in judged.refusals]
    lacking = [(papers.label_of(purpose), _("请上传。")) for purpose in judged.papers]
    return {
        "application": record,
        "name": tables.subject_of(record),
        "groups": reading.groups(document),
        "complete": judged.complete,
        "open": [*missing, *wrong, *lacking],
        "advice": judged.advice,
        "labels": reading.labels(document),
        "code_form": CodeForm(),
        "asked": word.sent,
        "owner": record.owner,
        "crumbs": crumbs(
            (_("代主办者备案"), here("behalf")),
            (tables.subject_of(record), here("behalf_form", record.uuid)),
            (_("核对并提交"), ""),
        ),
    }


def _record(record: Application, verb: str, after: dict) -> None:
    audit.record(verb=verb, subject=("application", record.uuid), owner=record.owner_id, after=after)
