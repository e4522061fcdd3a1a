"""One worker's turn at one job: slice after slice, each in a transaction with its progress, so that nothing is done twice or lost."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from beian import audit
from beian.pages.jobs import files, kinds
from beian.pages.jobs.models import Job, JobPart, JobState, PartKind
from beian.people.access import Viewer
from beian.people.grants import roles_of
from beian.people.models import User
from beian.people.scope import Actor, Reach, enter

log = logging.getLogger(__name__)
LOST = timedelta(minutes=6)  # longer than a task may last: whoever had it is dead
ATTEMPTS = 3


class Refused(ValueError):
    """The work cannot be done; str() is the sentence for whoever ordered it."""


class Overtaken(RuntimeError):
    """Another worker has the job in hand by now, or it is over."""


class Run:
    """What a kind's generator sees of its job. Set `total`, count `done`, leave `place`; `outcome` is the last sentence.

    `now` is the beginning of the slice. `write` and `refuse` keep rows; they are stored with the slice.
    """

    def __init__(self, job: Job, viewer: Viewer, now: datetime) -> None:
        self.job, self.viewer, self.now = job.pk, viewer, now
        self.parameters: dict[str, Any] = files.unsealed(job)["parameters"]
        self.place: dict[str, Any] = dict(job.place)
        self.total, self.done, self.outcome = job.total, job.done, job.outcome
        self.written: list[list] = []
        self.refused: list[list] = []

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """Rows of the result file."""
        self.written += [list(row) for row in rows]

    def refuse(self, line: int, reason: str, row: Sequence[Any] = ()) -> None:
        """A row that did not pass comes back in its place: line number as in the file, reason, content."""
        self.refused.append([line, str(reason), *row])


def viewer_of(user: User, node: str) -> Viewer:
    """Who the owner is now: an account that was closed or a role that was taken away ends his jobs as well."""
    if not user.is_active:
        return Viewer(node, user)
    roles, organisations = roles_of(user)
    return Viewer(node, user, roles, organisations, Reach.STAFF)


def claim(node: str, *, now: datetime) -> tuple[Job, uuid.UUID] | None:
    """Take the oldest job that waits or has lost its worker. In the caller's scope."""
    lost = Q(state=JobState.RUNNING, touched_at__lt=now - LOST)
    free = Job.objects.select_for_update(skip_locked=True).filter(Q(state=JobState.WAITING) | lost, node=node)
    job = free.order_by("touched_at", "id").first()
    if job is None:
        return None
    if job.state == JobState.RUNNING:
        job.failures += 1
    job.state, job.runner, job.touched_at = JobState.RUNNING, uuid.uuid4(), now
    if job.failures >= ATTEMPTS:
        with translation.override(job.language):
            end(job, JobState.FAILED, _("多次中断，没有做完。请重新提交；仍不成功时请联系技术支持。"), now)
    job.save()
    return job, job.runner


# What a work that has come to its end gives, and nothing else.
ENDED = object()


