"""The provider's own backdrops: which numbers it may take photos before, and the sheets to print (P10 二(二)1(4))."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from beian import audit
from beian.audit.models import AuditEntry
from beian.pages import tables
from beian.pages.forms import CodeSelect
from beian.people.access import allow
from beian.people.models import Node
from beian.people.nodes import here
from verification.photo import backdrops as drawn
from verification.photo.models import Backdrop

KEEPERS = ("provider_admin", "provider_verifier")
STATES = [("valid", gettext_lazy("有效")), ("revoked", gettext_lazy("已收回"))]


def standing(backdrop: Backdrop) -> tuple[str, str]:
    """In words, and the colour of its badge."""
    return (_("已收回"), "neutral") if backdrop.revoked_on else (_("有效"), "success")


class BackdropFilter(tables.FilterSet):
    number = django_filters.CharFilter(label=gettext_lazy("幕布编号"), max_length=32)
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("状态"),
        choices=STATES,
        widget=CodeSelect,
        empty_label=gettext_lazy("全部"),
        method="by_state",
    )

    class Meta:
        model = Backdrop
        fields: list[str] = []

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(revoked_on__isnull=value == "valid")


class BackdropTable(tables.Table):
    columns = (
        tables.Column(
            "number", gettext_lazy("幕布编号"), kind="identifier", link=lambda row: here("backdrop", row.number)
        ),
        tables.Column("issued_on", gettext_lazy("发放日期"), kind="date"),
        tables.Column("state", gettext_lazy("状态"), kind="badge", value=standing),
        tables.Column("revoked_on", gettext_lazy("收回日期"), kind="date"),
    )
    filterset = BackdropFilter
    orders = {"new": ("-id",)}
    name = "backdrops"


@allow(*KEEPERS)
@require_GET
def backdrops(request: HttpRequest, code: str) -> HttpResponse:
    """The numbers that the support centre gave to this provider."""
    rows = Backdrop.objects.visible_to(request.viewer)
    return BackdropTable.respond(request, rows, "provider/organisation/backdrops.html")


@allow(*KEEPERS)
@require_GET
def backdrop(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """One of them, and its sheet."""
    found = get_object_or_404(Backdrop.objects.visible_to(request.viewer), number=number)
    facts = [
        (_("幕布编号"), found.number),
        (_("发放日期"), found.issued_on),
        (_("收回日期"), found.revoked_on),
        (_("收回原因"), _reason(found)),
    ]
    context = {
        "backdrop": found,
        "standing": standing(found),
        "facts": facts if found.revoked_on else facts[:2],
        "crumbs": [(_("幕布"), here("backdrops")), (found.number, "")],
    }
    return render(request, "provider/organisation/backdrop.html", context)


def _reason(found: Backdrop) -> str:
    """What the centre wrote when it took it back."""
    told = AuditEntry.objects.filter(node=found.node, subject_kind="backdrop", subject_id=found.number)
    newest = told.filter(verb="backdrop.told", after__revoked=True).order_by("-id").first()
    return newest.after.get("reason", "") if newest else ""


@allow(*KEEPERS)
@require_POST
def sheet(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """The sheet to print, A0. A request without its button fetches nothing."""
    found = get_object_or_404(Backdrop.objects.visible_to(request.viewer), number=number)
    if request.POST.get("fetch") != "now" or found.revoked_on:
        return redirect(here("backdrop", number))
    data = drawn.pdf(found.number, Node.objects.get(name=request.viewer.node).title)
    audit.record(verb="backdrop.print", subject=("backdrop", found.number), after={"number": found.number})
    named = content_disposition_header(True, f"backdrop-{found.number}.pdf") or ""
    return HttpResponse(data, headers={"Content-Type": "application/pdf", "Content-Disposition": named})
