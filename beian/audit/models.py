import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from beian.audit.columns import NodeField, SettingField

WRITTEN = ("node", "at", "actor", "actor_label", "verb", "subject_kind", "subject_id", "owner_id", "before", "after")


class AuditEntry(models.Model):
    """One thing somebody did to one record. Actor and node come from the scope, so no caller can write in another's name."""

    node = NodeField()
    at = models.DateTimeField(db_default=models.functions.Now(), editable=False)
    actor = SettingField(setting="beian.actor")
    actor_label = SettingField(setting="beian.actor_label")
    verb = models.TextField()
    subject_kind = models.TextField()
    subject_id = models.TextField()
    owner_id = models.BigIntegerField(null=True, help_text="the site owner whose timeline this belongs to")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    seal = models.BigIntegerField(
        null=True, editable=False, help_text="the number of the seal over it; none for a few minutes"
    )

    class Meta:
        verbose_name = _("操作记录")
        indexes = [
            models.Index(fields=["node", "subject_kind", "subject_id", "id"], name="audit_subject"),
            models.Index(fields=["node", "seal"], name="audit_sealed"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.UpdateOf(*WRITTEN) | pgtrigger.Delete),
            pgtrigger.Protect(
                name="sealed_once",
                operation=pgtrigger.UpdateOf("seal"),
                condition=pgtrigger.Condition("OLD.seal IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor} {self.verb} {self.subject_kind} {self.subject_id}"


class AuditSeal(models.Model):
    """A digest over some entries of a node and over the seal before: whoever alters or removes one breaks the chain (F43)."""

    node = NodeField()
    number = models.BigIntegerField()
    entries = models.PositiveIntegerField()
    digest = models.BinaryField(help_text="SHA-256 over number, count, the digest before, and the entries in order")
    sealed_at = models.DateTimeField(db_default=models.functions.Now(), editable=False)

    class Meta:
        verbose_name = _("操作记录封印")
        constraints = [models.UniqueConstraint(fields=["node", "number"], name="audit_seal_number")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.node} {self.number}"
