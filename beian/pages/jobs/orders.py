"""The verbs of whoever orders long work: start it, stop it, and clear away what was kept long enough."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beian import audit
from beian.pages.jobs import files, kinds
from beian.pages.jobs.models import KEPT, Job, JobPart
from beian.people import bell, roles, scope
from beian.people.grants import roles_of
from beian.people.models import User
from beian.people.nodes import here

TASK = "jobs.go_on"
AT_ONCE = 5  # jobs of one person under way


class TooMany(ValueError):
    """The person has as many jobs under way as he may; str() is the sentence for him."""


def start(
    *,
    kind: str,
    title: str,
    parameters: Mapping[str, Any],
    by: User,
    now: datetime,
    back: str = "",
    total: int | None = None,
) -> Job:
    """Order long work in the caller's transaction; a worker is woken after its commit, and found again by a sweep if it is not.

    `parameters` are plain JSON and kept sealed. `back` is the address of the page to return to. PermissionDenied, TooMany.
    """
    _check_may(kind, by)
    with connection.cursor() as cursor:  # one order of a person after the other, so that the limit holds
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"jobs {scope.current().node} {by.pk}"]
        )
    if Job.objects.filter(owner=by).under_way().count() >= AT_ONCE:
        raise TooMany(_("您已有 %(n)d 个任务在进行，请等其中一个完成或取消后再提交。") % {"n": AT_ONCE})
    job = Job.objects.create(
        owner=by,
        kind=kind,
        title=title,
        language=get_language() or "zh-hans",
        asked=files.sealed({"parameters": dict(parameters), "back": back}),
        total=total,
        started_at=now,
        touched_at=now,
    )
    audit.record(verb="jobs.start", subject=job, after={"kind": kind})
    bell.ring(TASK, scope.current().node)
    return job


def _check_may(kind: str, by: User) -> None:
    held, _organisations = roles_of(by)
    allowed = kinds.the(kind).roles
    if not allowed & held:
        raise PermissionDenied(_("这项任务需要以下角色之一：%(roles)s。") % {"roles": roles.titles(allowed)})


def shown(job: Job) -> HttpResponseRedirect:
    """303 to the page that shows its progress."""
    return HttpResponseRedirect(here("job", job.pk), status=HTTPStatus.SEE_OTHER)


def cancel(*, job: Job, now: datetime) -> Job:
    """Ask a job to stop: it does so before its next slice. One that is over stays as it is."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.under_way and job.cancel_asked_at is None:
        job.cancel_asked_at = now
        job.save(update_fields=["cancel_asked_at"])
        audit.record(verb="jobs.cancel", subject=job, after={"done": job.done})
        bell.ring(TASK, job.node)
    return job


def clear(*, now: datetime) -> int:
    """Remove the files of jobs that ended more than a week ago; how many."""
    removed, _each = JobPart.objects.filter(node=scope.current().node, job__ended_at__lt=now - KEPT).delete()
    return removed
