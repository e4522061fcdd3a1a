"""What this province's providers told of themselves, and what the bureau tells the public about itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from beian.filing.offices import ContactFields, NoticeFields
from beian.people.nodes import NodeModel


class ProviderTally(NodeModel):
    """The latest counts that a provider of this province told (B21); the province sees none of the rows behind them."""

    provider = models.TextField(db_collation="C", help_text="the provider's code")
    as_of = models.DateTimeField()
    revision = models.BigIntegerField()
    standings = models.JSONField(default=list, help_text="state, many, overdue")
    waiting = models.BigIntegerField(help_text="on the provider's side, in all states")
    overdue = models.BigIntegerField()
    left_unchecked = models.BigIntegerField(help_text="handed in by owners and left past the limit (P09 annex 6)")

    class Meta:
        verbose_name = _("服务商报数")
        constraints = [models.UniqueConstraint(fields=["node", "provider"], name="provider_tally_once")]

    def __str__(self) -> str:
        return self.provider


class OfficeContact(ContactFields, NodeModel):
    """Whom the public may call at this bureau; what is told the ministry is shown to everybody (H6)."""

    class Meta:
        verbose_name = _("本局联系方式")
        constraints = [models.UniqueConstraint(fields=["node"], name="office_contact_once")]


class OfficeNotice(NoticeFields, NodeModel):
    """A notice of this bureau; `revision` counts what was told the ministry of it."""

    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("本局公告")
        indexes = [models.Index(fields=["node", "-published_on", "-id"], name="office_notice_newest")]
        constraints = [models.UniqueConstraint(fields=["node", "uuid"], name="office_notice_once")]

    def __str__(self) -> str:
        return self.title
