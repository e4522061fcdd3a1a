"""Sites on servers in the province whose subject and provider are elsewhere: what an inspector needs to gather evidence, and no person."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from beian.filing.identifiers import Invalid, domain_key
from beian.pages import tables
from beian.pages.forms import CodeSelect
from beian.people.access import allow
from beian.reference.tables import table
from province.register.models import HostedSite
from province.register.views import standing

# Who gathers evidence on servers in the province; the support centre prepares reviews and sees none of this.
WATCHERS = ("province_reviewer", "province_supervisor", "province_leader")


def _provinces() -> list[tuple[str, str]]:
    return table("provinces").choices(timezone.localdate(), get_language() or "zh-hans")


class HostedFilter(tables.FilterSet):
    number = django_filters.CharFilter(lookup_expr="startswith", label=_("备案号"), max_length=40)
    domain = django_filters.CharFilter(method="by_domain", label=_("域名"), max_length=255)
    provider = django_filters.CharFilter(
        field_name="provider_name", lookup_expr="icontains", label=_("接入服务商"), max_length=100
    )
    province = django_filters.ChoiceFilter(
        field_name="subject_province",
        label=_("主体所在省份"),
        choices=_provinces,
        widget=CodeSelect,
        empty_label=_("全部"),
    )

    class Meta:
        model = HostedSite
        fields: list[str] = []

    def by_domain(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        try:
            return rows.filter(domains__contains=[domain_key(value)])
        except Invalid:
            return rows.none()


class HostedTable(tables.Table):
    columns = (
        tables.Column("number", _("网站备案号"), kind="identifier"),
        tables.Column("name", _("网站名称")),
        tables.Column("subject_name", _("主办单位")),
        tables.Column("home_url", _("首页网址")),
        tables.Column("domains_line", _("域名"), kind="identifier"),
        tables.Column("addresses_line", _("IP 地址"), kind="identifier"),
        tables.Column("provider_name", _("接入服务商")),
        tables.Column("provider_province_name", _("服务商所在省")),
        tables.Column("subject_province_name", _("主体所在省份")),
        tables.Column("state", _("状态"), kind="badge", value=standing),
        tables.Column("approved_on", _("审核通过日期"), kind="date"),
    )
    filterset = HostedFilter
    orders = {"new": ("-approved_on", "-id")}
    name = "hosted"


@allow(*WATCHERS)
@require_GET
def hosted(request: HttpRequest, code: str) -> HttpResponse:
    """Every such site, newest first."""
    return HostedTable.respond(request, HostedSite.objects.visible_to(request.viewer), "province/register/hosted.html")
