from __future__ import annotations

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from beian.filing import numbers
from beian.filing.identifiers import Invalid, domain_key
from beian.pages import tables
from beian.people.access import allow
from beian.people.nodes import here
from province.cases.models import Case
from province.register.models import FILED, SiteDomain, Subject

READERS = ("province_reviewer", "province_supervisor", "province_leader", "province_support")
TONES = {FILED: "success"}


class SubjectFilter(tables.FilterSet):
    """Numbers and domains are read as people write them: full-width, capitals, a site's number, a Chinese domain."""

    number = django_filters.CharFilter(method="by_number", label=gettext_lazy("备案号"), max_length=40)
    name = django_filters.CharFilter(lookup_expr="icontains", label=gettext_lazy("主办者"), max_length=100)
    domain = django_filters.CharFilter(method="by_domain", label=gettext_lazy("域名"), max_length=255)

    class Meta:
        model = Subject
        fields: list[str] = []

    def by_number(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The subject of a whole number; of a part of one, every number that begins with it."""
        try:
            return rows.filter(number=numbers.parse(value).subject)
        except numbers.NumberError:
            return rows.filter(number__startswith=value)

    def by_domain(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        try:
            key = domain_key(value)
        except Invalid:
            return rows.none()
        return rows.filter(Exists(SiteDomain.objects.filter(site__subject=OuterRef("pk"), domain=key)))


def standing(record) -> tuple[str, str]:
    return record.get_state_display(), TONES.get(record.state, "neutral")


class SubjectTable(tables.Table):
    columns = (
        tables.Column(
            "number",
            gettext_lazy("备案号"),
            kind="identifier",
            link=lambda subject: here("register_subject", subject.pk),
        ),
        tables.Column("name", gettext_lazy("主办者")),
        tables.Column("nature_label", gettext_lazy("性质")),
        tables.Column("state", gettext_lazy("状态"), kind="badge", value=standing),
        tables.Column("approved_on", gettext_lazy("审核通过日期"), kind="date"),
    )
    filterset = SubjectFilter
    orders = {"new": ("-approved_on", "-id")}
    name = "register"


@allow(*READERS)
@require_GET
def register(request: HttpRequest, code: str) -> HttpResponse:
    """The province's register, newest first."""
    return SubjectTable.respond(request, Subject.objects.visible_to(request.viewer), "province/register/register.html")


@allow(*READERS)
@require_GET
def register_subject(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One subject with its sites, domains and accesses."""
    subject = get_object_or_404(Subject.objects.visible_to(request.viewer), pk=pk)
    cases = Case.objects.visible_to(request.viewer).filter(application=subject.application)
    context = {
        "subject": subject,
        "facts": [
            (_("备案号"), subject.number),
            (_("主办者"), subject.name),
            (_("性质"), subject.nature_label),
            (_("状态"), subject.get_state_display()),
            (_("审核通过日期"), subject.approved_on.isoformat()),
        ],
        "sites": subject.sites.prefetch_related("domains", "accesses").order_by("id"),
        "case": cases.values_list("pk", flat=True).first(),
        "crumbs": [(_("备案库"), here("register")), (subject.number, "")],
    }
    return render(request, "province/register/subject.html", context)
