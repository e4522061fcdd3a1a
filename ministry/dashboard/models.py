"""Figures of the nation that are kept as filings come in, and what provinces told of their work. No person stands here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from beian.people.nodes import NodeModel


class FilingTotal(NodeModel):
    """Filings that are in force, by deciding province and provider; kept by the grant itself, counted anew by `counting.recount`."""

    province = models.TextField(db_collation="C", help_text="decided, GB/T 2260")
    provider = models.TextField(db_collation="C", help_text="the provider's code")
    provider_name = models.TextField()
    subjects = models.BigIntegerField(default=0)
    sites = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("备案数量")
        indexes = [models.Index(fields=["node", "provider", "province"], name="filing_total_provider")]
        constraints = [models.UniqueConstraint(fields=["node", "province", "provider"], name="filing_total_once")]


class GrantCount(NodeModel):
    """Grants of one day, by deciding province and provider."""

    day = models.DateField(help_text="of the approval")
    province = models.TextField(db_collation="C")
    provider = models.TextField(db_collation="C")
    subjects = models.BigIntegerField(default=0)
    sites = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("每日备案通过数量")
        indexes = [
            models.Index(fields=["node", "province", "day"], name="grant_count_province"),
            models.Index(fields=["node", "provider", "day"], name="grant_count_provider"),
        ]
        constraints = [
            # The numbers stand in the index too: a month of the nation is read from it alone.
            models.UniqueConstraint(
                fields=["node", "day", "province", "provider"], include=["subjects", "sites"], name="grant_count_once"
            )
        ]


class ReviewTally(NodeModel):
    """The latest counts that a province told of its own reviews (B21)."""

    province = models.TextField(db_collation="C")
    as_of = models.DateTimeField()
    revision = models.BigIntegerField()
    under_review = models.BigIntegerField()
    overdue = models.BigIntegerField()
    junk = models.BigIntegerField()

    class Meta:
        verbose_name = _("省局报数")
        constraints = [models.UniqueConstraint(fields=["node", "province"], name="review_tally_once")]


class CarriedTally(NodeModel):
    """The line of one provider in its province's latest tally."""

    province = models.TextField(db_collation="C", help_text="supervises the provider")
    provider = models.TextField(db_collation="C")
    name = models.TextField()
    as_of = models.DateTimeField(
        null=True, help_text="what the provider told itself is of this moment; null: it never did"
    )
    waiting = models.BigIntegerField(help_text="on the provider's side")
    overdue = models.BigIntegerField(help_text="of these, past their limit")
    left_unchecked = models.BigIntegerField(help_text="of these, handed in by owners and left (P09 annex 6)")
    under_review = models.BigIntegerField()
    review_overdue = models.BigIntegerField()

    class Meta:
        verbose_name = _("服务商报数")
        indexes = [models.Index(fields=["node", "province", "-overdue", "provider"], name="carried_tally_province")]
        constraints = [models.UniqueConstraint(fields=["node", "provider"], name="carried_tally_once")]
