"""What the sources have still to say, or have said too late: followed up here until it is settled (P10 二(二)1(5))."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from beian.pages import reading, tables
from beian.pages.columns import selected_keys
from beian.people.access import allow
from beian.people.models import User
from beian.people.nodes import here
from provider.applications.models import Application
from provider.counter.views import REPORTERS
from verification import sources
from verification.sources.adapters import SOURCES
from verification.sources.models import SourceCheck, State
from verification.sources.results import TONES, label_of, said

# Nobody waits for what a source says of these any more.
ENDED = ("withdrawn", "lapsed")
FOLLOWED = [(state.value, state.label) for state in (State.UNAVAILABLE, State.UNKNOWN, State.MISMATCH)]


class SourceFilter(tables.FilterSet):
    state = django_filters.ChoiceFilter(label=_("结果"), choices=FOLLOWED, empty_label=_("不限"))
    source = django_filters.ChoiceFilter(
        label=_("信息源"), choices=[(code, one.label) for code, one in SOURCES.items()], empty_label=_("不限")
    )
    subject = django_filters.CharFilter(lookup_expr="icontains", label=_("主办者"), max_length=100)

    class Meta:
        model = SourceCheck
        fields: list[str] = []


class SourceTable(tables.Table):
    """Items, never values: who the owner is stands masked where he is a person."""

    columns = (
        tables.Column(
            "subject",
            _("主办者"),
            value=lambda check: check.subject or _t("（未填写名称）"),
            link=lambda check: here("filing", check.application),
        ),
        tables.Column("source", _("信息源"), value=lambda check: label_of(check.source)),
        tables.Column("item", _("项目"), value=lambda check: reading.label_of(check.item)),
        tables.Column(
            "state",
            _("结果"),
            kind="badge",
            value=lambda check: (State(check.state).label, TONES[State(check.state)]),
        ),
        tables.Column("words", _("说明"), value=said),
        tables.Column("asked_at", _("查询时间"), kind="datetime"),
        tables.Column("answered_at", _("答复时间"), kind="datetime", optional=True),
        tables.Column("next_try_at", _("下次复核"), kind="datetime"),
        tables.Column("asked_by", _("查询人"), optional=True),
        tables.Column("reference", _("信息源编号"), kind="identifier", optional=True),
    )
    filterset = SourceFilter
    orders = {"new": ("-asked_at", "-id")}
    name = "source-checks"


class VerifierTable(SourceTable):
    """With the button that asks the ticked ones anew."""

    actions = (tables.Action(_("立即复核"), url=lambda: here("source_checks_again"), tone="primary"),)


@allow(*REPORTERS)
@require_GET
def source_checks(request: HttpRequest, code: str) -> HttpResponse:
    """Still without an answer, unknown to their source, or found to differ after the signature; the latest first."""
    table = VerifierTable if request.viewer.holds("provider_verifier") else SourceTable
    context = {"title": _t("信息源复核"), "none": _t("没有需要复核的项目")}
    return table.respond(request, followed(request), "provider/counter/queue.html", context)


def followed(request: HttpRequest) -> QuerySet[SourceCheck]:
    """What is to be followed up of filings that have not ended, each with its owner's name as it may be shown."""
    mine = Application.objects.filter(node=OuterRef("node"), uuid=OuterRef("application")).order_by()
    checks = SourceCheck.objects.visible_to(request.viewer).to_follow().defer("sealed")
    named = checks.annotate(
        subject=Subquery(mine.values(name=KT("document__subject__name"))[:1]),
        application_state=Subquery(mine.values("state")[:1]),
    )
    return named.exclude(application_state__in=ENDED)


@allow("provider_verifier")
@require_POST
def source_checks_again(request: HttpRequest, code: str) -> HttpResponse:
    """Ask anew for what is ticked, together with whatever else of the same filing has not been found to agree."""
    ticked = followed(request).filter(pk__in=selected_keys(request))
    for uuid, round_ in set(ticked.values_list("application", "round")):
        _ask_again(request, uuid, round_, request.viewer.user)
    return redirect(here("source_checks"))


def _ask_again(request: HttpRequest, uuid: UUID, round_: int, by: User) -> None:
    """Only the round that stands can be read: what was asked in an earlier one is followed no more."""
    rows: Any = Application.objects.visible_to(request.viewer).filter(uuid=uuid, round=round_, disposed_at=None)
    record = rows.first()
    if record is not None:
        asked = {"application": uuid, "round": round_, "document": record.open_document()}
        sources.ask_again(**asked, by=by.name, now=timezone.now())
