from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet


class BlacklistQuerySet(NodeQuerySet):
    def in_force(self, on: date) -> BlacklistQuerySet:
        """What is listed on that day: confirmed by a second person, begun, not over and not lifted."""
        begun = self.filter(confirmed_by__isnull=False, lifted_by=None, from_day__lte=on)
        return begun.filter(Q(until_day=None) | Q(until_day__gte=on))


class BlacklistEntry(NodeModel):
    """A subject, principal, domain or site that may not be filed (M6). It takes two persons to list it and two to lift it."""

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("证件（主体或负责人）")
        DOMAIN = "domain", _("域名")
        SITE = "site", _("网站名称")

    kind = models.TextField(choices=Kind)
    key = models.TextField(
        db_collation="C",
        help_text="the certificate's keyed digest, the registrable domain in xn-- form, the folded name",
    )
    shown = models.TextField(help_text="as a page may show it: a certificate's number is masked")
    province = models.TextField(blank=True, help_text="on whose decision, GB/T 2260; empty for the ministry's own")
    reason = models.TextField()
    letter = models.TextField(blank=True, help_text="number of the decision or letter")
    from_day = models.DateField()
    until_day = models.DateField(null=True, help_text="the last day; none: until it is lifted")
    listed_by = NodeForeignKey(User, models.PROTECT, related_name="+")
    listed_at = models.DateTimeField()
    confirmed_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    lift_asked_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    lift_asked_at = models.DateTimeField(null=True)
    lift_reason = models.TextField(blank=True)
    lifted_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    lifted_at = models.DateTimeField(null=True)

    objects = BlacklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("黑名单")
        indexes = [models.Index(fields=["node", "-id"], name="blacklist_newest")]
        constraints = [
            models.UniqueConstraint(fields=["node", "kind", "key"], condition=Q(lifted_by=None), name="blacklist_once"),
            models.CheckConstraint(condition=Q(kind__in=["certificate", "domain", "site"]), name="blacklist_kind"),
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")), name="blacklist_days"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("listed_by"))),
                name="blacklist_two_to_list",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None, lifted_at=None)
                | (Q(lifted_by__isnull=False, lifted_at__isnull=False) & ~Q(lifted_by=F("lift_asked_by"))),
                name="blacklist_two_to_lift",
            ),
            models.CheckConstraint(
                condition=Q(lift_asked_by=None, lift_asked_at=None)
                | Q(lift_asked_by__isnull=False, lift_asked_at__isnull=False),
                name="blacklist_lift_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.shown
