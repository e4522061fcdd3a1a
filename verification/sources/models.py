from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beian.people.identity import uuid7
from beian.people.nodes import NodeModel, NodeQuerySet


class State(models.TextChoices):
    """What a source has said of one value. Down is no answer: the desk goes on, the question is asked again (B8)."""

    ASKED = "asked", _("查询中")
    MATCH = "match", _("一致")
    MISMATCH = "mismatch", _("不一致")
    UNKNOWN = "unknown", _("查无")
    UNAVAILABLE = "unavailable", pgettext_lazy("source", "待复核")


# The reason of a check whose source has no address here: nobody can follow it up.
UNCONNECTED = "unconnected"
ANSWERED = (State.MATCH, State.MISMATCH, State.UNKNOWN)


class SourceCheckQuerySet(NodeQuerySet):
    def of(self, application, round: int) -> SourceCheckQuerySet:
        return self.filter(application=application, round=round)

    def due(self, *, now: datetime) -> SourceCheckQuerySet:
        """Questions whose time has come."""
        return self.filter(sealed__isnull=False, next_try_at__lte=now)

    def untold(self) -> SourceCheckQuerySet:
        """Mismatches of which nobody has been told yet."""
        return self.filter(state=State.MISMATCH, told_at=None, superseded_at=None)

    def to_follow(self) -> SourceCheckQuerySet:
        """What somebody should look after: still open, unknown to its source, or found to differ after the sheet was signed."""
        later = Q(state=State.MISMATCH, late=True)
        followed = self.filter(Q(state__in=(State.UNAVAILABLE, State.UNKNOWN)) | later, superseded_at=None)
        return followed.exclude(words=[UNCONNECTED])

    def raised(self, since: datetime) -> SourceCheckQuerySet:
        """Mismatches found after the signature, since that moment."""
        return self.filter(state=State.MISMATCH, late=True, told_at__gte=since)


class SourceCheck(NodeModel):
    """One value of one round, asked of one source, and what it said. Holds no personal value in clear.

    While the question is open its values stand in `sealed`, bound to this row, and are erased with the answer. `digest` tells whether the
    value is still the one that was asked.
    """

    uuid = models.UUIDField(default=uuid7, editable=False)
    application = models.UUIDField(help_text="the application's uuid")
    round = models.PositiveIntegerField()
    source = models.CharField(max_length=32)
    item = models.TextField(help_text="path of the value in the document; of several that say the same, the first")
    digest = models.CharField(max_length=64, help_text="keyed digest of the asked values, 64 hex digits")
    sealed = models.BinaryField(
        null=True, help_text="the asked values, encrypted for this row, while the question is open"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.TextField(help_text="who asked, as the screens name him")
    answered_at = models.DateTimeField(null=True, help_text="when the source last answered")
    reference = models.CharField(max_length=64, blank=True, help_text="the source's own number of its answer")
    words = models.JSONField(
        default=list, help_text="codes of what differs, or of why there is no answer; never free text of a source"
    )
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True, help_text="the value has been corrected since")
    told_at = models.DateTimeField(null=True, help_text="when whoever follows mismatches had been told of this one")
    late = models.BooleanField(
        default=False, help_text="the mismatch was found after the sheet of its round was signed"
    )

    objects = SourceCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("信息源核验")
        indexes = [
            models.Index(
                fields=["node", "next_try_at"], condition=Q(next_try_at__isnull=False), name="sourcecheck_due"
            ),
            models.Index(fields=["node", "id"], condition=Q(state="mismatch", told_at=None), name="sourcecheck_untold"),
            models.Index(
                fields=["node", "-asked_at", "-id"],
                condition=Q(state__in=("unavailable", "unknown")) | Q(state="mismatch", late=True),
                name="sourcecheck_to_follow",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "uuid"], name="sourcecheck_uuid"),
            models.UniqueConstraint(
                fields=["node", "application", "round", "source", "digest"], name="sourcecheck_once"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="sourcecheck_state"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="sourcecheck_digest"),
            models.CheckConstraint(
                condition=~Q(state__in=ANSWERED) | Q(answered_at__isnull=False), name="sourcecheck_answered"
            ),
            models.CheckConstraint(
                condition=Q(sealed=None, next_try_at=None) | Q(sealed__isnull=False, next_try_at__isnull=False),
                name="sourcecheck_open_until_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.round} {self.source}"

    @property
    def context(self) -> str:
        """What its sealed values are bound to."""
        return f"source-check|{self.uuid}|{self.source}"


class SourceLine(NodeModel):
    """The circuit breaker between one node and one source, shared by all workers: closed, open until a moment, or half open after it."""

    source = models.CharField(max_length=32)
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    open_until = models.DateTimeField(null=True, help_text="nothing is asked before; after it one question tries")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "source"], name="sourceline_once")]

    def __str__(self) -> str:
        return self.source
