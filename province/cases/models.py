from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from beian.evidence.models import EvidenceFile
from beian.filing import kinds, sealing, states
from beian.filing.documents import FilingDocument
from beian.people import keys
from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet
from beian.reference import clocks


class Relation(models.TextChoices):
    """Why a province was sent a filing, which decides what it may see and do (decision 4)."""

    SUBJECT = "subject", _("主体所在地")
    PROVIDER = "provider", _("接入服务商所在地")


class CaseQuerySet(NodeQuerySet):
    def in_review(self) -> CaseQuerySet:
        """What this province reviews: subjects of its own, under review."""
        return self.filter(relation=Relation.SUBJECT, state="under_review")

    def to_decide(self) -> CaseQuerySet:
        """Under review, and nobody has decided yet."""
        return self.in_review().filter(second_look_since=None)

    def for_second_look(self) -> CaseQuerySet:
        """Decided by one person, waiting for another one to look."""
        return self.in_review().filter(second_look_since__isnull=False)

    def free(self, now: datetime) -> CaseQuerySet:
        """Nobody has it in hand, or the lease of whoever had it has run out."""
        return self.filter(Q(claimed_by=None) | Q(claimed_until__lte=now))

    def held_by(self, user: User, now: datetime) -> CaseQuerySet:
        return self.filter(claimed_by=user, claimed_until__gt=now)

    def due_by(self, day: date) -> CaseQuerySet:
        """Due on that day or before it."""
        return self.filter(due_on__lte=day)

    def overdue(self, on: date) -> CaseQuerySet:
        """Past their limit on that day, whosever turn it is."""
        return self.filter(due_on__lt=on)

    def overdue_by_reviewer(self, on: date) -> models.QuerySet:
        """Reviews past their limit, by who has them in hand, most first (B21): (name or None, how many)."""
        late = self.in_review().overdue(on)
        return late.values_list("claimed_by__name").annotate(many=Count("id")).order_by("-many", "claimed_by__name")

    def junk(self, on: date) -> CaseQuerySet:
        """Returned and never mended in time: what stands here without ever becoming a filing (B21)."""
        return self.filter(state="returned").overdue(on)

    def listed(self) -> CaseQuerySet:
        """What a list needs of each case, without the document."""
        heavy = ("document", "sealed", "wrapped_key", "sheet", "findings", "reasons", "papers")
        return self.select_related("claimed_by").defer(*heavy)


