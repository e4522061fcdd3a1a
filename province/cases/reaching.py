"""The page from which a reviewer reaches the people of a filing: texts with a code, calls, and their log (B15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from beian.pages.errors import Conflict
from beian.pages.forms import PageForm, unprocessable
from beian.people.access import allow
from beian.people.nodes import here
from province.cases import contacts
from province.cases.forms import CallForm, CodeForm, ContactForm
from province.cases.models import Case
from province.cases.page import conflict_words, crumbs, one
from province.cases.permissions import Refused
from province.cases.records import ContactCheck

CONTACT = "province/cases/contact.html"


@allow("province_reviewer")
@require_GET
def case_contact(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Texts and calls of one case, and the forms for the next."""
    return render(request, CONTACT, _frame(request, one(request, pk)))


@allow("province_reviewer")
@require_POST
def case_contact_code(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A text with a code to one of the filing's mobile numbers."""
    found = one(request, pk)
    form = ContactForm(request.POST, people=_choices(found, texts=True))
    by, now = request.viewer.user, timezone.now()
    return _done(
        request, found, form, "send_form", lambda given: contacts.send_code(case=found, by=by, now=now, **given)
    )


@allow("province_reviewer")
@require_POST
def case_contact_confirm(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What the person has read back; right or wrong, it stands in the log."""
    found, form = one(request, pk), CodeForm(request.POST)

    def confirm(given: dict[str, Any]) -> ContactCheck:
        check = get_object_or_404(ContactCheck.objects.visible_to(request.viewer), pk=given["check"], case=found)
        return contacts.confirm_code(check=check, code=given["code"], now=timezone.now())

    return _done(request, found, form, "code_form", confirm)


@allow("province_reviewer")
@require_POST
def case_contact_call(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A call that was made, and what came of it."""
    found = one(request, pk)
    form = CallForm(request.POST, people=_choices(found))
    by, now = request.viewer.user, timezone.now()
    return _done(
        request, found, form, "call_form", lambda given: contacts.log_call(case=found, by=by, now=now, **given)
    )


def _done(
    request: HttpRequest, found: Case, form: PageForm, name: str, verb: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    try:
        if form.is_valid():
            verb(form.cleaned_data)
            return redirect(here("case_contact", found.pk))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except Conflict as conflict:
        form.add_error(None, conflict_words(conflict))
        return unprocessable(request, CONTACT, _frame(request, found) | {name: form}, status=409)
    return unprocessable(request, CONTACT, _frame(request, found) | {name: form})


def _choices(found: Case, *, texts: bool = False) -> list[tuple[str, str]]:
    people = [person for person in contacts.people(found) if person.takes_texts or not texts]
    return [(person.item, f"{person.label} {person.number}") for person in people]


def _frame(request: HttpRequest, found: Case) -> dict[str, Any]:
    people, now, log = _choices(found), timezone.now(), contacts.log_of(found)
    waiting = next((check for check in log if check.open_for_code(now)), None)
    first = {"item": people[0][0]} if people else {}
    return {
        "case": found,
        "send_form": ContactForm(people=_choices(found, texts=True), initial=first),
        "code_form": CodeForm(),
        "call_form": CallForm(people=people, initial=first),
        "open_check": waiting,
        "tries_left": ContactCheck.TRIES - waiting.tries if waiting else 0,
        "contacts": log,
        "refusal": _refusal(request, found),
        "crumbs": [*crumbs(found)[:-1], (found.subject_name, here("case", found.pk)), (_("联系核实"), "")],
    }


def _refusal(request: HttpRequest, found: Case) -> str:
    """Why nobody may be reached now; empty where nothing stands in the way."""
    try:
        contacts.check_can_reach(case=found, by=request.viewer.user, now=timezone.now())
    except Refused as refusal:
        return str(refusal)
    except Conflict as conflict:
        return conflict_words(conflict)
    return ""
