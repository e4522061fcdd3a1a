import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from beian.audit.columns import NodeField, SettingField


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

    class Meta:
        verbose_name = _("操作记录")
        indexes = [models.Index(fields=["node", "subject_kind", "subject_id", "id"], name="audit_subject")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor} {self.verb} {self.subject_kind} {self.subject_id}"
