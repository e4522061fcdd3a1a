"""What the support centre keeps: the register of backdrops, and the check of every resident-ID number in new filings."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel


class Backdrop(NodeModel):
    """One numbered backdrop that the centre gave to a provider (P10 二(二)1(4)). Serials are dense, nation-wide, and never given twice."""

    serial = models.PositiveIntegerField(help_text="1, 2, 3 … in the order of issue")
    number = models.TextField(db_collation="C", help_text="the serial as it is printed and as the photo shows it")
    provider = models.TextField(db_collation="C", help_text="the provider's code")
    provider_name = models.TextField()
    province = models.TextField(db_collation="C", help_text="supervises the provider, GB/T 2260")
    issued_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    taken_at = models.DateTimeField(null=True, help_text="when the provider's system said that it knows the number")
    revoked_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_on = models.DateField(null=True)
    reason = models.TextField(blank=True, help_text="of the revocation")
    printed = models.PositiveIntegerField(default=0, help_text="how often the sheet was fetched here")
    revision = models.PositiveIntegerField(default=1, help_text="counts what was told the provider of it")

    class Meta:
        verbose_name = _("幕布")
        indexes = [
            models.Index(fields=["node", "-id"], name="centre_backdrop_newest"),
            models.Index(fields=["node", "provider", "-id"], name="centre_backdrop_of_provider"),
            models.Index(fields=["node", "province", "-id"], name="centre_backdrop_of_province"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "serial"], name="centre_backdrop_serial"),
            models.UniqueConstraint(fields=["node", "number"], name="centre_backdrop_number"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="centre_backdrop_from_one"),
            models.CheckConstraint(
                condition=Q(revoked_on=None, revoked_at=None, reason="")
                | (Q(revoked_on__gte=F("issued_on"), revoked_at__isnull=False) & ~Q(reason="")),
                name="centre_backdrop_revoked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class IdentityReport(NodeModel):
    """One report that came by: whose it is, and whether the resident-ID numbers in it have been taken out and looked at (M4)."""

    application = models.UUIDField()
    round = models.PositiveIntegerField()
    province = models.TextField(db_collation="C", help_text="of the subject, GB/T 2260")
    provider = models.TextField(db_collation="C")
    provider_name = models.TextField()
    reported_at = models.DateTimeField()
    month = models.DateField(help_text="first day of the month of the report, in Shanghai")
    numbers = models.PositiveIntegerField(default=0, help_text="resident-ID numbers in it")
    opened_at = models.DateTimeField(null=True, help_text="when they were taken out; null: not looked at yet")
    unread = models.TextField(blank=True, help_text="why they never will be: disposed, unreadable")

    class Meta:
        verbose_name = _("身份证核查批次")
        indexes = [
            models.Index(fields=["node", "month", "province", "provider"], name="identity_report_month"),
            models.Index(fields=["node", "id"], condition=Q(opened_at=None, unread=""), name="identity_report_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "application", "round"], name="identity_report_once"),
        ]


class IdentityCheck(NodeModel):
    """One resident-ID number of one report: what our rules and the source say of it. The number itself stands nowhere here."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待核查")
        MATCH = "match", _("一致")
        MISMATCH = "mismatch", _("不一致")
        UNKNOWN = "unknown", _("信息源查无此号")
        UNAVAILABLE = "unavailable", _("信息源暂不可用")

    application = models.UUIDField()
    round = models.PositiveIntegerField()
    item = models.TextField(help_text="where in the document")
    province = models.TextField(db_collation="C", help_text="of the subject, GB/T 2260")
    provider = models.TextField(db_collation="C")
    provider_name = models.TextField()
    reported_at = models.DateTimeField()
    month = models.DateField(help_text="first day of the month of the report, in Shanghai")
    masked = models.TextField(help_text="the number as a page may show it")
    digest = models.TextField(
        db_collation="C",
        blank=True,
        help_text="of the question put to the source, as verification.sources has it; empty: our rules let nothing be asked",
    )
    findings = models.JSONField(default=list, help_text="what our own rules say: code, text")
    state = models.TextField(choices=State, default=State.WAITING)
    urgency = models.SmallIntegerField(
        default=1, help_text="0 told the province, 1 open, 2 done: the order of the list"
    )
    codes = models.JSONField(default=list, help_text="what differs, as the source told it, in codes")
    checked_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="when the subject's province was told of a mismatch")

    class Meta:
        verbose_name = _("身份证核查")
        indexes = [
            models.Index(fields=["node", "urgency", "-id"], name="identity_check_list"),
            models.Index(fields=["node", "month", "province", "provider", "state"], name="identity_check_month"),
            models.Index(
                fields=["node", "id"],
                condition=Q(state__in=["waiting", "unavailable"]),
                name="identity_check_open",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "application", "round", "item"], name="identity_check_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "match", "mismatch", "unknown", "unavailable"]),
                name="identity_check_state",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["mismatch", "unknown"]) & Q(urgency=0))
                | (Q(state__in=["waiting", "unavailable"]) & Q(urgency=1))
                | (Q(state="match") & Q(urgency=2)),
                name="identity_check_urgency",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(checked_at__isnull=False), name="identity_check_when"
            ),
        ]
