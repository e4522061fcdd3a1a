from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from beian.evidence.models import EvidenceFile
from beian.pages import reading
from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet
from provider.applications.models import Application


class Visit(NodeModel):
    """The desk's work on one round, kept step by step until the sheet is signed: what has been seen, compared, corrected, taken.

    `version` counts corrections and items found to differ, so that a tick is only ever for the value that its verifier had before him.
    """

    application = NodeForeignKey(Application, models.PROTECT, related_name="visits")
    round = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=0)
    documents = models.JSONField(default=list, help_text="codes of the originals seen")
    compared = models.JSONField(default=list, help_text="paths of the items compared with the originals")
    differing = models.JSONField(
        default=dict, help_text="path → note, by, at: items that do not agree with the originals and go back"
    )
    corrections = models.JSONField(
        default=list, help_text="item, label, before, after, note, by, at; personal values masked"
    )
    agreed = models.JSONField(
        default=dict, help_text="once signed: path → keyed digest of the value that was signed for"
    )
    photo = NodeForeignKey(EvidenceFile, models.PROTECT, related_name="+", null=True)
    begun_at = models.DateTimeField()
    begun_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = _("现场核验")
        constraints = [models.UniqueConstraint(fields=["node", "application", "round"], name="visit_round")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.round}"


class AccessPreset(NodeModel):
    """A usual access of this provider, so that nobody types its addresses twice. The desk proposes the one that was used last (B9)."""

    title = models.TextField()
    modes = models.JSONField(help_text="codes of the ways of access")
    server_provinces = models.JSONField(help_text="GB/T 2260, two digits")
    ip_ranges = models.JSONField(help_text="start and end of each range")
    used_at = models.DateTimeField()
    by = NodeForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("常用接入")
        constraints = [models.UniqueConstraint(fields=["node", "title"], name="access_preset_title")]

    def __str__(self) -> str:
        return self.title

    @property
    def access(self) -> dict:
        """What the document takes."""
        return {"modes": self.modes, "server_provinces": self.server_provinces, "ip_ranges": self.ip_ranges}


class Precheck(NodeModel):
    """How the precheck of one round ended, who decided and when; one per round, kept for good. What the load per person is counted from."""

    application = NodeForeignKey(Application, models.PROTECT, related_name="prechecks")
    round = models.PositiveIntegerField()
    passed = models.BooleanField()
    late = models.BooleanField(help_text="decided after its limit (B21)")
    by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("预核验结论")
        indexes = [models.Index(fields=["node", "at"], name="precheck_at")]
        constraints = [models.UniqueConstraint(fields=["node", "application", "round"], name="precheck_round")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.application_id} {self.round}"


class Outcome(models.TextChoices):
    """What came of a try to reach somebody."""

    REACHED = "reached", _("已接通，本人确认无误")
    NO_ANSWER = "no_answer", _("无人应答")
    WRONG = "wrong", _("号码或邮箱有误")
    TO_CHANGE = "to_change", _("已接通，对方要求修改资料")


class CallQuerySet(NodeQuerySet):
    def listed(self) -> CallQuerySet:
        """With what a list shows of the filing and of the caller."""
        heavy = ("application__sealed", "application__wrapped_key", "application__reasons")
        return self.select_related("application", "by").defer(*heavy)


class Call(NodeModel):
    """One try to reach somebody by telephone or mail before the precheck is decided (B4).

    The number itself stands nowhere here: `item` says which one of the form was used, `digest` for which value the outcome holds.
    """

    application = NodeForeignKey(Application, models.PROTECT, related_name="calls")
    round = models.PositiveIntegerField()
    item = models.TextField(help_text="path of the number or address in the form")
    digest = models.BinaryField(help_text="keyed digest of the value that was used")
    outcome = models.TextField(choices=Outcome.choices)
    note = models.TextField(blank=True)
    by = NodeForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("联系记录")
        indexes = [
            models.Index(fields=["node", "application", "id"], name="call_application"),
            models.Index(fields=["node", "at"], name="call_at"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="call_outcome")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.application_id} {self.item} {self.outcome}"

    @property
    def item_label(self) -> str:
        return reading.label_of(self.item)

    @property
    def outcome_label(self) -> str:
        return str(Outcome(self.outcome).label)
