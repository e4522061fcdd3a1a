"""What this province's providers told of themselves, and what the bureau tells the public about itself."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
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


class UpdateRefusal(NodeModel):
    """A filing whose owner would not bring it up to date, so that its provider stopped the access; told by the provider (R12(4), C8).

    The provider's province knows it because it supervises the provider, the subject's because it decides on the filing.
    """

    STATES = {"stopped": _("已停止接入"), "resumed": _("已更新，恢复接入")}

    application = models.UUIDField()
    revision = models.PositiveIntegerField(
        help_text="counts stops and resumptions at the provider; older news change nothing"
    )
    number = models.TextField(help_text="the filing number")
    subject_name = models.TextField(help_text="a person's is masked")
    subject_province = models.TextField(db_collation="C")
    provider = models.TextField(db_collation="C", help_text="the provider's code")
    provider_name = models.TextField()
    state = models.TextField(choices=list(STATES.items()))
    refused_on = models.DateField()
    due_on = models.DateField(help_text="by when the owner was warned to update")
    stopped_on = models.DateField()
    resumed_on = models.DateField(null=True)
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("拒绝更新")
        indexes = [models.Index(fields=["node", "state", "-stopped_on", "-id"], name="update_refusal_newest")]
        constraints = [
            models.UniqueConstraint(fields=["node", "application"], name="update_refusal_once"),
            models.CheckConstraint(
                condition=Q(state="stopped", resumed_on=None) | Q(state="resumed", resumed_on__isnull=False),
                name="update_refusal_state",
            ),
            models.CheckConstraint(condition=Q(stopped_on__gt=F("due_on")), name="update_refusal_after_warning"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state_label(self) -> str:
        return str(self.STATES[self.state])
