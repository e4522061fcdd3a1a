from __future__ import annotations

from functools import cached_property
from uuid import UUID

import pgtrigger
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from beian.filing import kinds, sealing, states
from beian.filing.documents import FilingDocument
from beian.people import keys, scope
from beian.people.identity import uuid7
from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet
from beian.reference import clocks

# While one of these stands, nothing has been handed in that anybody else would miss.
OPEN_TO_OWNER = ("draft", "returned")
NEVER_HANDED_IN = ("draft", "withdrawn")


class ApplicationQuerySet(NodeQuerySet):
    def visible_to(self, viewer) -> ApplicationQuerySet:
        """All of the node for its staff, his own for an owner."""
        rows = self.filter(node=viewer.node)
        return rows if viewer.owner is None else rows.filter(owner_id=viewer.owner)

    def overdue(self, on) -> ApplicationQuerySet:
        """Waiting longer than its clock allows, by the end of that day."""
        return self.filter(due_on__lt=on)

    def overdue_by_state(self, on) -> models.QuerySet:
        """What is past its limit, by the state it stands in, which says whose delay it is, most first (B21): (state, how many)."""
        return self.overdue(on).values_list("state").annotate(many=Count("id")).order_by("-many", "state")

    def left_unchecked(self, on) -> ApplicationQuerySet:
        """Handed in by owners themselves and left past the limit by this provider (P09 附件6)."""
        return self.filter(state="submitted", on_behalf=False).overdue(on)


class Application(NodeModel):
    """One application. What it says is one document in two halves: `document` is open, `sealed` holds the personal items (decision 11).

    The provider holds the pen until `reported`; from then on `state`, `reasons` and `due_on` mirror what the province tells.
    """

    uuid = models.UUIDField(default=uuid7, editable=False)
    kind = models.CharField(max_length=32, choices=[(kind.code, kind.label) for kind in kinds.KINDS.values()])
    owner = NodeForeignKey(User, models.PROTECT, related_name="applications", null=True)
    on_behalf = models.BooleanField(default=False, help_text="filled in by the provider's clerk for the owner")
    state = models.CharField(max_length=20, default="draft", choices=states.APPLICATION.choices)
    state_since = models.DateTimeField()
    due_on = models.DateField(
        null=True, help_text="by when whoever's turn it is must have acted; ends at 24:00 in Shanghai"
    )
    overdue_since = models.DateField(null=True, help_text="the first day past the limit; marked by the clock")
    reminded_on = models.DateField(null=True, help_text="when the owner was last reminded of this limit")
    round = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0, help_text="counts the moves; travels with the pen")
    subject_province = models.CharField(max_length=2, blank=True, help_text="GB/T 2260; decides who reviews")
    document = models.JSONField(default=dict, help_text="the open part")
    sealed = models.BinaryField(help_text="the personal items, bound to uuid, round and open part")
    wrapped_key = models.BinaryField(help_text="the application's key, wrapped for this node")
    reasons = models.JSONField(default=list, help_text="of the last return: item, code, text, suggestion, article")
    filing_number = models.CharField(max_length=32, blank=True)
    site_numbers = models.JSONField(default=list)
    claimed_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, help_text="of the current round")
    disposed_at = models.DateTimeField(null=True, help_text="when its key was destroyed by rule")
    reported_at = models.DateTimeField(null=True, help_text="first; from then on the tiers above know of it")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("备案申请")
        indexes = [
            models.Index(fields=["node", "owner", "-id"], name="application_owner"),
            models.Index(fields=["node", "state", "due_on", "id"], name="application_queue"),
            models.Index(
                fields=["node", "due_on"],
                condition=Q(overdue_since=None, due_on__isnull=False),
                name="application_to_mark",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "uuid"], name="application_uuid"),
            models.CheckConstraint(condition=Q(state__in=list(states.APPLICATION.states)), name="application_state"),
            models.CheckConstraint(
                condition=Q(state__in=NEVER_HANDED_IN) | Q(submitted_at__isnull=False), name="application_submitted"
            ),
            models.CheckConstraint(condition=~Q(state="granted") | ~Q(filing_number=""), name="application_numbered"),
            models.CheckConstraint(
                condition=Q(overdue_since=None) | Q(due_on__lt=F("overdue_since")), name="application_overdue_after_due"
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_at=None) | Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="application_claimed",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="application_moves", field="state", transitions=states.as_fsm(states.APPLICATION))
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def context(self) -> str:
        """What the wrapped key is bound to."""
        return key_context(self.uuid)

    @cached_property
    def key(self) -> bytes:
        """The application's key, 32 bytes, opened with the node's own; whoever reads with it logs the reading."""
        return keys.unwrap(bytes(self.wrapped_key), self.context)

    def open_document(self) -> FilingDocument:
        """The whole document with its personal items."""
        if self.disposed_at is not None:
            raise sealing.Disposed(f"{self.uuid} was disposed of")
        block = bytes(self.sealed)
        return sealing.unseal(self.document, block, application=self.uuid, round=self.round, key=self.key)

    def masked_document(self) -> FilingDocument:
        """The document with masked forms in place of personal items; needs no key."""
        return sealing.read_open(self.document)

    def put(self, document: FilingDocument) -> None:
        """Seal this document into the record for its current round; the caller saves."""
        sealed = sealing.seal(document, application=self.uuid, round=self.round, key=self.key)
        self.document, self.sealed = sealed.open, sealed.block
        self.subject_province = document.subject.address.province or ""

    def wrap_new_key(self) -> None:
        """Give a new record its key, wrapped for this node."""
        self.key = sealing.new_key()
        self.wrapped_key = keys.wrap_for(scope.current().node, self.key, self.context)

    @property
    def receipt(self) -> str:
        """The short form of its number, to be read out on the telephone: `8F3A-61C2`."""
        last = self.uuid.hex[-8:].upper()
        return f"{last[:4]}-{last[4:]}"

    @property
    def state_label(self) -> str:
        return str(states.APPLICATION.states[self.state].label)

    @property
    def deadline(self) -> clocks.Deadline | None:
        return clocks.deadline(self.kind, self.state, self.due_on)

    @property
    def open_to_owner(self) -> bool:
        """Whether its answers may be changed."""
        return self.state in OPEN_TO_OWNER


