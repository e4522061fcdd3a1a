"""What the provider is told of itself: results of samples that bureaus drew from its kept sheets (M12)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel


class SampleResult(NodeModel):
    """One sample that a bureau drew, with its findings; the provider may answer once."""

    uuid = models.UUIDField(help_text="the sample's, the same at the bureau")
    asker = models.TextField(db_collation="C", help_text="the bureau's node")
    month = models.DateField(help_text="first day of the month the filings were reported in")
    seed = models.TextField(db_collation="C")
    total = models.PositiveIntegerField(help_text="filings it was drawn from")
    size = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    low = models.FloatField(help_text="of the 95 % interval of the share that failed, per cent")
    high = models.FloatField()
    items = models.JSONField(default=list, help_text="application, finding, cause, words of each")
    closed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("抽检结果")
        indexes = [models.Index(fields=["node", "-id"], name="sample_result_newest")]
        constraints = [
            models.UniqueConstraint(fields=["node", "uuid"], name="sample_result_once"),
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None, answer="")
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="sample_result_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker} {self.month:%Y-%m}"
