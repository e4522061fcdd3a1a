"""What reviewers keep beside a case: decisions that a second person looks at, calls to the contact, and the bureau's own reasons."""

from __future__ import annotations

from datetime import datetime, timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet
from province.cases.models import Case

KEPT = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Decision(models.TextChoices):
    APPROVE = "approve", _("通过")
    RETURN = "return", _("退回修改")


class Outcome(models.TextChoices):
    """What became of a decision that a second person was to look at."""

    WAITING = "waiting", _("待复核")
    AGREED = "agreed", _("复核同意")
    DISAGREED = "disagreed", _("复核不同意")
    OVERTAKEN = "overtaken", _("案件已另有变化，不再复核")


class SecondLook(NodeModel):
    """A decision held back until another reviewer has agreed; nothing of it has left the bureau before."""

    case = NodeForeignKey(Case, models.PROTECT, related_name="looks")
    round = models.PositiveIntegerField()
    decision = models.CharField(max_length=10, choices=Decision)
    reasons = models.JSONField(default=list, help_text="of a return: item, code, text, suggestion, article")
    opened = models.JSONField(default=list, help_text="purposes of the papers that the first reviewer had opened")
    proposed_by = NodeForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    seen_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    seen_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True, help_text="why the second reviewer does not agree")

    class Meta:
        verbose_name = _("复核")
        constraints = [
            models.UniqueConstraint(
                fields=["node", "case"], condition=Q(outcome="waiting"), name="second_look_one_waits"
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="second_look_outcome"),
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="second_look_decision"),
            models.CheckConstraint(
                condition=Q(seen_by=None) | ~Q(seen_by=F("proposed_by")), name="second_look_another_person"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=("agreed", "disagreed")) | Q(seen_by__isnull=False, seen_at__isnull=False),
                name="second_look_signed",
            ),
        ]
        indexes = [models.Index(fields=["node", "case", "-id"], name="second_look_case")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="final", operation=pgtrigger.Update, condition=pgtrigger.Condition("OLD.outcome <> 'waiting'")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.round} {self.outcome}"

    @property
    def approves(self) -> bool:
        return self.decision == Decision.APPROVE


class SecondLookRate(NodeModel):
    """How many of a hundred decisions a second person looks at; the newest line counts, the others say how it was."""

    percent = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    set_by = NodeForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("复核比例")
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="second_look_percent")]
        triggers = [KEPT]


class ReturnReason(NodeModel):
    """One edition of a reason of the bureau's own, or of the common list as the bureau words it. The newest edition counts."""

    number = models.PositiveIntegerField(help_text="the same through all editions; the common list has the first ones")
    version = models.PositiveIntegerField()
    code = models.CharField(max_length=32, help_text="what stands in records and messages")
    item = models.CharField(max_length=80, blank=True, help_text="the item it is meant for; empty: any")
    label = models.CharField(max_length=40)
    text = models.TextField(help_text="what the owner reads")
    suggestion = models.TextField(help_text="how the owner mends it")
    article = models.CharField(max_length=60)
    retired = models.BooleanField(default=False)
    made_by = NodeForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("退回理由")
        constraints = [
            models.UniqueConstraint(fields=["node", "number", "version"], name="return_reason_edition"),
        ]
        triggers = [KEPT]

    def __str__(self) -> str:
        return f"{self.number} v{self.version} {self.label}"


class ContactKind(models.TextChoices):
    CODE = "code", _("核实短信")
    CALL = "call", _("电话")


class ContactResult(models.TextChoices):
    SENT = "sent", _("已发送，等待对方报出核实码")
    CONFIRMED = "confirmed", _("核实码相符，号码由本人使用")
    MISMATCH = "mismatch", _("核实码不符")
    REACHED = "reached", _("接通，本人确认备案事宜")
    STRANGER = "stranger", _("接通，对方不知情")
    UNANSWERED = "unanswered", _("无人接听")
    INVALID = "invalid", _("空号或停机")


CALL_RESULTS = (
    ContactResult.REACHED,
    ContactResult.STRANGER,
    ContactResult.UNANSWERED,
    ContactResult.INVALID,
)


class ContactQuerySet(NodeQuerySet):
    def codes_since(self, case: Case, moment: datetime) -> ContactQuerySet:
        return self.filter(case=case, kind=ContactKind.CODE, at__gt=moment)


class ContactCheck(NodeModel):
    """One text with a code, or one call, to somebody named in a filing (B15). The number itself stands nowhere here."""

    LIFETIME = timedelta(minutes=10)
    TRIES = 5

    case = NodeForeignKey(Case, models.PROTECT, related_name="contacts")
    round = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ContactKind)
    item = models.CharField(max_length=80, help_text="whose number: the item's place in the document")
    number = models.CharField(max_length=32, help_text="masked")
    by = NodeForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    code_digest = models.BinaryField(null=True, help_text="keyed digest over the code; gone once it was given right")
    tries = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=12, choices=ContactResult)
    settled_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("联系核实")
        constraints = [
            models.CheckConstraint(condition=Q(result__in=ContactResult.values), name="contact_result"),
            models.CheckConstraint(condition=Q(tries__lte=5), name="contact_tries"),
        ]
        indexes = [models.Index(fields=["node", "case", "-id"], name="contact_case")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def open_for_code(self, now: datetime) -> bool:
        """Whether the person may still read the code back."""
        fresh = self.kind == ContactKind.CODE and now < self.at + self.LIFETIME
        return fresh and self.tries < self.TRIES and self.result in (ContactResult.SENT, ContactResult.MISMATCH)
