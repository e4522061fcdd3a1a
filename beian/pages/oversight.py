"""What the three administrators of a node look after (three-way split): the audit officer the log of who did what, the security officer who holds which role."""

from __future__ import annotations

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from beian.audit.models import AuditEntry
from beian.pages import tables
from beian.pages.days import DayFilter
from beian.pages.forms import DateInput
from beian.people.access import allow
from beian.people.models import Membership, User
from beian.people.roles import titles


class AuditFilter(tables.FilterSet):
    subject_kind = django_filters.CharFilter(label=_("对象类别"), max_length=40)
    subject_id = django_filters.CharFilter(label=_("对象编号"), max_length=64)
    first = DayFilter(field_name="at", lookup_expr="date__gte", label=_("起始日期"), widget=DateInput)
    last = DayFilter(field_name="at", lookup_expr="date__lte", label=_("截止日期"), widget=DateInput)

    class Meta:
        model = AuditEntry
        fields: list[str] = []


class AuditTable(tables.Table):
    """What was written beside it (before and after) stays in the record: the officer sees that it was done, by whom, to what."""

    columns = (
        tables.Column("at", _("时间"), kind="datetime"),
        tables.Column("actor_label", _("操作人")),
        tables.Column("verb", _("操作代码"), kind="identifier"),
        tables.Column("subject_kind", _("对象类别"), kind="identifier"),
        tables.Column("subject_id", _("对象编号"), kind="identifier"),
    )
    filterset = AuditFilter
    orders = {"new": ("-id",)}
    name = "audit-log"


class AccountFilter(tables.FilterSet):
    username = django_filters.CharFilter(label=_("账号"), lookup_expr="startswith", max_length=100)

    class Meta:
        model = User
        fields: list[str] = []


class AccountTable(tables.Table):
    columns = (
        tables.Column("username", _("账号"), kind="identifier"),
        tables.Column("name", _("姓名")),
        tables.Column("roles", _("现任角色"), value=lambda row: titles({each.role for each in row.held})),
        tables.Column(
            "is_active",
            _("状态"),
            kind="badge",
            value=lambda row: (_("可登录"), "success") if row.is_active else (_("已停用"), "neutral"),
        ),
        tables.Column("created_at", _("建立时间"), kind="datetime"),
    )
    filterset = AccountFilter
    orders = {"name": ("username", "id")}
    name = "accounts"


@allow("audit_admin")
@require_GET
def audit_log(request: HttpRequest, code: str = "") -> HttpResponse:
    """Who did what to which record at this node, the latest first."""
    rows = AuditEntry.objects.filter(node=request.viewer.node).defer("before", "after")
    return AuditTable.respond(request, rows, "pages/audit_log.html")


@allow("security_admin")
@require_GET
def accounts(request: HttpRequest, code: str = "") -> HttpResponse:
    """The people who work at this node, and the roles that they hold now. Site owners are no staff and stand in no list."""
    return AccountTable.respond(request, _staff(request), "pages/accounts.html")


def _staff(request: HttpRequest) -> QuerySet:
    works = Membership.objects.visible_to(request.viewer).exclude(role="site_owner")
    held = Prefetch("memberships", queryset=works.filter(until=None).order_by("id"), to_attr="held")
    staff = User.objects.visible_to(request.viewer).filter(Exists(works.filter(user=OuterRef("pk"))))
    return staff.prefetch_related(held)


patterns = [
    path("audit/", audit_log, name="audit_log"),
    path("accounts/", accounts, name="accounts"),
]
