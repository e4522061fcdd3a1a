"""The desk photo's record beside its evidence, and the provider's backdrops (P10 二(二)1(4))."""

from __future__ import annotations

from uuid import UUID

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet
from verification.photo import sentences
from verification.photo.eye import scheme


class PhotoRecords(NodeQuerySet):
    def of(self, application: UUID, round: int) -> PhotoRecords:
        """The photos of one round, the latest first: that one counts."""
        return self.filter(application=application, round=round).order_by("-id")


class PhotoRecord(NodeModel):
    """What was measured on a desk photo and what a person said about its doubts. The picture itself is evidence `desk_photo`."""

    evidence = models.UUIDField(help_text="the evidence's uuid")
    application = models.UUIDField(help_text="the application's uuid")
    round = models.PositiveIntegerField()
    verdict = models.JSONField(help_text="Verdict.as_json: verdict, checks, measures; nothing about the person")
    overruled = models.JSONField(default=dict, help_text="code of a doubtful check: {reason, by}")
    backdrop = models.TextField(null=True, help_text="the number read off the backdrop, six digits")
    background = models.TextField(default="", blank=True, help_text="fingerprint of what surrounds the person, hex")
    taken_at = models.DateTimeField(help_text="server time, as burnt into the picture")
    taken_by = NodeForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PhotoRecords.as_manager()

    class Meta:
        verbose_name = _("现场照片记录")
        indexes = [
            models.Index(fields=["node", "application", "round", "-id"], name="photo_of_round"),
            models.Index(fields=["node", "backdrop"], name="photo_backdrop"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "evidence"], name="photo_evidence_once"),
            models.CheckConstraint(condition=Q(verdict__verdict__in=["accept", "warn"]), name="photo_not_rejected"),
        ]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="as_taken",
                fields=[
                    "evidence",
                    "application",
                    "round",
                    "verdict",
                    "backdrop",
                    "background",
                    "taken_at",
                    "taken_by",
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.round}"

    @property
    def checks(self) -> list[dict]:
        """Every check as Check.as_json, in the reader's language."""
        return [sentences.said(check) for check in self.verdict["checks"]]

    @property
    def doubts(self) -> list[dict]:
        """The doubtful ones."""
        return [check for check in self.checks if check["result"] == "doubt"]

    @property
    def unanswered(self) -> list[dict]:
        """Doubts that nobody has given a reason for yet: they keep the sheet from being signed."""
        return [check for check in self.doubts if check["code"] not in self.overruled]


class Backdrop(NodeModel):
    """A numbered backdrop that the support centre has issued to this provider."""

    number = models.TextField(help_text="six digits, the last one a check digit")
    issued_on = models.DateField()
    revoked_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("幕布")
        constraints = [
            models.UniqueConstraint(fields=["node", "number"], name="backdrop_once"),
            models.CheckConstraint(condition=Q(number__regex=scheme.PATTERN), name="backdrop_number"),
            models.CheckConstraint(
                condition=Q(revoked_on=None) | Q(revoked_on__gte=models.F("issued_on")), name="backdrop_revoked_later"
            ),
        ]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number