class Turn:
    """A job in a worker's hands: `slice()` until it says that nothing is left."""

    def __init__(self, job: Job, runner: uuid.UUID) -> None:
        self.pk, self.node, self.runner = job.pk, job.node, runner
        self.owner, self.kind, self.language = job.owner, job.kind, job.language
        self.run: Run | None = None
        self.work: Iterator[object] = iter(())

    def slice(self) -> bool:
        """Do the next slice; whether more is left. What fails is counted, and given up after three times in a row."""
        try:
            with translation.override(self.language):
                return self._guarded()
        except Overtaken:
            return False
        except Exception:  # whatever the kind of work raises counts as one try, and goes on up to the worker's log
            self._failed()
            raise

    def _guarded(self) -> bool:
        try:
            return self._slice()
        except (Refused, PermissionDenied) as refusal:
            self._end(JobState.FAILED, str(refusal))
        except Http404:
            self._end(JobState.FAILED, _("要处理的记录已经不在了。"))
        return False

    def _slice(self) -> bool:
        now = timezone.now()
        with enter(self.node, Reach.STAFF, Actor.user(self.owner)):
            job = self._mine()
            if job.cancel_asked_at:
                end(job, JobState.CANCELLED, _("已按您的要求停止。"), now)
                job.save()
                return False
            run = self._run(job, now)
            more = next(self.work, ENDED) is not ENDED
            store(job, run, now)
        return more or self._finish()

    def _run(self, job: Job, now: datetime) -> Run:
        kind, viewer = kinds.the(self.kind), viewer_of(User.objects.get(pk=self.owner.pk), self.node)
        if not kind.roles & viewer.roles:
            raise Refused(_("您已不再担任可以办理这件事的角色，任务已停止。"))
        if self.run is None:
            self.run = Run(job, viewer, now)
            self.work = iter(kind.work(self.run))
        self.run.viewer, self.run.now = viewer, now
        return self.run

    def _finish(self) -> bool:
        """All rows are there: make the files outside any transaction, then keep them and end the job."""
        run, kind = self.run, kinds.the(self.kind)
        with enter(self.node, Reach.STAFF, Actor.user(self.owner)):
            job = self._mine()
            rows, refused = files.rows_of(job, PartKind.ROWS), files.rows_of(job, PartKind.REFUSED)
        made = {PartKind.FILE: kind.file(run, files.read(rows))} if kind.file else {}
        if refused:
            made[PartKind.REFUSED_FILE] = files.refused_file(files.read(refused))
        if any(len(each.content) > files.LARGEST for each in made.values()):
            raise Refused(_("结果文件太大。请缩小范围，分几次办理。"))
        with enter(self.node, Reach.STAFF, Actor.user(self.owner)):
            job, now = self._mine(), timezone.now()
            JobPart.objects.filter(job=job, kind__in=(PartKind.ROWS, PartKind.REFUSED)).delete()
            for place, each in made.items():
                files.keep(job, place, each.content, name=each.name, media_type=each.media_type)
            end(job, JobState.DONE, run.outcome, now)
            job.save()
            audit.record(verb="jobs.finish", subject=job, after={"kind": job.kind, "rows": job.done})
        return False

    def _mine(self) -> Job:
        job = Job.objects.select_for_update().filter(pk=self.pk, state=JobState.RUNNING, runner=self.runner).first()
        if job is None:
            raise Overtaken(f"job {self.pk}")
        return job

    def _end(self, state: JobState, outcome: str) -> None:
        with enter(self.node, Reach.STAFF, Actor.user(self.owner)):
            job = self._mine()
            end(job, state, outcome, timezone.now())
            job.save()

    def _failed(self) -> None:
        """The slice is rolled back; the job waits for the next try, or is given up with words and a trace number."""
        trace = uuid.uuid4().hex[:12]
        log.exception("trace %s: job %s of kind %s failed", trace, self.pk, self.kind)
        with enter(self.node, Reach.STAFF, Actor.user(self.owner)), translation.override(self.language):
            job, now = self._mine(), timezone.now()
            job.failures, job.state, job.touched_at = job.failures + 1, JobState.WAITING, now
            if job.failures >= ATTEMPTS:
                words = _("处理时出错，没有做完。请把追踪号 %(trace)s 告诉技术支持。") % {"trace": trace}
                end(job, JobState.FAILED, words, now)
            job.save()

    def release(self) -> None:
        """The turn is over and the job is not: it waits for the next turn."""
        with enter(self.node, Reach.STAFF, Actor.user(self.owner)):
            Job.objects.filter(pk=self.pk, state=JobState.RUNNING, runner=self.runner).update(
                state=JobState.WAITING, touched_at=timezone.now()
            )


def store(job: Job, run: Run, now: datetime) -> None:
    """The slice's rows and progress, in its transaction."""
    files.keep_rows(job, PartKind.ROWS, run.written)
    files.keep_rows(job, PartKind.REFUSED, run.refused)
    job.refused += len(run.refused)
    job.total, job.place, job.outcome = run.total, run.place, run.outcome
    job.done = run.done if run.total is None else min(run.done, run.total)
    job.failures, job.touched_at = 0, now
    run.written, run.refused = [], []
    job.save()


def end(job: Job, state: JobState, outcome: str, now: datetime) -> None:
    """Over. Of what was not finished nothing is kept; results stay for a week."""
    job.state, job.outcome, job.ended_at, job.touched_at, job.runner = state, outcome, now, now, None
    if state != JobState.DONE:
        JobPart.objects.filter(job=job).delete()
