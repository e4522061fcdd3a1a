import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel


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

    class Meta:
        verbose_name = _("核验单")
        constraints = [
            models.UniqueConstraint(fields=["node", "application", "round"], name="sheet_once"),
            models.CheckConstraint(condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"), name="sheet_digest"),
            models.CheckConstraint(condition=~models.Q(compared=[]), name="sheet_compared"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.application} {self.round}"
