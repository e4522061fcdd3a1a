import django_filters
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beian.filing import states
from beian.pages.forms import CodeSelect
from beian.pages.tables import Column, FilterSet, Table
from beian.people.nodes import MINISTRY, node_url
from beian.reference.tables import table
from ministry.register import queries
from ministry.register.models import STANDINGS, NationalSubject, Passage

TONES = {
    "filed": "success",
    "cancelled": "neutral",
    "granted": "success",
    "conflicted": "danger",
    "returned": "warning",
}
ON_THE_WAY = ("reported", "under_review", "awaiting_opinion", "approved", "conflicted", "returned")


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

    class Meta:
        model = NationalSubject
        fields: list[str] = []

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

    class Meta:
        model = Passage
        fields: list[str] = []


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
