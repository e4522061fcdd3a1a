import django_filters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from beian.pages import tables
from beian.people.access import allow
from beian.people.nodes import here
from province.register.models import Subject

READERS = ("province_reviewer", "province_supervisor", "province_leader", "province_support")


class SubjectFilter(tables.FilterSet):
    number = django_filters.CharFilter(lookup_expr="istartswith", label=gettext_lazy("备案号"), max_length=40)
    name = django_filters.CharFilter(lookup_expr="icontains", label=gettext_lazy("主办者"), max_length=100)
    domain = django_filters.CharFilter(
        field_name="sites__domains__domain", lookup_expr="iexact", label=gettext_lazy("域名"), max_length=255
    )

    class Meta:
        model = Subject
        fields: list[str] = []


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
        tables.Column("state", gettext_lazy("状态"), value=lambda subject: subject.get_state_display()),
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
    sites = subject.sites.prefetch_related("domains", "accesses").order_by("id")
    facts = [
        (_("备案号"), subject.number),
        (_("主办者"), subject.name),
        (_("性质"), subject.nature_label),
        (_("状态"), subject.get_state_display()),
        (_("审核通过日期"), subject.approved_on),
    ]
    context = {
        "subject": subject,
        "facts": facts,
        "sites": sites,
        "crumbs": [(_("备案库"), here("register")), (subject.number, "")],
    }
    return render(request, "province/register/subject.html", context)
