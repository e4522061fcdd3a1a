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
