"""Trials: which past filings a changed rule pack would have hit, counted before anybody is hit by it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import SEVERITIES
from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet
from province.cases.models import Case

STALLED = timedelta(seconds=30)  # a slice takes a second or two: a trial that lies longer has lost its worker


class TrialState(models.TextChoices):
    QUEUED = "queued", _("等待开始")
    RUNNING = "running", _("试算中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未能完成")
    CANCELLED = "cancelled", _("已取消")


ACTIVE = (TrialState.QUEUED, TrialState.RUNNING)


class TrialQuerySet(NodeQuerySet):
    def active(self) -> TrialQuerySet:
        return self.filter(state__in=ACTIVE)

    def stalled(self, now: datetime) -> TrialQuerySet:
        """Under way, and yet nothing has happened to them: their worker is gone, or their ring was lost."""
        return self.active().filter(touched_at__lt=now - STALLED)


class RuleTrial(NodeModel):
    """One trial of a draft against the pack in force: the rows that differ, the period, how far it has come.

    The rows are a copy, so that the result keeps its meaning while the draft goes on changing.
    """

    draft_revision = models.PositiveIntegerField(help_text="of the draft that was tried")
    based_on = models.PositiveIntegerField(help_text="the edition that the draft changes")
    code = models.TextField(blank=True, db_collation="C", help_text="one rule of the draft; empty: the whole draft")
    before = models.JSONField(help_text="rows of the pack in force that the draft changes or drops")
    after = models.JSONField(help_text="rows of the draft that are new or changed")
    first_day = models.DateField(help_text="of the period in which the filings were reported")
    last_day = models.DateField()
    state = models.CharField(max_length=10, choices=TrialState, default=TrialState.QUEUED)
    total = models.PositiveIntegerField(help_text="how many cases are to be tried")
    checked = models.PositiveIntegerField(default=0)
    unread = models.PositiveIntegerField(default=0, help_text="of those checked: could not be opened here")
    hits = models.PositiveIntegerField(default=0)
    hit_cases = models.PositiveIntegerField(default=0)
    last_case = models.BigIntegerField(null=True, help_text="newest first: all cases above this one are done")
    failures = models.PositiveSmallIntegerField(default=0, help_text="of the slice at hand, one after the other")
    started_by = NodeForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField(help_text="the end of the last slice")
    finished_at = models.DateTimeField(null=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("规则试算")
        indexes = [models.Index(fields=["node", "-id"], name="rule_trial_newest")]
        constraints = [
            models.UniqueConstraint(fields=["node"], condition=Q(state__in=ACTIVE), name="rule_trial_one_at_a_time"),
            models.CheckConstraint(condition=Q(state__in=TrialState.values), name="rule_trial_state"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="rule_trial_period"),
            models.CheckConstraint(
                condition=Q(state__in=ACTIVE, finished_at=None) | (~Q(state__in=ACTIVE) & Q(finished_at__isnull=False)),
                name="rule_trial_finished",
            ),
            models.CheckConstraint(
                condition=Q(checked__lte=F("total"), unread__lte=F("checked"), hit_cases__lte=F("checked")),
                name="rule_trial_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code or '*'} {self.based_on}+{self.draft_revision}"

    @property
    def under_way(self) -> bool:
        return self.state in ACTIVE

    @property
    def period(self) -> tuple[date, date]:
        return self.first_day, self.last_day

    def elapsed(self, now: datetime) -> timedelta:
        """From the order to its end, or until now."""
        return (self.finished_at or now) - self.started_at


class TrialHit(NodeModel):
    """One finding that the draft would bring to a filing, or take from it: place, rule and kind, and no value of the document."""

    trial = NodeForeignKey(RuleTrial, models.PROTECT, related_name="found")
    case = NodeForeignKey(Case, models.PROTECT, related_name="+")
    path = models.TextField(help_text="the place in the document: sites.0.name")
    item = models.TextField(db_collation="C", help_text="the item of the form: sites[].name")
    code = models.TextField(db_collation="C", help_text="the rule")
    severity = models.CharField(max_length=8, choices=[(each, each) for each in SEVERITIES])
    kind = models.CharField(max_length=4, choices=[("new", _("新命中")), ("gone", _("不再命中"))])

    class Meta:
        verbose_name = _("试算命中")
        constraints = [
            models.UniqueConstraint(
                fields=["node", "trial", "case", "code", "path", "severity", "kind"], name="trial_hit_once"
            ),
            models.CheckConstraint(condition=Q(severity__in=SEVERITIES), name="trial_hit_severity"),
            models.CheckConstraint(condition=Q(kind__in=("new", "gone")), name="trial_hit_kind"),
        ]
        indexes = [models.Index(fields=["node", "trial", "id"], name="trial_hit_list")]

    def __str__(self) -> str:
        return f"{self.code} {self.path}"
