"""What everybody may know, in one row per domain (or address of an IP-only site): the public reach reads this table and no other."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beian.people.nodes import NodeModel, NodeQuerySet
from beian.reference.tables import table

PENDING, FILED, CANCELLED = "pending", "filed", "cancelled"
STANDINGS = {PENDING: _("备案办理中"), FILED: _("已备案"), CANCELLED: _("备案已注销")}
# The columns that the public reach is granted, besides id and node (scope_matrix: public_query).
PUBLIC_COLUMNS = (
    "kind",
    "key",
    "standing",
    "filing_number",
    "site_number",
    "subject_name",
    "name_key",
    "nature",
    "site_name",
    "home_url",
    "approved_on",
)


class QueryEntryQuerySet(NodeQuerySet):
    def facts(self) -> "QueryEntryQuerySet":
        """The public columns alone: the public reach may read no others."""
        return self.only("id", "node", *PUBLIC_COLUMNS)


class QueryEntry(NodeModel):
    """How one domain stands. A person's name is masked before it gets here; while pending, no fact of the applicant stands here at all."""

    class Kind(models.TextChoices):
        DOMAIN = "domain", _("域名")
        ADDRESS = "address", _("IP 地址")

    kind = models.TextField(choices=Kind, default=Kind.DOMAIN)
    key = models.TextField(
        db_collation="C", help_text="registrable domain in xn-- form, or the address in its shortest form"
    )
    standing = models.TextField()
    application = models.UUIDField(help_text="whose standing this is; not public")
    filing_number = models.TextField(db_collation="C", blank=True)
    site_number = models.TextField(db_collation="C", blank=True)
    subject_name = models.TextField(blank=True, help_text="a person's is masked")
    name_key = models.TextField(
        db_collation="C", blank=True, help_text="a unit's name folded for searching; empty for persons"
    )
    nature = models.TextField(blank=True)
    site_name = models.TextField(blank=True)
    home_url = models.TextField(blank=True)
    approved_on = models.DateField(null=True)

    objects = QueryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("公共查询")
        indexes = [
            models.Index(fields=["node", "key"], name="query_entry_key"),
            models.Index(fields=["node", "filing_number", "site_number", "id"], name="query_entry_number"),
            models.Index(fields=["node", "site_number"], name="query_entry_site"),
            models.Index(fields=["node", "name_key", "id"], condition=~Q(name_key=""), name="query_entry_name"),
            models.Index(fields=["node", "application"], name="query_entry_application"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "key"], condition=Q(kind="domain"), name="query_entry_domain"),
            models.CheckConstraint(condition=Q(kind__in=["domain", "address"]), name="query_entry_kind"),
            models.CheckConstraint(condition=Q(standing__in=[PENDING, FILED, CANCELLED]), name="query_entry_standing"),
            models.CheckConstraint(
                condition=Q(standing=PENDING) | (~Q(site_number="") & Q(approved_on__isnull=False)),
                name="query_entry_numbered",
            ),
        ]

    @property
    def fact(self) -> str:
        """How the number stands: one that was cancelled stays so while its domain is applied for again."""
        return CANCELLED if self.standing == PENDING else self.standing

    @property
    def standing_label(self) -> str:
        return str(STANDINGS[self.fact])

    @property
    def nature_label(self) -> str:
        return table("owner_natures").name_of(self.nature, get_language() or "zh-hans")
