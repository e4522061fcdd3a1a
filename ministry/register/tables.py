import django_filters
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beian.filing import states
from beian.pages.days import DayFilter
from beian.pages.forms import CodeSelect, DateInput
from beian.pages.tables import Column, FilterSet, Table
from beian.people.nodes import MINISTRY, node_url
from beian.reference.tables import table
from ministry.register import queries
from ministry.register.models import ON_THE_WAY, STANDINGS, NationalAccess, NationalSubject, Passage

TONES = {
    "filed": "success",
    "cancelled": "neutral",
    "granted": "success",
    "conflicted": "danger",
    "returned": "warning",
}
TRANSIT = ("reported", "under_review", "awaiting_opinion", "approved")
SENT_BACK = ("returned", "conflicted")
STAGES = {"transit": TRANSIT, "returned": SENT_BACK}


def names_of(name: str):
    """Choices of a code table for a filter, in the language of the page, as they are today."""
    return lambda: table(name).choices(timezone.localdate(), get_language() or "zh-hans")


def province_name(code: str) -> str:
    return table("provinces").name_of(code, get_language() or "zh-hans")


class QuestionFilter(django_filters.Filter):
    field_class = queries.QuestionField


class SubjectFilter(FilterSet):
    q = QuestionFilter(label=queries.LABEL, method="find", max_length=2000)
    province = django_filters.ChoiceFilter(
        label=_("备案省份"), choices=names_of("provinces"), widget=CodeSelect, empty_label=_("全部")
    )
    nature = django_filters.ChoiceFilter(
        label=_("主办者性质"), choices=names_of("owner_natures"), widget=CodeSelect, empty_label=_("全部")
    )
    state = django_filters.ChoiceFilter(label=_("状态"), choices=STANDINGS, widget=CodeSelect, empty_label=_("全部"))
    provider = django_filters.CharFilter(label=_("服务商代码"), method="served_by", max_length=32)
    first = DayFilter(field_name="approved_on", lookup_expr="gte", label=_("审核通过起"), widget=DateInput)
    last = DayFilter(field_name="approved_on", lookup_expr="lte", label=_("审核通过止"), widget=DateInput)

    class Meta:
        model = NationalSubject
        fields: list[str] = []

    def served_by(self, subjects, name, code):
        """One of its sites is served by this provider."""
        served = NationalAccess.objects.filter(site__subject=OuterRef("pk"), site__node=OuterRef("node"), provider=code)
        return subjects.filter(Exists(served))

    def find(self, subjects, name, question):
        return queries.asked_for(subjects, question)


def domains_of(subject: NationalSubject) -> str:
    """Its domains, the first three; needs the prefetched sites."""
    domains = [domain.domain for site in subject.sites.all() for domain in site.domains.all()]
    return "、".join(domains[:3]) + ("…" if len(domains) > 3 else "")


class SubjectTable(Table):
    columns = (
        Column(
            "number",
            _("主体备案号"),
            kind="identifier",
            link=lambda row: node_url(MINISTRY, "register_filing", row.number),
        ),
        Column("name", _("主办者名称")),
        Column("nature", _("性质"), value=lambda row: row.nature_label),
        Column("province", _("备案省份"), value=lambda row: province_name(row.province)),
        Column("domains", _("域名"), kind="identifier", value=domains_of),
        Column("approved_on", _("审核通过日期"), kind="date"),
        Column("state", _("状态"), kind="badge", value=lambda row: (row.get_state_display(), TONES[row.state])),
    )
    filterset = SubjectFilter
    orders = {"new": ("-approved_on", "-id")}
    name = "national-register"


class PassageFilter(FilterSet):
    province = django_filters.ChoiceFilter(
        field_name="subject_province",
        label=_("主体所在省份"),
        choices=names_of("provinces"),
        widget=CodeSelect,
        empty_label=_("全部"),
    )
    state = django_filters.ChoiceFilter(
        label=_("状态"),
        choices=[(code, states.APPLICATION.states[code].label) for code in ON_THE_WAY],
        widget=CodeSelect,
        empty_label=_("全部"),
    )
    stage = django_filters.ChoiceFilter(
        label=_("阶段"),
        choices=[("transit", _("在途")), ("returned", _("已退回"))],
        widget=CodeSelect,
        empty_label=_("全部"),
        method="at_stage",
    )
    provider = django_filters.CharFilter(label=_("服务商代码"), max_length=32)

    class Meta:
        model = Passage
        fields: list[str] = []

    def at_stage(self, passages, name, stage):
        return passages.filter(state__in=STAGES[stage])


class PassageTable(Table):
    columns = (
        Column(
            "application",
            _("申请编号"),
            kind="identifier",
            link=lambda row: node_url(MINISTRY, "passage", row.application),
        ),
        Column("domains", _("域名"), kind="identifier", value=lambda row: "、".join(row.domains[:3])),
        Column("provider_name", _("接入服务商")),
        Column("provider_province", _("服务商省份"), value=lambda row: province_name(row.provider_province)),
        Column("subject_province", _("主体所在省份"), value=lambda row: province_name(row.subject_province)),
        Column("state_since", _("进入该状态"), kind="datetime"),
        Column("state", _("状态"), kind="badge", value=lambda row: (row.state_label, TONES.get(row.state, "info"))),
    )
    filterset = PassageFilter
    orders = {"new": ("-state_since", "-id")}
    exports = ()
    name = "passages"
