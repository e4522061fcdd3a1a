"""Electronic certificates of filing (B17): asked for with the grant, made by a worker, one in force for each filing."""

from __future__ import annotations

from uuid import uuid4

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beian.people.nodes import NodeModel, NodeQuerySet


class CertificateQuerySet(NodeQuerySet):
    def waiting(self) -> CertificateQuerySet:
        """Asked for, and not made yet."""
        return self.filter(issued_at=None)

    def in_force(self) -> CertificateQuerySet:
        """Made, and no later one has taken its place."""
        return self.filter(issued_at__isnull=False, superseded_at=None)


class Certificate(NodeModel):
    """One edition of a filing's certificate. What it says is fixed when it is asked for, and is forgotten here once the document says it."""

    application = models.UUIDField()
    number = models.CharField(max_length=32, help_text="the subject's filing number")
    version = models.PositiveIntegerField(default=1)
    token = models.UUIDField(default=uuid4, editable=False, help_text="of its public page; says nothing of anybody")
    content = models.TextField(
        blank=True, help_text="this node's keyed digest of what it says, hex; empty for what was granted before"
    )
    sealed = models.BinaryField(default=b"", help_text="what it is to say, encrypted for this node; empty once made")
    asked_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)
    evidence = models.UUIDField(null=True, help_text="the kept document")
    digest = models.TextField(blank=True, help_text="SHA-256 of the document, 64 hex digits; empty until made")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("备案电子证书")
        indexes = [models.Index(fields=["node", "id"], condition=Q(issued_at=None), name="certificate_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["node", "application", "version"], name="certificate_edition"),
            models.UniqueConstraint(fields=["node", "token"], name="certificate_token"),
            models.UniqueConstraint(
                fields=["node", "application"], condition=Q(issued_at=None), name="certificate_one_waits"
            ),
            models.UniqueConstraint(
                fields=["node", "application"],
                condition=Q(issued_at__isnull=False, superseded_at=None),
                name="certificate_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None, evidence=None, digest="")
                | Q(issued_at__isnull=False, evidence__isnull=False, digest__regex=r"^[0-9a-f]{64}$", sealed=b""),
                name="certificate_made",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None) | Q(issued_at__isnull=False), name="certificate_superseded"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="kept",
                operation=pgtrigger.UpdateOf("node", "application", "number", "version", "token") | pgtrigger.Delete,
            ),
            pgtrigger.Protect(
                name="final",
                operation=pgtrigger.UpdateOf("content", "sealed", "issued_at", "evidence", "digest"),
                condition=pgtrigger.Condition("OLD.issued_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.version}"

    @property
    def context(self) -> str:
        """What the encryption of `sealed` is bound to."""
        return f"certificate|{self.application}|{self.version}"
