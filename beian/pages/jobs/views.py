"""The pages of long jobs: the list of one's own, progress, cancelling, results; and ordering an export that is too large for a request."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from beian import audit
from beian.pages import tables
from beian.pages.components import Download
from beian.pages.errors import Conflict
from beian.pages.forms import PageForm, mistakes, unprocessable
from beian.pages.jobs import exporting, files, orders
from beian.pages.jobs.kinds import STAFF
from beian.pages.jobs.models import Job, JobPart, JobState, PartKind
from beian.pages.tables import Column
from beian.pages.words import moment
from beian.people.access import allow
from beian.people.nodes import here

TONES = {
    JobState.WAITING: "neutral",
    JobState.RUNNING: "info",
    JobState.DONE: "success",
    JobState.CANCELLED: "warning",
    JobState.FAILED: "danger",
}
LABELS = {PartKind.FILE: gettext_lazy("下载结果"), PartKind.REFUSED_FILE: gettext_lazy("下载未通过的行及原因")}
ROUTES = {PartKind.FILE: "job_file", PartKind.REFUSED_FILE: "job_refused"}


def standing(job: Job) -> tuple[str, str]:
    return job.get_state_display(), TONES[JobState(job.state)]


def progress_of(job: Job) -> str:
    return str(job.done) if job.total is None else f"{job.done} / {job.total}"


class JobTable(tables.Table):
    columns = (
        Column("title", gettext_lazy("任务"), link=lambda job: here("job", job.pk)),
        Column("state", gettext_lazy("状态"), kind="badge", value=standing),
        Column("progress", gettext_lazy("进度"), kind="number", value=progress_of),
        Column("started_at", gettext_lazy("提交时间"), kind="datetime"),
        Column("ended_at", gettext_lazy("结束时间"), kind="datetime"),
    )
    orders = {"new": ("-id",)}
    exports = ()
    name = "jobs"


@allow(*STAFF)
@require_GET
def jobs(request: HttpRequest, code: str = "") -> HttpResponse:
    """The person's own jobs, the latest first."""
    mine = Job.objects.visible_to(request.viewer).defer("asked", "place")
    return JobTable.respond(request, mine, "pages/jobs.html")


@allow(*STAFF)
@require_GET
def job(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """One job while it runs and when it is over."""
    found, now = _mine(request, pk), timezone.now()
    context = {
        "job": found,
        "standing": standing(found),
        "facts": _facts(found, now),
        "back": files.unsealed(found)["back"],
        "links": _downloads(found),
        "crumbs": [(_("我的任务"), here("jobs")), (found.title, "")],
    }
    return render(request, "pages/job.html", context)


def _mine(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.viewer), pk=pk)


def _facts(job: Job, now: datetime) -> list[tuple[str, str]]:
    facts = [(_("提交时间"), moment(job.started_at)), (_("用时"), elapsed(job.elapsed(now)))]
    if job.refused:
        facts.append((_("未通过"), ngettext("%(n)d 行", "%(n)d 行", job.refused) % {"n": job.refused}))
    if job.state == JobState.DONE:
        facts.append((_("结果保留到"), moment(job.kept_until)))
    return facts


def elapsed(span: timedelta) -> str:
    """3 分 20 秒."""
    minutes, seconds = divmod(max(0, int(span.total_seconds())), 60)
    if not minutes:
        return _("%(seconds)d 秒") % {"seconds": seconds}
    return _("%(minutes)d 分 %(seconds)d 秒") % {"minutes": minutes, "seconds": seconds}


def _downloads(job: Job) -> list[Download]:
    parts = JobPart.objects.filter(node=job.node, job=job, kind__in=LABELS).defer("content").order_by("kind")
    return [
        Download(str(LABELS[PartKind(part.kind)]), here(ROUTES[PartKind(part.kind)], job.pk), _type(part), part.size)
        for part in parts
    ]


def _type(part: JobPart) -> str:
    return part.name.rpartition(".")[2].upper()


@allow(*STAFF)
@require_POST
def job_cancel(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    orders.cancel(job=_mine(request, pk), now=timezone.now())
    return orders.shown(Job(pk=pk))


@allow(*STAFF)
@require_GET
def job_file(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """The result; every fetching of it is logged."""
    return _file(_mine(request, pk), PartKind.FILE)


@allow(*STAFF)
@require_GET
def job_refused(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    """The rows that did not pass, with line numbers and reasons."""
    return _file(_mine(request, pk), PartKind.REFUSED_FILE)


def _file(job: Job, kind: PartKind) -> HttpResponse:
    part = get_object_or_404(JobPart, node=job.node, job=job, kind=kind)
    audit.record(verb="jobs.read", subject=job, after={"kind": job.kind, "file": str(kind), "rows": job.done})
    response = HttpResponse(files.opened(part), content_type=part.media_type)
    response["Content-Disposition"] = f'attachment; filename="{part.name}"'
    response["Cache-Control"] = "no-store"
    return response


class ExportForm(PageForm):
    """What the page of an export that is too large posts: the list's address with its filter, the table, its title, the format."""

    address = forms.CharField(label=gettext_lazy("列表地址"), max_length=4000)
    table = forms.CharField(label=gettext_lazy("列表"), max_length=100)
    title = forms.CharField(label=gettext_lazy("任务名称"), max_length=100, required=False)
    format = forms.ChoiceField(label=gettext_lazy("格式"), choices=[("csv", "CSV"), ("xlsx", "Excel")])


@allow(*STAFF)
@require_POST
def job_export(request: HttpRequest, code: str = "") -> HttpResponse:
    """Order an export over the same filter, for whoever may see the list."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return unprocessable(request, "422.html", {"form": form})
    asked = form.cleaned_data | {"address": _plain(form.cleaned_data["address"])}
    table = exporting.table_at(asked["address"], asked["table"], request.viewer)
    if asked["format"] not in table.exports:
        raise PermissionDenied(_("这个列表不能这样导出。"))
    if table.filter and mistakes(table.filter.form):
        return unprocessable(request, "422.html", {"form": table.filter.form, "back": asked["address"]})
    title = _("导出“%(list)s”（%(format)s）") % {
        "list": asked["title"] or table.name,
        "format": asked["format"].upper(),
    }
    try:
        job = orders.start(
            kind="export",
            title=title,
            parameters=asked,
            by=request.viewer.user,
            back=asked["address"],
            now=timezone.now(),
        )
    except orders.TooMany as refusal:
        raise Conflict(who=request.viewer.user.name, what=str(refusal), back=here("jobs")) from None
    return orders.shown(job)


def _plain(address: str) -> str:
    """The list's address from its first page, and no order for a file in it."""
    parts = urlsplit(address)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in ("after", "export")]
    return f"{parts.path}?{urlencode(kept)}" if kept else parts.path