class Case(NodeModel):
    """An application while it is with the province: its mirror, in the states of flows.md §3. One case, kept through its rounds."""

    application = models.UUIDField()
    kind = models.CharField(max_length=32, choices=[(kind.code, kind.label) for kind in kinds.KINDS.values()])
    relation = models.CharField(max_length=10, choices=Relation)
    provider = models.TextField(help_text="the provider's code")
    provider_name = models.TextField()
    provider_province = models.CharField(max_length=2)
    subject_province = models.CharField(max_length=2)
    server_provinces = ArrayField(models.TextField(), default=list)
    state = models.CharField(max_length=20, default="reported", choices=states.CASE.choices)
    state_since = models.DateTimeField()
    due_on = models.DateField(null=True)
    overdue_since = models.DateField(null=True, help_text="the first day past the limit; marked by the clock")
    round = models.PositiveIntegerField()
    revision = models.BigIntegerField()
    subject_name = models.TextField(help_text="as it may be shown: a person's is masked")
    site_names = models.TextField(blank=True)
    document = models.JSONField(help_text="the open part")
    sealed = models.BinaryField()
    wrapped_key = models.BinaryField(
        null=True, help_text="the application's key for this node; none where the person stays masked"
    )
    sheet = models.JSONField(default=dict)
    papers = ArrayField(models.UUIDField(), default=list, help_text="the files that this round's report lists")
    findings = models.JSONField(default=list, help_text="of the automatic check")
    reasons = models.JSONField(default=list, help_text="of the last return: item, code, text, suggestion, article")
    reported_at = models.DateTimeField()
    leased_at = models.DateTimeField(
        null=True, help_text="the ministry holds domain and certificate for this application"
    )
    cleared_at = models.DateTimeField(null=True, help_text="the ministry found no conflict after the approval")
    claimed_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    claimed_until = models.DateTimeField(null=True)
    decided_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    second_look_since = models.DateTimeField(
        null=True, help_text="a decision waits since then for a second person to look at it"
    )
    filing_number = models.CharField(max_length=32, blank=True)
    disposed_at = models.DateTimeField(null=True, help_text="when its key was destroyed by rule")

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("审核案件")
        indexes = [
            models.Index(fields=["node", "relation", "state", "due_on", "id"], name="case_queue"),
            models.Index(fields=["node", "relation", "due_on", "id"], name="case_list"),
            models.Index(fields=["node", "relation", "-id"], name="case_newest"),
            models.Index(fields=["node", "claimed_by"], condition=Q(claimed_by__isnull=False), name="case_mine"),
            models.Index(
                fields=["node", "due_on"],
                condition=Q(overdue_since=None, due_on__isnull=False),
                name="case_to_mark",
            ),
            models.Index(
                fields=["node"], condition=Q(state="approved", cleared_at__isnull=False), name="case_to_grant"
            ),
            models.Index(fields=["node", "relation", "state", "provider", "due_on"], name="case_by_provider"),
            models.Index(fields=["node", "relation", "reported_at"], name="case_reported"),
            models.Index(
                fields=["node", "decided_at"], condition=Q(decided_at__isnull=False), name="case_decided_when"
            ),
            models.Index(
                fields=["node", "due_on", "id"],
                condition=Q(second_look_since__isnull=False),
                name="case_second_look",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "application"], name="case_application"),
            models.CheckConstraint(condition=Q(state__in=list(states.CASE.states)), name="case_state"),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="case_relation"),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="case_decided",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
                name="case_claimed",
            ),
            models.CheckConstraint(condition=~Q(state="granted") | ~Q(filing_number=""), name="case_numbered"),
            models.CheckConstraint(
                condition=Q(second_look_since=None) | Q(state="under_review"), name="case_second_look_in_review"
            ),
            models.CheckConstraint(
                condition=Q(overdue_since=None) | Q(due_on__lt=F("overdue_since")), name="case_overdue_after_due"
            ),
        ]
        triggers = [pgtrigger.FSM(name="case_moves", field="state", transitions=states.as_fsm(states.CASE))]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.application}"

    def in_hand(self, now: datetime) -> bool:
        """Whether somebody has it in hand: the lease of whoever claimed it still runs."""
        return self.claimed_until is not None and self.claimed_until > now

    @property
    def decides_here(self) -> bool:
        return self.relation == Relation.SUBJECT

    @property
    def state_label(self) -> str:
        return str(states.CASE.states[self.state].label)

    @property
    def deadline(self) -> clocks.Deadline | None:
        return clocks.deadline(self.kind, self.state, self.due_on)

    @property
    def kind_label(self) -> str:
        return str(kinds.kind(self.kind).label)

    @property
    def evidence(self) -> models.QuerySet:
        """The papers of this round, here or still on their way."""
        return EvidenceFile.objects.of(self.application).filter(uuid__in=self.papers)

    @property
    def earlier_evidence(self) -> models.QuerySet:
        """Papers of earlier rounds that this one no longer lists."""
        return EvidenceFile.objects.of(self.application).exclude(uuid__in=self.papers)

    @property
    def evidence_complete(self) -> bool:
        """Whether every paper that the report lists is here: one that was never sent counts as missing (decision 15)."""
        return self.evidence.filter(complete=True).count() == len(self.papers)

    def masked_document(self) -> FilingDocument:
        """The document with masked forms in place of personal items; needs no key."""
        return sealing.read_open(self.document)

    def open_document(self) -> FilingDocument:
        """The whole document; whoever calls this for a person's eyes logs the reading."""
        if self.disposed_at is not None:
            raise sealing.Disposed(f"{self.application} was disposed of")
        key = keys.unwrap(bytes(self.wrapped_key), key_context(self.application))
        return sealing.unseal(
            self.document, bytes(self.sealed), application=self.application, round=self.round, key=key
        )


class CaseRound(NodeModel):
    """A round that came back: what was reported and why it was returned, so that the next one shows what has changed."""

    case = NodeForeignKey(Case, models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    document = models.JSONField(help_text="the open part")
    reasons = models.JSONField(default=list)
    returned_by = models.TextField(blank=True, help_text="the reviewer's name; empty where a machine returned it")
    reported_at = models.DateTimeField()
    returned_at = models.DateTimeField()

    class Meta:
        verbose_name = _("审核轮次")
        constraints = [models.UniqueConstraint(fields=["node", "case", "number"], name="case_round")]
        indexes = [models.Index(fields=["node", "returned_at"], name="case_round_returned")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"

    def masked_document(self) -> FilingDocument:
        return sealing.read_open(self.document)


def key_context(application: UUID) -> str:
    """What an application's key is bound to when it is wrapped; the provider uses the same words."""
    return f"application|{application}"


class NumberCounter(NodeModel):
    """The last serial given out in a year. Drawn last in the grant, so that numbers are dense per province and year (decision 19)."""

    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "year"], name="number_counter_year")]
