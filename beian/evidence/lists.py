"""Disposal lists: which filings' papers are destroyed, who drew the list up, who signed it, what became of each. They stay for good."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from beian.audit.columns import SettingField
from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel

MOVES = [("drawn", "approved"), ("drawn", "dropped"), ("approved", "done")]


class ListState(models.TextChoices):
    DRAWN = "drawn", _("待签批")
    APPROVED = "approved", _("已签批，销毁中")
    DONE = "done", _("已销毁")
    DROPPED = "dropped", _("已作废")


class DisposalList(NodeModel):
    """Drawn up by one person, signed by another (the database compares the two), then worked off."""

    state = models.TextField(choices=ListState.choices, default=ListState.DRAWN)
    digest = models.TextField(help_text="SHA-256 over the lines, hex: what both persons had before them")
    filings = models.PositiveIntegerField()
    files = models.PositiveIntegerField()
    drawn_by = NodeForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(db_default=Now(), editable=False)
    drawn_actor = SettingField(setting="beian.actor")
    approved_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    dropped_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    dropped_reason = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("销毁清单")
        indexes = [models.Index(fields=["node", "-id"], name="disposal_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="disposal_state"),
            models.CheckConstraint(
                condition=Q(state__in=["drawn", "dropped"]) | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="disposal_signed",
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("drawn_by")), name="disposal_two_persons"),
        ]
        triggers = [
            pgtrigger.FSM(name="disposal_moves", field="state", transitions=MOVES),
            pgtrigger.Protect(
                name="disposal_kept",
                operation=pgtrigger.UpdateOf(
                    "node", "digest", "filings", "files", "drawn_by_id", "drawn_at", "drawn_actor"
                )
                | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DisposalLine(NodeModel):
    """One filing on a list: when it ended, which files go, and what was done."""

    list = NodeForeignKey(DisposalList, models.PROTECT, related_name="lines")
    application = models.UUIDField()
    record = models.BigIntegerField(help_text="the office's own record of the application")
    ended_on = models.DateField()
    digests = ArrayField(models.TextField(), help_text="of the files as they stood when the list was drawn up")
    done_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, help_text="why it could not be done")

    class Meta:
        verbose_name = _("销毁清单中的备案")
        constraints = [models.UniqueConstraint(fields=["node", "list", "application"], name="disposal_line_once")]
        indexes = [models.Index(fields=["node", "application"], name="disposal_line_application")]
        triggers = [
            pgtrigger.Protect(
                name="disposal_line_kept",
                operation=pgtrigger.UpdateOf("node", "list_id", "application", "record", "ended_on", "digests")
                | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def files(self) -> int:
        return len(self.digests)
