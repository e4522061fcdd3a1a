from datetime import datetime

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel

# Who may sign the agreement (P10 一1(3)).
CAPACITIES = [
    ("legal_representative", _("法定代表人")),
    ("authorised", _("受委托人（持授权书）")),
    ("person", _("主办者本人")),
]


class VerificationSheet(NodeModel):
    """网站备案信息真实性核验单 (P10 二(二)1(6)): the signed facts of one verification on site. Append-only.

    Personal values stand in it masked; `digest` binds the sheet to the whole document, whose sealed block it covers.
    """

    application = models.UUIDField(help_text="the application's uuid")
    round = models.PositiveIntegerField()
    documents = models.JSONField(help_text="the originals seen, in words")
    compared = models.JSONField(help_text="paths of every value compared with the originals")
    corrections = models.JSONField(help_text="item, label, before, after, note, by, at; personal values masked")
    signed_by = NodeForeignKey(User, models.PROTECT, related_name="+")
    signer = models.TextField(help_text="the name as signed")
    signed_at = models.DateTimeField()
    digest = models.TextField(help_text="SHA-256 over the canonical facts, 64 hex digits")
    signature = models.BinaryField(help_text="the node's Ed25519 signature of the digest: the provider's seal")
    facts = models.JSONField(default=dict, help_text="photo, sources, agreement as they stood, form; nothing personal")
    form = models.PositiveIntegerField(default=1, help_text="the edition of the sheet's wording")
    paper = models.UUIDField(null=True, help_text="evidence: the sealed PDF in two copies; none on sheets of old")

    class Meta:
        verbose_name = _("核验单")
        constraints = [
            models.UniqueConstraint(fields=["node", "application", "round"], name="sheet_once"),
            models.CheckConstraint(condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"), name="sheet_digest"),
            models.CheckConstraint(condition=~models.Q(compared=[]), name="sheet_compared"),
        ]
        indexes = [models.Index(fields=["node", "signed_at"], name="sheet_signed")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.application} {self.round}"

    @property
    def number(self) -> str:
        """What people call the sheet by: its day and the head of its digest, 20261123-3F9A21C45B0E."""
        return number_of(self.signed_at, self.digest)


def number_of(signed_at: datetime, digest: str) -> str:
    """The number of a paper that was signed then and has this digest; the day is Shanghai's."""
    return f"{timezone.localdate(signed_at):%Y%m%d}-{digest[:12].upper()}"


class Agreement(NodeModel):
    """信息安全管理协议书 with the undertaking of truthfulness (P10 二(二)1(6), 三(一)3), signed for one round. Append-only.

    The signer's name stands masked; in full it stands in the PDF alone, which is evidence and is destroyed as such (Q1).
    """

    application = models.UUIDField(help_text="the application's uuid")
    round = models.PositiveIntegerField()
    capacity = models.TextField(choices=CAPACITIES)
    signer_masked = models.TextField()
    authorisation = models.UUIDField(null=True, help_text="evidence: the authorisation, where somebody was authorised")
    form = models.PositiveIntegerField(help_text="the edition of the agreement's wording")
    digest = models.TextField(help_text="SHA-256 over what was signed, 64 hex digits")
    signature = models.BinaryField(help_text="the node's Ed25519 signature of the digest")
    signed_at = models.DateTimeField()
    by = NodeForeignKey(User, models.PROTECT, related_name="+")
    paper = models.UUIDField(help_text="evidence: the sealed PDF")

    class Meta:
        verbose_name = _("信息安全管理协议书")
        constraints = [
            models.UniqueConstraint(fields=["node", "application", "round"], name="agreement_once"),
            models.CheckConstraint(condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"), name="agreement_digest"),
            models.CheckConstraint(
                condition=models.Q(capacity__in=[code for code, _label in CAPACITIES]), name="agreement_capacity"
            ),
            models.CheckConstraint(
                condition=~models.Q(capacity="authorised") | models.Q(authorisation__isnull=False),
                name="agreement_authorised",
            ),
        ]
        indexes = [models.Index(fields=["node", "signed_at"], name="agreement_signed")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.application} {self.round}"

    @property
    def number(self) -> str:
        return number_of(self.signed_at, self.digest)

    @property
    def capacity_label(self) -> str:
        return str(dict(CAPACITIES)[self.capacity])


class SheetPrint(NodeModel):
    """Somebody printed a sheet: what its content was then tells later whether the paper still says what the record says."""

    application = models.UUIDField(help_text="the application's uuid")
    round = models.PositiveIntegerField()
    digest = models.BinaryField(help_text="keyed digest of what was printed")
    printed_at = models.DateTimeField()
    by = NodeForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("核验单打印记录")
        indexes = [models.Index(fields=["node", "application", "round", "id"], name="sheet_print_round")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.application} {self.round}"
