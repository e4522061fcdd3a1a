"""The ministry's own contact and notices, kept by the filing centre and the ministry's officers (H6, R10(6))."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beian import audit
from beian.filing.offices import CONTACT_FIELDS
from beian.filing.tallies import revision
from beian.pages.forms import unprocessable
from beian.pages.offices import ContactForm, NoticeForm, NoticeTable, standing
from beian.people.access import allow
from beian.people.nodes import MINISTRY, here
from ministry.public import told
from ministry.public.models import PublicContact, PublicNotice

KEEPERS = ("filing_centre", "ministry_supervisor")
NATION = ""
CONTACT, NOTICE = "ministry/public/office.html", "pages/office_notice.html"


def set_contact(*, values: dict[str, str], now: datetime) -> None:
    """The ministry's contact from now on; saved as it stands, nothing happens."""
    held = PublicContact.objects.filter(province=NATION).first() or PublicContact()
    after = {name: values[name] for name in CONTACT_FIELDS}
    if {name: getattr(held, name) for name in CONTACT_FIELDS} == after:
        return
    told.keep_contacts([PublicContact(province=NATION, revision=revision(now), changed_at=now, **after)])
    audit.record(verb="contact.set", subject=("node", MINISTRY), after=after)


def publish(*, title: str, text: str, on: date) -> PublicNotice:
    """A new notice of the ministry."""
    made = PublicNotice.objects.create(
        province=NATION, uuid=uuid4(), title=title, text=text, published_on=on, revision=1
    )
    audit.record(verb="notice.publish", subject=made, after={"title": title})
    return made


def change(*, notice: PublicNotice, title: str, text: str, withdrawn: bool = False) -> None:
    """Other words for a notice, or its end; the day of its publication stays."""
    notice = PublicNotice.objects.select_for_update().get(pk=notice.pk)
    notice.title, notice.text, notice.revision = title, text, notice.revision + 1
    notice.withdrawn = notice.withdrawn or withdrawn
    notice.save(update_fields=["title", "text", "withdrawn", "revision"])
    verb = "notice.withdraw" if withdrawn else "notice.change"
    audit.record(verb=verb, subject=notice, after={"title": title, "withdrawn": notice.withdrawn})


@allow(*KEEPERS)
@require_http_methods(["GET", "POST", "HEAD"])
def contact(request: HttpRequest) -> HttpResponse:
    """Whom the public may call at the ministry."""
    held = PublicContact.objects.visible_to(request.viewer).filter(province=NATION).first()
    initial = {name: getattr(held, name) for name in CONTACT_FIELDS} if held else None
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial, prefix="office")
    context = {"form": form, "held": held}
    if request.method != "POST":
        return render(request, CONTACT, context)
    if not form.is_valid():
        return unprocessable(request, CONTACT, context)
    set_contact(values=form.cleaned_data, now=timezone.now())
    return redirect(here("office"))


@allow(*KEEPERS)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What the ministry has announced, newest first; the bureaus keep their own."""
    rows = PublicNotice.objects.visible_to(request.viewer).filter(province=NATION).defer("text")
    return NoticeTable.respond(request, rows, "ministry/public/notices.html")


@allow(*KEEPERS)
@require_http_methods(["GET", "POST", "HEAD"])
def notice_new(request: HttpRequest) -> HttpResponse:
    """Write a notice and publish it."""
    form = NoticeForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "notice": None, "crumbs": _crumbs(_("新公告"))}
    if request.method != "POST":
        return render(request, NOTICE, context)
    if not form.is_valid():
        return unprocessable(request, NOTICE, context)
    made = publish(**form.cleaned_data, on=timezone.localdate())
    return redirect(here("office_notice", made.uuid))


@allow(*KEEPERS)
@require_http_methods(["GET", "POST", "HEAD"])
def notice(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One notice of the ministry: read it, mend its words."""
    found = _own(request, uuid)
    initial = {"title": found.title, "text": found.text}
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"form": form, "notice": found, "crumbs": _crumbs(found.title), "standing": standing(found)}
    if request.method != "POST":
        return render(request, NOTICE, context)
    if not form.is_valid():
        return unprocessable(request, NOTICE, context)
    change(notice=found, **form.cleaned_data)
    return redirect(here("office_notice", found.uuid))


@allow(*KEEPERS)
@require_POST
def notice_withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take it back; it stays in the list."""
    found = _own(request, uuid)
    if not found.withdrawn:
        change(notice=found, title=found.title, text=found.text, withdrawn=True)
    return redirect(here("office_notice", found.uuid))


def _own(request: HttpRequest, uuid: UUID) -> PublicNotice:
    rows = PublicNotice.objects.visible_to(request.viewer)
    return get_object_or_404(rows, province=NATION, uuid=uuid)


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [(_("部级公告"), here("office_notices")), (last, "")]
