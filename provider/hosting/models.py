from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel
from provider.applications.models import Application

_NUMBERED = """
IF NOT EXISTS (
    SELECT 1 FROM provider_application AS filed
    WHERE filed.node = NEW.node AND filed.id = NEW.application_id
      AND filed.state = 'granted' AND filed.filing_number = NEW.number
) THEN
    RAISE EXCEPTION 'access before the number';
END IF;
RETURN NEW;
"""


class AccessOpening(NodeModel):
    """The provider switched access on (R18(4), R12(2)): never before the filing has its number, which the database holds as well."""

    application = NodeForeignKey(Application, models.PROTECT, related_name="openings")
    number = models.CharField(max_length=32, help_text="the filing number that stood for it")
    opened_by = NodeForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("开通接入")
        constraints = [
            models.UniqueConstraint(fields=["node", "application"], name="access_opened_once"),
            models.CheckConstraint(condition=~models.Q(number=""), name="access_numbered"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_with_number", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_NUMBERED
            ),
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number


class AccessStop(NodeModel):
    """The provider stopped the access of a granted filing, for what reason, and when it was given back (R12(4))."""

    REASONS = {"refused_update": _("拒绝更新备案信息")}

    application = NodeForeignKey(Application, models.PROTECT, related_name="stops")
    reason = models.TextField(choices=list(REASONS.items()))
    stopped_by = NodeForeignKey(User, models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField()
    lifted_by = NodeForeignKey(User, models.PROTECT, related_name="+", null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("停止接入")
        constraints = [
            models.UniqueConstraint(
                fields=["node", "application"], condition=models.Q(lifted_at=None), name="access_stopped_once"
            ),
            models.CheckConstraint(condition=models.Q(reason__in=["refused_update"]), name="access_stop_reason"),
            models.CheckConstraint(
                condition=models.Q(lifted_at=None, lifted_by=None)
                | models.Q(lifted_at__gte=models.F("stopped_at"), lifted_by__isnull=False),
                name="access_stop_lifted",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="lifted_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.lifted_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.reason}"
