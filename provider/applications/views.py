"""The owner's pages: his applications, checking and handing in, how it stands, and taking it back. Filling in is next door."""

from __future__ import annotations

from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.filing import documents, sealing
from beian.pages import keyset, words
from beian.pages.forms import PageForm, unprocessable
from beian.pages.navigation import links_for
from beian.people.access import allow
from beian.people.nodes import here
from beian.people.roles import titles
from beian.reference import provinces
from provider.applications import (
    booking,
    certificate,
    contacts,
    hints,
    history,
    judgement,
    mending,
    permissions,
    progress,
    transitions,
)
from provider.applications.forms import page_form, sent
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.applications.reaching import TEMPLATES, closed, conflict, crumbs, crumbs_within, mine, name_of


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
    cards = [(one, name_of(one), history.turn_of(one)) for one in page.rows]
    return render(request, f"{TEMPLATES}/list.html", {"cards": cards, "paging": page})


@allow("site_owner")
@require_http_methods(["GET", "POST"])
def application_new(request: HttpRequest, code: str) -> HttpResponse:
    """Who files and where: with these two answers the draft begins."""
    empty = documents.new()
    form = page_form("nature", empty, timezone.localdate())(sent(request), document=empty)
    context = {"form": form, "crumbs": crumbs((_("新增备案"), ""))}
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
    record = mine(request, uuid)
    if record.state == "draft":
        return _tasks(request, record)
    return _status(request, record)


def _tasks(request: HttpRequest, record: Application) -> HttpResponse:
    document = record.open_document()
    groups = progress.task_groups(record, document, judgement.judge(record, document))
    context = {
        "application": record,
        "name": name_of(record),
        "groups": groups,
        "done": sum(task.tone == "success" for group in groups for task in group.tasks),
        "tasks": sum(len(group.tasks) for group in groups),
        "sites": _sites(document),
        "growable": permissions.allowed(permissions.check_can_add_site, record, document),
        "crumbs": crumbs((name_of(record), "")),
    }
    return render(request, f"{TEMPLATES}/tasks.html", context)


def _sites(document: documents.FilingDocument) -> list[tuple[int, str]]:
    """(number, name) of each website where there are several, so that one can be taken out again."""
    named = [(number, site.name or "") for number, site in enumerate(document.sites, 1)]
    return named if len(named) > 1 else []


def _status(request: HttpRequest, record: Application) -> HttpResponse:
    document = record.masked_document()
    context = {
        "application": record,
        "name": name_of(record),
        "timeline": history.timeline(record),
        "turn": history.turn_of(record),
        "next": history.next_of(record),
        "reasons": mending.reasons_of(record, document) if record.state == "returned" else [],
        "rounds": list(record.rounds.defer("sealed")),
        "sections": progress.sections(record, document, hidden=frozenset(record.document.get("masked", []))),
        "withdrawable": permissions.allowed(permissions.check_can_withdraw, record),
        "crumbs": crumbs((name_of(record), "")),
    }
    granted = _granted(request, record) if record.state == "granted" else {}
    return render(request, f"{TEMPLATES}/status.html", context | granted | booking.summary(request, record))


def _granted(request: HttpRequest, record: Application) -> dict:
    """What the owner has in the end: numbers, since when, and what is left to do with them."""
    numbers = [(_("网站备案号"), number) for number in record.site_numbers]
    return {
        "granted": [*numbers, (_("核发日期"), words.day(history.granted_on(record)))],
        "shown_number": next(iter(record.site_numbers), record.filing_number),
        "bureau": history.bureau_of(record),
        "register": provinces.site(record.subject_province),
        "certificate": certificate.newest(request.viewer, record),
    }


@allow("site_owner")
@require_GET
def application_check(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """All answers on one page, each with 修改; the form at the end hands them in, once."""
    record = mine(request, uuid)
    if not record.open_to_owner:
        return closed(request, record)
    document = record.open_document()
    return render(request, f"{TEMPLATES}/check.html", _check_context(record, document, hints.of(record, document)))


def _check_context(record: Application, document: documents.FilingDocument, hinted: hints.Hints = hints.NONE) -> dict:
    judged = judgement.judge(record, document)
    confirmed = contacts.confirmed(record, document)
    return {
        "application": record,
        "sections": progress.sections(
            record,
            document,
            changeable=True,
            notes=progress.notes_of(judged),
            advice=hinted.advice,
            opened=mending.open_paths(record, document),
        ),
        "locked": record.state == "returned",
        "contacts": [(mending.label_of(path, document), check) for path, check in confirmed.items()],
        "hint_unknown": hinted.unknown,
        "judged": judged,
        "advice": judged.advice,
        "advice_labels": {one.item: mending.label_of(one.item, document) for one in judged.advice},
        "lacking": progress.mistakes(document, judged),
        "form_key": uuid4(),
        "crumbs": crumbs_within(record, _("核对并提交")),
    }


@allow("site_owner")
@require_POST
def application_submit(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Hand it in. However often the same form is sent, one round comes of it, and every answer is its result page."""
    record = mine(request, uuid)
    try:
        transitions.submit(application=record, form_key=_form_key(request), now=timezone.now())
    except judgement.NotComplete:
        context = _check_context(record, record.open_document())
        return unprocessable(request, f"{TEMPLATES}/check.html", context | {"mistakes": context["lacking"]})
    except Refused as refusal:
        record.refresh_from_db(fields=["state", "state_since"])
        if record.state != "submitted":
            raise conflict(record, refusal) from refusal
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
    record = mine(request, uuid)
    if record.state != "submitted":
        return redirect(here("application", record.uuid))
    context = {
        "application": record,
        "crumbs": crumbs_within(record, _("已提交")),
    }
    return render(request, f"{TEMPLATES}/submitted.html", context)


class WithdrawalForm(PageForm):
    reason = forms.CharField(
        label=gettext_lazy("撤回的原因"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("可以不填。不要写证件号码和电话。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@allow("site_owner")
@require_http_methods(["GET", "POST"])
def application_withdraw(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Asked once more, since it cannot be undone; why, need not be said."""
    record = mine(request, uuid)
    form, steps = WithdrawalForm(sent(request)), crumbs_within(record, _("撤回申请"))
    context = {"application": record, "name": name_of(record), "form": form, "crumbs": steps}
    try:
        permissions.check_can_withdraw(record)
        if request.method == "GET":
            return render(request, f"{TEMPLATES}/withdraw.html", context)
        if not form.is_valid():
            return unprocessable(request, f"{TEMPLATES}/withdraw.html", context)
        transitions.withdraw(application=record, now=timezone.now(), reason=form.cleaned_data["reason"])
    except Refused as refusal:
        raise conflict(record, refusal) from refusal
    return redirect(here("application", record.uuid))


@allow("site_owner")
@require_GET
def application_round(request: HttpRequest, code: str, uuid: UUID, number: int) -> HttpResponse:
    """What was handed in on an earlier round, and why it came back; personal items masked."""
    record = mine(request, uuid)
    round_ = get_object_or_404(record.rounds.defer("sealed"), number=number)
    document = sealing.read_open(round_.document)
    notes = {reason.get("item", ""): reason.get("text", "") for reason in round_.reasons}
    hidden = frozenset(round_.document.get("masked", []))
    context = {
        "application": record,
        "round": round_,
        "sections": progress.sections(record, document, notes=notes, hidden=hidden),
        "crumbs": crumbs_within(record, _("第 %(n)d 次提交") % {"n": number}),
    }
    return render(request, f"{TEMPLATES}/round.html", context)
