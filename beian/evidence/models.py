import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from beian.audit.columns import SettingField
from beian.evidence.purposes import EXTENSIONS, label_of
from beian.people.identity import uuid7
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet
from beian.people.scope import Reach


class EvidenceQuerySet(NodeQuerySet):
    def visible_to(self, viewer) -> "EvidenceQuerySet":
        """The node's files; an owner's own only."""
        rows = self.filter(node=viewer.node)
        return rows.filter(owner_id=viewer.owner) if viewer.reach == Reach.OWNER else rows

    def kept(self) -> "EvidenceQuerySet":
        return self.filter(disposed_at=None)

    def of(self, application) -> "EvidenceQuerySet":
        """What belongs to one application, in the order of arrival; disposed ones left out."""
        return self.kept().filter(application=application).order_by("id")

    def awaited(self) -> "EvidenceQuerySet":
        """Rows whose file has not reached this node."""
        return self.kept().filter(complete=False)


class EvidenceFile(NodeModel):
    """One personal document: the ciphertext lies under its own digest, the key is wrapped for this node."""

    uuid = models.UUIDField(default=uuid7, editable=False, help_text="the same at every node that holds a copy")
    application = models.UUIDField(help_text="the application, and the key of its messages, that the file belongs to")
    purpose = models.TextField(help_text="a code of evidence.purposes")
    name = models.TextField(help_text="the name shown; never the uploader's own")
    media_type = models.TextField(choices=[(media_type, media_type) for media_type in EXTENSIONS])
    size = models.IntegerField(help_text="bytes before encryption")
    digest = models.TextField(help_text="SHA-256 of the ciphertext, 64 hex digits; also the file's name on disk")
    wrapped_key = models.BinaryField(help_text="the file's AES-256 key, sealed for this node; empty once disposed of")
    width = models.IntegerField(null=True, help_text="pixels")
    height = models.IntegerField(null=True, help_text="pixels")
    taken_at = models.DateTimeField(null=True, help_text="as the camera says, where it does")
    owner_id = models.BigIntegerField(null=True, help_text="the owner's account; at provider nodes only")
    sender = models.TextField(default="", help_text="the node it came from; empty where it was uploaded here")
    complete = models.BooleanField(default=True, help_text="false: the file itself is still awaited from the sender")
    stored_at = models.DateTimeField(db_default=Now(), editable=False)
    stored_by = SettingField(setting="beian.actor")
    disposed_at = models.DateTimeField(null=True)
    held_since = models.DateTimeField(
        null=True, help_text="under keeping since then; none: of a draft, may go at any time"
    )
    kept_until = models.DateField(null=True, help_text="the last day of keeping; none: the filing has not ended")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("证据文件")
        constraints = [
            models.UniqueConstraint(fields=["node", "uuid"], name="evidence_once"),
            models.CheckConstraint(condition=Q(media_type__in=list(EXTENSIONS)), name="evidence_media_type"),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_size"),
            models.CheckConstraint(
                condition=Q(disposed_at=None) | Q(wrapped_key=b""), name="evidence_disposed_without_key"
            ),
        ]
        indexes = [
            models.Index(fields=["node", "application", "id"], name="evidence_application"),
            models.Index(fields=["node", "digest"], name="evidence_digest"),
            models.Index(fields=["node", "id"], condition=Q(complete=False, disposed_at=None), name="evidence_awaited"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return label_of(self.purpose)

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


class EvidenceReading(NodeModel):
    """Somebody opened a personal document (Q2). Append-only."""

    evidence = NodeForeignKey(EvidenceFile, models.PROTECT, related_name="readings")
    at = models.DateTimeField(db_default=Now(), editable=False)
    actor = SettingField(setting="beian.actor")
    actor_label = SettingField(setting="beian.actor_label")
    reason = models.TextField()

    class Meta:
        verbose_name = _("证据查阅记录")
        indexes = [models.Index(fields=["node", "evidence", "id"], name="evidence_reading_file")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
