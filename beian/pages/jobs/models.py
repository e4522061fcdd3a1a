"""A long job and what came of it. Everything that was asked for or comes out is sealed: it may name people."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet

KEPT = timedelta(days=7)  # how long results stay


class JobState(models.TextChoices):
    WAITING = "waiting", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    CANCELLED = "cancelled", _("已取消")
    FAILED = "failed", _("未完成")


UNDER_WAY = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(NodeQuerySet):
    def visible_to(self, viewer) -> JobQuerySet:
        """A job is its owner's alone."""
        return self.filter(node=viewer.node, owner=viewer.user)

    def under_way(self) -> JobQuerySet:
        return self.filter(state__in=UNDER_WAY)


class Job(NodeModel):
    """One order of long work. `place` is where the last committed slice ended: from there it goes on, whoever goes on."""

    owner = NodeForeignKey(User, models.PROTECT, related_name="+")
    kind = models.TextField()
    title = models.TextField(help_text="what was ordered, in the words of whoever did")
    language = models.TextField()
    asked = models.BinaryField(help_text="JSON, sealed: the parameters, and the address to go back to")
    state = models.TextField(choices=JobState, default=JobState.WAITING)
    total = models.PositiveIntegerField(null=True, help_text="rows; null until it is known")
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0, help_text="rows that come back with a reason")
    place = models.JSONField(default=dict)
    outcome = models.TextField(blank=True, help_text="a sentence: what came of it, or why nothing did")
    failures = models.PositiveSmallIntegerField(default=0, help_text="of the slice in hand, in a row")
    runner = models.UUIDField(null=True, help_text="the worker's turn that has it in hand")
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta(NodeModel.Meta):
        indexes = [
            models.Index(fields=["node", "id"], condition=Q(state__in=["waiting", "running"]), name="job_under_way"),
            models.Index(fields=["node", "owner", "-id"], name="job_of_owner"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state"),
            models.CheckConstraint(
                condition=Q(ended_at=None, state__in=["waiting", "running"])
                | Q(ended_at__isnull=False, state__in=["done", "cancelled", "failed"]),
                name="job_ended",
            ),
            models.CheckConstraint(condition=Q(total=None) | Q(done__lte=F("total")), name="job_progress"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY

    def elapsed(self, now: datetime) -> timedelta:
        return (self.ended_at or now) - self.started_at

    @property
    def kept_until(self) -> datetime | None:
        return self.ended_at and self.ended_at + KEPT


class PartKind(models.TextChoices):
    """Rows as the slices leave them, and the files made of them."""

    ROWS = "rows", _("数据")
    REFUSED = "refused", _("未通过的行")
    FILE = "file", _("结果文件")
    REFUSED_FILE = "refused_file", _("未通过的行")


class JobPart(NodeModel):
    """Bytes of a job, sealed: rows of one slice, or a finished file with its name, type and size."""

    job = NodeForeignKey(Job, models.PROTECT, related_name="parts")
    kind = models.TextField(choices=PartKind)
    seq = models.PositiveIntegerField(default=0)
    name = models.TextField(blank=True)
    media_type = models.TextField(blank=True)
    size = models.PositiveIntegerField(help_text="bytes, unsealed")
    content = models.BinaryField()

    class Meta(NodeModel.Meta):
        constraints = [models.UniqueConstraint(fields=["node", "job", "kind", "seq"], name="job_part_once")]
