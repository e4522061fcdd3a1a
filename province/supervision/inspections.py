"""What inspections keep: samples of kept verification sheets with their findings (M12), results heard from elsewhere, and identities to look at (M4)."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beian.people.identity import uuid7
from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet
from province.cases.models import Case

LARGEST_POPULATION = 100_000
MOST = 200  # items of one sample: a person opens each of them


class Sample(NodeModel):
    """A sample of the kept sheets of one provider and month: who drew it from what, by which seed, and what came of it.

    The population is kept as it was, so that anybody can order it anew by hash and finds the same items.
    """

    uuid = models.UUIDField(default=uuid7, editable=False, help_text="the same at every node that hears of it")
    provider = models.TextField(db_collation="C", help_text="the provider's code")
    provider_name = models.TextField()
    provider_province = models.TextField(db_collation="C", help_text="GB/T 2260")
    month = models.DateField(help_text="first day of the month in which the filings were reported, in Shanghai")
    seed = models.TextField(db_collation="C", help_text="drawn by the machine, 16 hex digits")
    population = ArrayField(models.UUIDField(), help_text="the applications it was drawn from, in ascending order")
    total = models.PositiveIntegerField(help_text="how many these are")
    size = models.PositiveIntegerField()
    note = models.TextField(blank=True, help_text="why this provider, this month")
    drawn_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    drawn_at = models.DateTimeField()
    closed_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)
    result = models.JSONField(
        default=dict, help_text="failed, low and high of the 95 % interval in per cent, causes; once closed"
    )
    answer = models.TextField(blank=True, help_text="what the provider said to the result")
    answered_by = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("核验单抽检")
        indexes = [
            models.Index(fields=["node", "-id"], name="sample_newest"),
            models.Index(fields=["node", "provider", "-id"], name="sample_of_provider"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "uuid"], name="sample_once"),
            models.UniqueConstraint(
                fields=["node", "provider", "month"], condition=Q(closed_at=None), name="sample_one_open"
            ),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=models.F("total")), name="sample_size"),
            models.CheckConstraint(
                condition=Q(closed_at=None, result={}) | (Q(closed_at__isnull=False) & ~Q(result={})),
                name="sample_closed_with_result",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="sample_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.month:%Y-%m}"

    @property
    def closed(self) -> bool:
        return self.closed_at is not None


class ItemQuerySet(NodeQuerySet):
    def awaited(self) -> ItemQuerySet:
        """What the provider was asked to show and has not."""
        return self.filter(standing=SampleItem.Standing.WANTED, sample__closed_at=None)

    def overdue(self, on: date) -> ItemQuerySet:
        """Asked for, and not shown by the last day for it."""
        return self.awaited().filter(due_on__lt=on)


class SampleItem(NodeModel):
    """One filing of a sample: where its sheet is, and what the supervisor found in it."""

    class Standing(models.TextChoices):
        HELD = "held", _("本局已有")
        WANTED = "wanted", _("待服务商出示")
        SHOWN = "shown", _("服务商已出示")
        MISSING = "missing", _("服务商称没有")

    class Finding(models.TextChoices):
        PASS = "pass", _("合格")
        FAIL = "fail", _("不合格")

    sample = NodeForeignKey(Sample, models.PROTECT, related_name="items")
    place = models.PositiveIntegerField(help_text="1 to n, by hash")
    application = models.UUIDField()
    case = NodeForeignKey(Case, models.PROTECT, related_name="+")
    standing = models.TextField(choices=Standing)
    papers = ArrayField(models.UUIDField(), default=list, help_text="evidence to open: sheet, photo, agreement")
    wanted_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0, help_text="how often the provider was asked")
    due_on = models.DateField(null=True)
    late = models.BooleanField(default=False, help_text="the limit ran out before anything was shown")
    shown_at = models.DateTimeField(null=True)
    said = models.TextField(blank=True, help_text="why the provider has nothing to show")
    finding = models.TextField(choices=Finding, blank=True)
    cause = models.TextField(blank=True, help_text="a code of samples.CAUSES where it failed")
    words = models.TextField(blank=True)
    found_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    found_at = models.DateTimeField(null=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽检样本")
        indexes = [
            models.Index(fields=["node", "sample", "place"], name="sample_item_place"),
            models.Index(fields=["node", "application"], name="sample_item_application"),
            models.Index(
                fields=["node", "due_on"], condition=Q(standing="wanted", finding=""), name="sample_item_awaited"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "sample", "application"], name="sample_item_once"),
            models.CheckConstraint(
                condition=Q(standing__in=["held", "wanted", "shown", "missing"]), name="sample_item_standing"
            ),
            models.CheckConstraint(
                condition=Q(finding="", cause="", found_at=None)
                | Q(finding="pass", cause="", found_at__isnull=False)
                | (Q(finding="fail", found_at__isnull=False) & ~Q(cause="")),
                name="sample_item_finding",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.place}"


class HeardSample(NodeModel):
    """The result of a sample that another bureau drew on a provider of this province (P10 三(二))."""

    uuid = models.UUIDField()
    asker = models.TextField(db_collation="C", help_text="the node whose bureau drew it")
    provider = models.TextField(db_collation="C")
    provider_name = models.TextField()
    month = models.DateField()
    total = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    result = models.JSONField(default=dict)
    closed_at = models.DateTimeField()
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name = _("外省抽检结果")
        indexes = [models.Index(fields=["node", "-id"], name="heard_sample_newest")]
        constraints = [models.UniqueConstraint(fields=["node", "uuid"], name="heard_sample_once")]

    def __str__(self) -> str:
        return f"{self.provider} {self.month:%Y-%m}"


class IdentityMismatch(NodeModel):
    """A resident-ID number of a filing of ours that the ministry's check found wrong (M4); a reviewer looks at it and says what came of it."""

    application = models.UUIDField()
    round = models.PositiveIntegerField()
    item = models.TextField()
    masked = models.TextField()
    kind = models.TextField(
        help_text="mismatch: the source, or our rules, say no; unknown: the source knows no such number"
    )
    words = models.TextField(blank=True, help_text="what our rules say of it")
    codes = models.JSONField(default=list, help_text="what differs, as the source told it, in codes")
    case = NodeForeignKey(Case, models.PROTECT, related_name="+", null=True)
    provider = models.TextField(db_collation="C")
    provider_name = models.TextField()
    found_at = models.DateTimeField(help_text="at the ministry")
    told_at = models.DateTimeField()
    settled_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    settled_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, help_text="what came of it")

    class Meta:
        verbose_name = _("身份证核查不一致")
        indexes = [
            models.Index(fields=["node", "-id"], name="identity_mismatch_newest"),
            models.Index(fields=["node", "application"], name="identity_mismatch_application"),
            models.Index(fields=["node", "id"], condition=Q(settled_at=None), name="identity_mismatch_open"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "application", "round", "item"], name="identity_mismatch_once"),
            models.CheckConstraint(condition=Q(kind__in=["mismatch", "unknown"]), name="identity_mismatch_kind"),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None, note="")
                | (Q(settled_by__isnull=False, settled_at__isnull=False) & ~Q(note="")),
                name="identity_mismatch_settled",
            ),
        ]

    def __str__(self) -> str:
        return self.masked
