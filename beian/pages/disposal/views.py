"""Pages of disposal: what is due, the lists, one list with its filings; drawing up, signing, giving up."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from beian.evidence import disposal
from beian.evidence.disposal import DisposalRefused
from beian.evidence.lists import DisposalLine, DisposalList, ListState
from beian.pages import jobs, tables
from beian.pages.disposal.work import DRAWERS, KIND, PEOPLE, SIGNERS
from beian.pages.forms import PageForm, unprocessable
from beian.people.access import Viewer, allow
from beian.people.nodes import here, tier_of
from beian.people.roles import titles
from beian.reference.clocks import clock

TONES = {
    ListState.DRAWN: "warning",
    ListState.APPROVED: "info",
    ListState.DONE: "success",
    ListState.DROPPED: "neutral",
}


class DropForm(PageForm):
    reason = forms.CharField(
        label=gettext_lazy("作废的原因"), max_length=200, help_text=gettext_lazy("编制人会看到。不要写证件号码和电话。")
    )


class SignForm(PageForm):
    read = forms.BooleanField(
        label=gettext_lazy("我已核对清单，同意销毁。销毁后任何人都无法恢复。"),
        error_messages={"required": gettext_lazy("请先核对清单并勾选。")},
    )


class ListTable(tables.Table):
    columns = (
        tables.Column("pk", gettext_lazy("清单"), kind="identifier", link=lambda row: here("disposal_list", row.pk)),
        tables.Column("state", gettext_lazy("状态"), kind="badge", value=lambda row: standing(row)),
        tables.Column("filings", gettext_lazy("备案（件）"), kind="number"),
        tables.Column("files", gettext_lazy("材料（份）"), kind="number"),
        tables.Column("drawn_by", gettext_lazy("编制人"), value=lambda row: row.drawn_by.name),
        tables.Column("drawn_at", gettext_lazy("编制时间"), kind="datetime"),
        tables.Column(
            "approved_by", gettext_lazy("签批人"), value=lambda row: row.approved_by.name if row.approved_by else ""
        ),
        tables.Column("done_at", gettext_lazy("销毁完成"), kind="datetime"),
    )
    orders = {"new": ("-id",)}
    name = "disposal-lists"


class LineTable(tables.Table):
    columns = (
        tables.Column(
            "application", gettext_lazy("申请编号"), kind="identifier", link=lambda row: disposal.url_of(row)
        ),
        tables.Column("ended_on", gettext_lazy("备案终止"), kind="date"),
        tables.Column("files", gettext_lazy("材料（份）"), kind="number"),
        tables.Column("done", gettext_lazy("状态"), kind="badge", value=lambda row: outcome(row)),
        tables.Column("done_at", gettext_lazy("销毁时间"), kind="datetime"),
        tables.Column("trouble", gettext_lazy("未能销毁的原因")),
        tables.Column(
            "digests",
            gettext_lazy("材料摘要（SHA-256）"),
            kind="identifier",
            optional=True,
            value=lambda row: "\n".join(row.digests),
        ),
    )
    orders = {"old": ("ended_on", "id")}
    name = "disposal-list"


def standing(row: DisposalList) -> tuple[str, str]:
    return row.get_state_display(), TONES[ListState(row.state)]


def outcome(line: DisposalLine) -> tuple[str, str]:
    if line.done_at:
        return _("已销毁"), "success"
    return (_("未能销毁"), "danger") if line.trouble else (_("未销毁"), "neutral")


def lists(viewer: Viewer) -> QuerySet[DisposalList]:
    return DisposalList.objects.visible_to(viewer).select_related("drawn_by", "approved_by", "dropped_by")


def may_draw(viewer: Viewer) -> bool:
    return viewer.holds(DRAWERS[tier_of(viewer.node)])


def check_may_sign(made: DisposalList, viewer: Viewer) -> None:
    """DisposalRefused: the sentence beside the button that is not there."""
    needed = SIGNERS[tier_of(viewer.node)]
    if not viewer.holds(*needed):
        raise DisposalRefused(_("签批需要“%(roles)s”角色。") % {"roles": titles(needed)})
    disposal.check_may_sign(made, viewer.user)


def _sign_trouble(made: DisposalList, viewer: Viewer) -> str:
    try:
        check_may_sign(made, viewer)
    except DisposalRefused as refusal:
        return str(refusal)
    return ""


@allow(*PEOPLE)
@require_GET
def disposal_lists(request: HttpRequest, code: str = "") -> HttpResponse:
    """How many filings are due, and every list so far, the newest first."""
    return ListTable.respond(request, lists(request.viewer), "evidence/disposal_lists.html", _overview(request))


def _overview(request: HttpRequest, refused: str = "") -> dict:
    due = disposal.due_now(now=timezone.now(), most=disposal.MOST_FILINGS)
    keeping = clock("keeping")
    return {
        "due": len(due),
        "more": len(due) == disposal.MOST_FILINGS,
        "oldest": localdate(due[0].at) if due else None,
        "may_draw": may_draw(request.viewer),
        "drawer": titles([DRAWERS[tier_of(request.viewer.node)]]),
        "years": keeping.amount,
        "article": keeping.article,
        "refused": refused,
    }


@allow(*DRAWERS.values())
@require_POST
def disposal_draw(request: HttpRequest, code: str = "") -> HttpResponse:
    """Draw a list up of everything that is due."""
    try:
        made = disposal.draw_up(by=request.viewer.user, now=timezone.now())
    except DisposalRefused as refusal:
        context = _overview(request, str(refusal))
        response = ListTable.respond(request, lists(request.viewer), "evidence/disposal_lists.html", context)
        response.status_code = 422
        return response
    return redirect(here("disposal_list", made.pk))


@allow(*PEOPLE)
@require_GET
def disposal_list(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """One list: who drew it up, what stands on it, what became of it."""
    made = get_object_or_404(lists(request.viewer), pk=pk)
    return LineTable.respond(request, made.lines.all(), "evidence/disposal_list.html", _page(request, made))


def _page(request: HttpRequest, made: DisposalList) -> dict:
    trouble = _sign_trouble(made, request.viewer)
    return {
        "made": made,
        "sign": SignForm(),
        "form": DropForm(),
        "standing": standing(made),
        "open": made.state == ListState.DRAWN,
        "trouble": trouble,
        "waiting": disposal.waiting(made) if made.state == ListState.APPROVED else 0,
        "again": made.state == ListState.APPROVED and request.viewer.holds(*SIGNERS[tier_of(request.viewer.node)]),
        "document_number": made.pk,
        "crumbs": [(_("到期材料销毁"), here("disposal_lists")), (_("清单 %(number)s") % {"number": made.pk}, "")],
    }


@allow(*dict.fromkeys(role for roles in SIGNERS.values() for role in roles))
@require_POST
def disposal_sign(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """Sign, and begin to destroy; or go on with a signed list that was left unfinished."""
    made = get_object_or_404(lists(request.viewer).select_for_update(of=("self",)), pk=pk)
    if made.state == ListState.APPROVED:
        return _begin(request, made)
    form = SignForm(request.POST)
    if not form.is_valid():
        return unprocessable(request, "evidence/disposal_refused.html", _page(request, made) | {"sign": form})
    try:
        check_may_sign(made, request.viewer)
        disposal.sign(made=made, by=request.viewer.user, now=timezone.now())
    except DisposalRefused as refusal:
        form.add_error(None, str(refusal))
        return unprocessable(request, "evidence/disposal_refused.html", _page(request, made) | {"sign": form})
    return _begin(request, made)


def _begin(request: HttpRequest, made: DisposalList) -> HttpResponse:
    try:
        job = jobs.start(
            kind=KIND,
            title=_("销毁到期材料：清单 %(number)s") % {"number": made.pk},
            parameters={"list": made.pk},
            by=request.viewer.user,
            back=here("disposal_list", made.pk),
            now=timezone.now(),
            total=made.filings,
        )
    except jobs.TooMany as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return jobs.shown(job)


@allow(*PEOPLE)
@require_POST
def disposal_drop(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """Give a list up that nobody has signed."""
    made = get_object_or_404(lists(request.viewer), pk=pk)
    form = DropForm(request.POST)
    if form.is_valid():
        try:
            disposal.drop(made=made, reason=form.cleaned_data["reason"], by=request.viewer.user)
        except DisposalRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(here("disposal_list", made.pk))
    return unprocessable(request, "evidence/disposal_refused.html", _page(request, made) | {"form": form})
