"""The bureau's own contact and notices: kept by its people, shown to everybody (H6)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beian.filing.offices import CONTACT_FIELDS
from beian.pages.forms import unprocessable
from beian.pages.offices import ContactForm, NoticeForm, NoticeTable, standing
from beian.people.access import allow
from beian.people.nodes import code_of, here
from province.supervision import publishing
from province.supervision.models import OfficeContact, OfficeNotice

KEEPERS = ("province_supervisor", "province_leader")
CONTACT, NOTICE = "province/supervision/office.html", "pages/office_notice.html"


@allow(*KEEPERS)
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """Whom the public may call here."""
    held = OfficeContact.objects.visible_to(request.viewer).first()
    initial = {name: getattr(held, name) for name in CONTACT_FIELDS} if held else None
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial, prefix="office")
    context = {"form": form, "held": held, "public": f"/query/contacts/{code_of(request.viewer.node)}/"}
    if request.method == "GET":
        return render(request, CONTACT, context)
    if not form.is_valid():
        return unprocessable(request, CONTACT, context)
    publishing.set_contact(values=form.cleaned_data, now=timezone.now())
    return redirect(here("office"))


@allow(*KEEPERS)
@require_GET
def notices(request: HttpRequest, code: str) -> HttpResponse:
    """What the bureau has announced, newest first."""
    rows = OfficeNotice.objects.visible_to(request.viewer).defer("text")
    return NoticeTable.respond(request, rows, "province/supervision/notices.html")


@allow(*KEEPERS)
@require_http_methods(["GET", "POST"])
def notice_new(request: HttpRequest, code: str) -> HttpResponse:
    """Write a notice and publish it."""
    form = NoticeForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "notice": None, "crumbs": _crumbs(_("新公告"))}
    if request.method == "GET":
        return render(request, NOTICE, context)
    if not form.is_valid():
        return unprocessable(request, NOTICE, context)
    made = publishing.publish(**form.cleaned_data, on=timezone.localdate())
    return redirect(here("office_notice", made.uuid))


@allow(*KEEPERS)
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One notice: read it, mend its words."""
    found = get_object_or_404(OfficeNotice.objects.visible_to(request.viewer), uuid=uuid)
    initial = {"title": found.title, "text": found.text}
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"form": form, "notice": found, "crumbs": _crumbs(found.title), "standing": standing(found)}
    if request.method == "GET":
        return render(request, NOTICE, context)
    if not form.is_valid():
        return unprocessable(request, NOTICE, context)
    publishing.change(notice=found, **form.cleaned_data)
    return redirect(here("office_notice", found.uuid))


@allow(*KEEPERS)
@require_POST
def notice_withdraw(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Take it back; it stays in the list."""
    found = get_object_or_404(OfficeNotice.objects.visible_to(request.viewer), uuid=uuid)
    publishing.withdraw(notice=found)
    return redirect(here("office_notice", found.uuid))


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [(_("本局公告"), here("office_notices")), (last, "")]
