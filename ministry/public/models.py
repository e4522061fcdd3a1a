"""What everybody may know, in one row per domain (or address of an IP-only site): the public reach reads this table and no other."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Collate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beian.filing.offices import ContactFields, NoticeFields
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
            models.Index(F("node"), Collate("site_name", "C"), name="query_entry_site_name"),
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


class PublicContact(ContactFields, NodeModel):
    """Whom the public asks and complains to: at each bureau by its own word, at the ministry (no province) by the filing centre's (H6)."""

    province = models.TextField(db_collation="C", blank=True, help_text="GB/T 2260; empty for the nation")
    revision = models.BigIntegerField(help_text="of the office's word; a later one takes the place of an earlier one")

    class Meta:
        verbose_name = _("咨询和投诉联系方式")
        constraints = [models.UniqueConstraint(fields=["node", "province"], name="public_contact_once")]


class PublicNotice(NoticeFields, NodeModel):
    """A notice of the ministry (no province) or of a bureau."""

    province = models.TextField(db_collation="C", blank=True, help_text="GB/T 2260; empty for the nation")
    revision = models.BigIntegerField()

    class Meta:
        verbose_name = _("公告")
        indexes = [
            models.Index(
                fields=["node", "-published_on", "-id"], condition=Q(withdrawn=False), name="public_notice_newest"
            ),
            models.Index(
                fields=["node", "province", "-published_on", "-id"],
                condition=Q(withdrawn=False),
                name="public_notice_province",
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["node", "province", "uuid"], name="public_notice_once")]

    def __str__(self) -> str:
        return self.title
