from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet


class EditionQuerySet(NodeQuerySet):
    def standing(self, on: date) -> EditionQuerySet:
        """The editions that count on that day or will count later: those that no later one in force has replaced."""
        later = Edition.objects.filter(node=OuterRef("node"), name=OuterRef("name"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later.filter(Q(in_force_from=None) | Q(in_force_from__lte=on))))


class Edition(NodeModel):
    """One edition of a table as this node holds it, whole. Edition 1 is the packaged file and has no row."""

    name = models.TextField(db_collation="C", help_text="the table: owner_natures, calendar, rules.33")
    version = models.PositiveIntegerField()
    digest = models.TextField(db_collation="C", help_text="SHA-256 over the canonical rows, hex")
    rows = models.JSONField(help_text="every row in the form of reference/tables.py")
    in_force_from = models.DateField(null=True, help_text="none: from the moment it was taken")
    note = models.TextField(help_text="why, and on which notice or decision it rests")
    published_by = models.TextField(help_text="the node")
    published_by_name = models.TextField()
    published_at = models.DateTimeField()
    taken_at = models.DateTimeField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("代码表版本")
        constraints = [
            models.UniqueConstraint(fields=["node", "name", "version"], name="edition_version"),
            models.CheckConstraint(condition=Q(version__gt=1), name="edition_after_packaged"),
        ]
        triggers = [pgtrigger.Protect(name="edition_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Draft(NodeModel):
    """The next edition while an officer works on it; one per table, whoever began it."""

    name = models.TextField(db_collation="C")
    based_on = models.PositiveIntegerField(help_text="the edition that it changes")
    rows = models.JSONField()
    revision = models.PositiveIntegerField(
        default=1, help_text="rises with every change, so that two tabs cannot overwrite each other"
    )
    edited_by = NodeForeignKey(User, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        verbose_name = _("代码表草稿")
        constraints = [models.UniqueConstraint(fields=["node", "name"], name="draft_table")]

    def __str__(self) -> str:
        return f"{self.name} {self.based_on}+"


class Delivery(NodeModel):
    """An edition on its way to another node, and since when that node says that it holds it."""

    receiver = models.TextField(db_collation="C")
    name = models.TextField(db_collation="C")
    version = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("版本下发记录")
        constraints = [
            models.UniqueConstraint(fields=["node", "receiver", "name", "version"], name="delivery_once"),
            models.CheckConstraint(condition=Q(taken_at=None) | Q(taken_at__gte=F("sent_at")), name="delivery_order"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version} → {self.receiver}"
