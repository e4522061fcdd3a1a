"""How an owner's page gets at his application, and what an old tab or a wrong moment is answered."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from beian.pages.errors import Conflict
from beian.people.nodes import here
from provider.applications import history, permissions
from provider.applications.models import Application
from provider.applications.permissions import Refused

TEMPLATES = "provider/applications"


def mine(request: HttpRequest, uuid: UUID) -> Application:
    return get_object_or_404(Application.objects.visible_to(request.viewer), uuid=uuid)


def name_of(application: Application) -> str:
    """How the owner recognises it: the site's name or domain, else the subject."""
    site = (application.document.get("sites") or [{}])[0]
    subject = application.document.get("subject", {}).get("name")
    return site.get("name") or next(iter(site.get("domains", [])), "") or subject or _("尚未填写网站名称")


def closed(request: HttpRequest, record: Application) -> HttpResponse:
    """An old tab on a page that can no longer be filled in: reading leads to how it stands, writing is told who has it."""
    if request.method == "GET":
        return redirect(here("application", record.uuid))
    try:
        permissions.check_can_change(record)
    except Refused as refusal:
        raise conflict(record, refusal) from refusal
    return redirect(here("application", record.uuid))


def conflict(record: Application, refusal: Refused) -> Conflict:
    who = history.turn_of(record) or record.state_label
    return Conflict(who=who, what=str(refusal), when=record.state_since, back=here("application", record.uuid))


def crumbs(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("我的备案"), here("application_list")), *steps]


def crumbs_within(record: Application, last: str) -> list[tuple[str, str]]:
    """The way to a page of one application."""
    return crumbs((name_of(record), here("application", record.uuid)), (last, ""))