def key_context(application: UUID) -> str:
    return f"application|{application}"


class Round(NodeModel):
    """What was handed in, each time, and what came of it. `form_key` is spent by the form that handed it in: a second click finds it here."""

    application = NodeForeignKey(Application, models.PROTECT, related_name="rounds")
    owner = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    number = models.PositiveIntegerField()
    form_key = models.UUIDField(null=True)
    document = models.JSONField()
    sealed = models.BinaryField()
    submitted_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True, help_text="the state that ended it, empty while it runs")
    reasons = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("申请轮次")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["node", "application", "number"], name="round_number"),
            models.UniqueConstraint(fields=["node", "application", "form_key"], name="round_form_key"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="round_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.number}"


class ContactCheck(NodeModel):
    """A principal's number or mail address that was seen to be his own: by a code that came back, or by signing in with it.

    It speaks of the address whose digest it holds: once another stands in the form, it says nothing any more.
    """

    HOW = {"code": _("验证码"), "sign_in": _("登录手机号")}

    application = NodeForeignKey(Application, models.PROTECT, related_name="contact_checks")
    owner = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    digest = models.BinaryField(help_text="keyed digest of the number or mail address")
    how = models.CharField(max_length=16, choices=list(HOW.items()))
    confirmed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("联系方式确认")
        constraints = [
            models.UniqueConstraint(fields=["node", "application", "digest"], name="contact_check_once"),
            models.CheckConstraint(condition=Q(how__in=["code", "sign_in"]), name="contact_check_how"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.HOW[self.how])
