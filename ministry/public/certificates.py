"""What anybody may know of a certificate of filing who holds one: the public facts that it was issued with, and whether it still stands."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beian.people.nodes import NodeModel, NodeQuerySet
from beian.reference import provinces
from beian.reference.tables import table

# The columns that the public reach is granted, besides id and node.
CERTIFICATE_COLUMNS = (
    "token",
    "filing_number",
    "version",
    "digest",
    "province",
    "subject_name",
    "nature",
    "sites",
    "approved_on",
    "issued_at",
    "superseded",
)


class PublicCertificateQuerySet(NodeQuerySet):
    def facts(self) -> PublicCertificateQuerySet:
        """The public columns alone: the public reach may read no others."""
        return self.only("id", "node", *CERTIFICATE_COLUMNS)


class PublicCertificate(NodeModel):
    """One certificate as its province issued it. A person's name is masked; the document itself is not here, only its digest."""

    token = models.UUIDField(help_text="of its public page; random")
    application = models.UUIDField(help_text="the application that was granted; not public")
    filing_number = models.TextField(db_collation="C")
    version = models.PositiveIntegerField()
    digest = models.TextField(db_collation="C", help_text="SHA-256 of the document, 64 hex digits")
    province = models.TextField(help_text="issued it, GB/T 2260")
    subject_name = models.TextField(help_text="a person's is masked")
    nature = models.TextField(blank=True)
    sites = models.JSONField(default=list, help_text="number, name and domains of each")
    approved_on = models.DateField()
    issued_at = models.DateTimeField()
    superseded = models.BooleanField(default=False, help_text="a later version has taken its place")

    objects = PublicCertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("备案电子证书")
        indexes = [models.Index(fields=["node", "digest"], name="public_certificate_digest")]
        constraints = [
            models.UniqueConstraint(fields=["node", "token"], name="public_certificate_token"),
            models.UniqueConstraint(fields=["node", "application", "version"], name="public_certificate_version"),
            models.UniqueConstraint(
                fields=["node", "application"], condition=Q(superseded=False), name="public_certificate_in_force"
            ),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="public_certificate_digest_hex"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="fixed", operation=pgtrigger.UpdateOf("token", "filing_number", "version", "digest", "sites")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_number} {self.version}"

    @property
    def bureau(self) -> str:
        return provinces.bureau(self.province, get_language() or "zh-hans")

    @property
    def nature_label(self) -> str:
        return table("owner_natures").name_of(self.nature, get_language() or "zh-hans")
