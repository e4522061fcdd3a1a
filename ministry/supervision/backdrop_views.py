"""The register of backdrops: who has which, giving out new ones, taking one back, and the sheet to print."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beian.pages import tables
from beian.pages.components import Entry
from beian.pages.forms import CodeSelect, PageForm, unprocessable
from beian.pages.providers import ProviderFilter
from beian.people.access import allow
from beian.people.nodes import here
from ministry.register.tables import names_of, province_name
from ministry.supervision import backdrops
from ministry.supervision.backdrops import NotIssued
from ministry.supervision.centre_models import Backdrop

CENTRE = "filing_centre"
READERS = (CENTRE, "ministry_supervisor")
STATES = [
    ("valid", gettext_lazy("有效")),
    ("untold", gettext_lazy("待服务商系统确认")),
    ("revoked", gettext_lazy("已收回")),
]
ISSUE, PAGE = "ministry/centre/backdrop_issue.html", "ministry/centre/backdrop.html"


def standing(backdrop: Backdrop) -> tuple[str, str]:
    """In words, and the colour of its badge."""
    if backdrop.revoked_on:
        return _("已收回"), "neutral"
    return (_("有效"), "success") if backdrop.taken_at else (_("待服务商系统确认"), "warning")


class BackdropFilter(tables.FilterSet):
    provider = ProviderFilter()
    province = django_filters.ChoiceFilter(
        label=gettext_lazy("所在省份"),
        choices=names_of("provinces"),
        widget=CodeSelect,
        empty_label=gettext_lazy("全部"),
    )
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
        if value == "revoked":
            return rows.filter(revoked_on__isnull=False)
        return rows.filter(revoked_on=None, **({"taken_at": None} if value == "untold" else {}))


class BackdropTable(tables.Table):
    columns = (
        tables.Column(
            "number", gettext_lazy("幕布编号"), kind="identifier", link=lambda row: here("backdrop", row.number)
        ),
        tables.Column("provider_name", gettext_lazy("接入服务商")),
        tables.Column("provider", gettext_lazy("服务商代码"), kind="identifier", optional=True),
        tables.Column("province", gettext_lazy("所在省份"), value=lambda row: province_name(row.province)),
        tables.Column("issued_on", gettext_lazy("发放日期"), kind="date"),
        tables.Column("state", gettext_lazy("状态"), kind="badge", value=standing),
        tables.Column("revoked_on", gettext_lazy("收回日期"), kind="date", optional=True),
        tables.Column("reason", gettext_lazy("收回原因"), optional=True),
        tables.Column("printed", gettext_lazy("下载次数"), kind="number", optional=True),
    )
    filterset = BackdropFilter
    orders = {"new": ("-id",)}
    name = "backdrops"


class IssueForm(PageForm):
    provider = forms.CharField(
        label=gettext_lazy("接入服务商"), max_length=100, help_text=gettext_lazy("服务商代码，或名称（可只写一部分）。")
    )
    many = forms.IntegerField(
        label=gettext_lazy("幅数"),
        min_value=1,
        max_value=backdrops.MOST,
        initial=1,
        help_text=gettext_lazy("每幅有自己的编号，一次最多 20 幅。"),
    )


class RevokeForm(PageForm):
    reason = forms.CharField(label=gettext_lazy("收回原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@allow(*READERS)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """All backdrops ever given out, newest first."""
    rows = Backdrop.objects.visible_to(request.viewer)
    context = {"may_issue": request.viewer.holds(CENTRE)}
    return BackdropTable.respond(request, rows, "ministry/centre/backdrops.html", context)


@allow(CENTRE)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest) -> HttpResponse:
    """Give a provider new ones."""
    form = IssueForm(request.POST if request.method == "POST" else None, initial={"many": 1})
    context = {"form": form, "crumbs": [(_("幕布"), here("backdrops")), (_("发放幕布"), "")]}
    if request.method != "POST":
        return render(request, ISSUE, context)
    if form.is_valid():
        try:
            provider = backdrops.provider_named(form.cleaned_data["provider"])
            made = backdrops.issue(
                provider=provider, many=form.cleaned_data["many"], by=request.viewer.user, now=timezone.now()
            )
            return redirect(f"{here('backdrops')}?{urlencode({'provider': made[0].provider})}")
        except NotIssued as refusal:
            form.add_error("provider", str(refusal))
    return unprocessable(request, ISSUE, context)


@allow(*READERS)
@require_safe
def backdrop(request: HttpRequest, number: str) -> HttpResponse:
    """One backdrop: whose, since when, what became of it."""
    return render(request, PAGE, _frame(request, _one(request, number), RevokeForm()))


@allow(CENTRE)
@require_POST
def revoke(request: HttpRequest, number: str) -> HttpResponse:
    """Take it back, with a reason that the provider reads."""
    found, form = _one(request, number), RevokeForm(request.POST)
    if not form.is_valid():
        return unprocessable(request, PAGE, _frame(request, found, form))
    try:
        reason = form.cleaned_data["reason"]
        backdrops.revoke(backdrop=found, reason=reason, by=request.viewer.user, now=timezone.now())
    except NotIssued as refusal:
        form.add_error(None, str(refusal))
        return unprocessable(request, PAGE, _frame(request, found, form), status=409)
    return redirect(here("backdrop", number))


@allow(*READERS)
@require_POST
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet to print, A0; each fetching is counted. A request without its button fetches nothing."""
    found = _one(request, number)
    if request.POST.get("fetch") != "now" or found.revoked_on:
        return redirect(here("backdrop", number))
    data = backdrops.sheet(found)
    backdrops.printed(backdrop=found)
    named = content_disposition_header(True, f"backdrop-{found.number}.pdf") or ""
    return HttpResponse(data, headers={"Content-Type": "application/pdf", "Content-Disposition": named})


def _one(request: HttpRequest, number: str) -> Backdrop:
    rows = Backdrop.objects.visible_to(request.viewer).select_related("issued_by", "revoked_by")
    return get_object_or_404(rows, number=number)


def _frame(request: HttpRequest, found: Backdrop, form: RevokeForm) -> dict[str, Any]:
    return {
        "backdrop": found,
        "standing": standing(found),
        "facts": [
            (_("幕布编号"), found.number),
            (_("接入服务商"), found.provider_name),
            (_("服务商代码"), found.provider),
            (_("所在省份"), province_name(found.province)),
            (_("下载次数"), found.printed),
        ],
        "history": _history(found),
        "form": form,
        "may_revoke": request.viewer.holds(CENTRE) and found.revoked_on is None,
        "crumbs": [(_("幕布"), here("backdrops")), (found.number, "")],
    }


def _history(found: Backdrop) -> list[Entry]:
    steps = [Entry(_("发放"), at=found.issued_at, by=found.issued_by.name if found.issued_by else "")]
    if found.taken_at:
        steps.append(Entry(_("服务商系统已登记"), at=found.taken_at, by=found.provider_name))
    elif not found.revoked_on:
        steps.append(Entry(_("等待服务商系统登记"), by=found.provider_name, state="current"))
    if found.revoked_on:
        by = found.revoked_by.name if found.revoked_by else ""
        steps.append(Entry(_("收回"), at=found.revoked_at, by=by, text=found.reason))
    return steps
