"""The ministry's pages: the national register and the applications on their way. Persons stay masked."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beian.filing import numbers
from beian.pages.words import day
from beian.people.access import allow
from beian.people.nodes import here
from ministry.register import history
from ministry.register.models import NationalSubject, Passage
from ministry.register.paper_views import OPENERS
from ministry.register.tables import PassageTable, SubjectTable, province_name

READERS = ("ministry_analyst", "ministry_supervisor")


@allow(*READERS)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every filing of the nation."""
    subjects = NationalSubject.objects.visible_to(request.viewer).prefetch_related("sites__domains")
    return SubjectTable.respond(request, subjects, "ministry/register/list.html")


@allow(*READERS)
@require_safe
def register_filing(request: HttpRequest, number: str) -> HttpResponse:
    """One filing: subject, sites with domains and accesses, and how it came about."""
    subject = get_object_or_404(NationalSubject.objects.visible_to(request.viewer), number=_subject_number(number))
    passage = Passage.objects.visible_to(request.viewer).filter(application=subject.application).first()
    context = {
        "subject": subject,
        "passage": passage,
        "may_open": request.viewer.holds(*OPENERS),
        "facts": _facts(subject, passage),
        "sites": subject.sites.prefetch_related("domains", "accesses").order_by("id"),
        "entries": history.timeline(request.viewer, subject.application),
        "messages": history.messages(request.viewer, subject.application),
        "crumbs": [(_("全国备案库"), here("register")), (subject.number, "")],
    }
    return render(request, "ministry/register/filing.html", context)


@allow(*READERS)
@require_safe
def passages(request: HttpRequest) -> HttpResponse:
    """Applications that have been reported and are not decided yet."""
    rows = Passage.objects.visible_to(request.viewer).exclude(state__in=("granted", "withdrawn", "lapsed"))
    return PassageTable.respond(request, rows, "ministry/register/passages.html")


@allow(*READERS)
@require_safe
def passage(request: HttpRequest, application: UUID) -> HttpResponse:
    """One application on its way: whose turn it is, what stands against it, what was told."""
    found = get_object_or_404(Passage.objects.visible_to(request.viewer), application=application)
    context = {
        "passage": found,
        "may_open": request.viewer.holds(*OPENERS),
        "facts": _passage_facts(found),
        "entries": history.timeline(request.viewer, application),
        "messages": history.messages(request.viewer, application),
        "crumbs": [(_("在途申请"), here("passages")), (str(application), "")],
    }
    return render(request, "ministry/register/passage.html", context)


def _subject_number(text: str) -> str:
    try:
        return numbers.parse(text).subject
    except numbers.NumberError:
        raise Http404(_("没有这个备案号。")) from None


def _facts(subject: NationalSubject, passage: Passage | None) -> list[tuple[str, object]]:
    return [
        (_("主体备案号"), subject.number),
        (_("主办者名称"), subject.name),
        (_("主办者性质"), subject.nature_label),
        (_("备案省份"), province_name(subject.province)),
        (_("审核通过日期"), day(subject.approved_on)),
        (_("状态"), subject.get_state_display()),
        (_("所涉省份"), history.provinces_line(passage) if passage else None),
    ]


def _passage_facts(found: Passage) -> list[tuple[str, object]]:
    subject = found.document.get("subject", {})
    return [
        (_("申请编号"), found.application),
        (_("状态"), found.state_label),
        (_("主办者名称"), subject.get("name")),
        (_("域名"), "、".join(found.domains)),
        (_("接入服务商"), found.provider_name),
        (_("所涉省份"), history.provinces_line(found)),
        (_("轮次"), found.round),
    ]
