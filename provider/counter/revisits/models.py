"""Routine revisits of the filings under this provider's care: who is asked when, what came of it, and what follows from a refusal (C8)."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beian.people.models import User
from beian.people.nodes import NodeForeignKey, NodeModel, NodeQuerySet
from provider.applications.models import Application


class State(models.TextChoices):
    PLANNED = "planned", _("待回访")
    UNREACHABLE = "unreachable", _("联系不上")
    CONSISTENT = "consistent", _("一致")
    PROMISED = "promised", _("已变更，已通知更新")
    UPDATED = "updated", _("已更新")
    REFUSED = "refused", _("拒绝更新")
    STOPPED = "stopped", _("已停止接入")


# What a revisit may become; the database holds the same table.
MOVES = (
    *(("planned", to) for to in ("consistent", "promised", "unreachable", "refused")),
    *(("unreachable", to) for to in ("consistent", "promised", "refused")),
    *(("promised", to) for to in ("updated", "refused")),
    *(("refused", to) for to in ("updated", "promised", "stopped")),
    ("stopped", "updated"),
)
WAITING = (State.PLANNED, State.UNREACHABLE)
DATED = (State.PROMISED, State.REFUSED)
SETTLED = (State.CONSISTENT, State.UPDATED)


class OwnerKind(models.TextChoices):
    ANY = "", _("全部")
    UNIT = "unit", _("单位")
    PERSON = "person", _("个人")


class Plan(NodeModel):
    """A period's revisits: which filings are drawn, and how many a month. The same seed over the same filings draws the same ones."""

    title = models.TextField()
    first = models.DateField(help_text="first day of the first month")
    months = models.PositiveSmallIntegerField()
    share = models.PositiveSmallIntegerField(help_text="per cent of the filings that the filter leaves")
    owner_kind = models.TextField(choices=OwnerKind.choices, blank=True)
    granted_before = models.DateField(null=True, help_text="only filings granted before this day")
    unseen_since = models.DateField(null=True, help_text="only filings with no settled revisit since this day")
    seed = models.TextField()
    quota = models.PositiveIntegerField(help_text="most revisits of one month")
    eligible = models.PositiveIntegerField(help_text="how many filings the filter left")
    drawn = models.PositiveIntegerField()
    made_by = NodeForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("回访计划")
        indexes = [models.Index(fields=["node", "-id"], name="revisit_plan_newest")]
        constraints = [
            models.UniqueConstraint(fields=["node", "title"], name="revisit_plan_title"),
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="revisit_plan_share"),
            models.CheckConstraint(condition=Q(months__range=(1, 24)), name="revisit_plan_months"),
            models.CheckConstraint(condition=Q(quota__gte=1), name="revisit_plan_quota"),
            models.CheckConstraint(condition=Q(drawn__lte=F("eligible")), name="revisit_plan_drawn"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title


class RevisitQuerySet(NodeQuerySet):
    def listed(self) -> RevisitQuerySet:
        """With what a list shows of the filing and of the plan."""
        heavy = ("application__sealed", "application__wrapped_key", "application__reasons")
        return self.select_related("application", "plan").defer(*heavy)

    def late(self, on: date) -> RevisitQuerySet:
        """Planned for a month that is over, or promised or warned with a date that has passed."""
        month = on.replace(day=1)
        return self.filter(Q(state__in=WAITING, month__lt=month) | Q(state__in=DATED, due_on__lt=on))


class Revisit(NodeModel):
    """One filing of a plan: in which month its owner is asked, and how it stands."""

    plan = NodeForeignKey(Plan, models.PROTECT, related_name="revisits")
    application = NodeForeignKey(Application, models.PROTECT, related_name="revisits")
    position = models.PositiveIntegerField(help_text="place in the draw, from 1")
    month = models.DateField(help_text="first day of its month")
    state = models.TextField(choices=State.choices, default=State.PLANNED)
    state_since = models.DateTimeField()
    due_on = models.DateField(
        null=True, help_text="by when the owner updates: as he promised, or as he was warned; ends at 24:00"
    )
    refused_at = models.DateTimeField(null=True, help_text="when he refused and was warned")
    first_result = models.TextField(blank=True, help_text="the result that counts for the month in which it was found")
    first_result_at = models.DateTimeField(null=True)

    objects = RevisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("回访")
        indexes = [
            models.Index(fields=["node", "state", "due_on", "id"], name="revisit_state"),
            models.Index(fields=["node", "month", "position", "id"], name="revisit_month"),
            models.Index(fields=["node", "application", "-id"], name="revisit_application"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "plan", "application"], name="revisit_once"),
            models.UniqueConstraint(fields=["node", "plan", "position"], name="revisit_position"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="revisit_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["promised", "refused"]) | Q(due_on__isnull=False), name="revisit_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "stopped"]) | Q(refused_at__isnull=False), name="revisit_warned"
            ),
            models.CheckConstraint(
                condition=Q(first_result="", first_result_at=None)
                | (~Q(first_result="") & Q(first_result_at__isnull=False)),
                name="revisit_found",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="revisit_moves", field="state", transitions=MOVES),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.position} {self.state}"

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)


class How(models.TextChoices):
    PHONE = "phone", _("电话")
    MAIL = "mail", _("邮件")
    VISIT = "visit", _("上门")


class Attempt(NodeModel):
    """One contact and what it gave; kept for good. No number stands in it."""

    revisit = NodeForeignKey(Revisit, models.PROTECT, related_name="attempts")
    how = models.TextField(choices=How.choices)
    result = models.TextField(choices=State.choices)
    note = models.TextField(blank=True)
    by = NodeForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("回访记录")
        indexes = [models.Index(fields=["node", "revisit", "id"], name="revisit_attempt")]
        constraints = [
            models.CheckConstraint(condition=Q(how__in=How.values), name="revisit_attempt_how"),
            models.CheckConstraint(condition=Q(result__in=State.values), name="revisit_attempt_result"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.revisit_id} {self.how} {self.result}"

    @property
    def how_label(self) -> str:
        return str(How(self.how).label)

    @property
    def result_label(self) -> str:
        return str(State(self.result).label)
