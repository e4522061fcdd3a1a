from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from beian.evidence.models import EvidenceFile
from beian.people.nodes import NodeForeignKey, NodeModel
from provider.applications.models import Application


class Visit(NodeModel):
    """The desk's work on one round, kept step by step until the sheet is signed: what has been seen, compared, corrected, taken.

    `version` counts corrections, so that a tick is only ever for the value that its verifier had before him.
    """

    application = NodeForeignKey(Application, models.PROTECT, related_name="visits")
    round = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=0)
    documents = models.JSONField(default=list, help_text="codes of the originals seen")
    compared = models.JSONField(default=list, help_text="paths of the items compared with the originals")
    corrections = models.JSONField(
        default=list, help_text="item, label, before, after, note, by, at; personal values masked"
    )
    agreed = models.JSONField(
        default=dict, help_text="once signed: path → keyed digest of the value that was signed for"
    )
    photo = NodeForeignKey(EvidenceFile, models.PROTECT, related_name="+", null=True)
    begun_at = models.DateTimeField()

    class Meta:
        verbose_name = _("现场核验")
        constraints = [models.UniqueConstraint(fields=["node", "application", "round"], name="visit_round")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.round}"
