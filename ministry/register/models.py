"""The ministry's own: claims, applications on their way, and the national register. Nothing personal stands here in the clear."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers, states
from beian.people.nodes import NodeForeignKey, NodeModel
from beian.reference.tables import table

ACTIVE = ("leased", "held")
# Reported and not decided for good: what is on its way, and what waits for its owner.
ON_THE_WAY = ("reported", "under_review", "awaiting_opinion", "approved", "conflicted", "returned")
FILED, CANCELLED = "filed", "cancelled"
STANDINGS = [(FILED, _("已备案")), (CANCELLED, _("已注销"))]


class Claim(NodeModel):
    """One domain or one certificate taken for one application (decision 13). The partial unique index is the last word in every race."""

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("证件")
        DOMAIN = "domain", _("域名")

    kind = models.TextField(choices=Kind)
    key = models.TextField(
        db_collation="C", help_text="the registrable domain in xn-- form, or the certificate's keyed digest in hex"
    )
    application = models.UUIDField()
    province = models.TextField(help_text="the subject's province, GB/T 2260; the only thing a rival is told")
    state = models.TextField(choices=states.CLAIM.choices, default="leased")
    leased_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("占用登记")
        indexes = [models.Index(fields=["node", "application"], name="claim_application")]
        constraints = [
            models.UniqueConstraint(fields=["node", "kind", "key"], condition=Q(state__in=ACTIVE), name="claim_active"),
            models.CheckConstraint(condition=Q(state__in=list(states.CLAIM.states)), name="claim_state"),
            models.CheckConstraint(condition=Q(kind__in=["certificate", "domain"]), name="claim_kind"),
            models.CheckConstraint(condition=Q(state="released") ^ Q(released_at=None), name="claim_released"),
            models.CheckConstraint(condition=~Q(state="held") | Q(held_at__isnull=False), name="claim_held"),
        ]
        triggers = [
            pgtrigger.FSM(name="claim_moves", field="state", transitions=states.as_fsm(states.CLAIM)),
            pgtrigger.Protect(
                name="claim_kept", operation=pgtrigger.UpdateOf("node", "kind", "key", "application") | pgtrigger.Delete
            ),
        ]


class Passage(NodeModel):
    """What the ministry knows of an application on its way: whom it concerns, how far it is, and its document in two halves.

    `state` follows what provinces tell; the ministry itself only ever writes `conflicted` (flows.md §3).
    """

    application = models.UUIDField()
    kind = models.TextField()
    provider = models.TextField(help_text="the provider's code")
    provider_name = models.TextField()
    provider_province = models.TextField(help_text="GB/T 2260; supervises the provider and passes results on to it")
    subject_province = models.TextField(help_text="GB/T 2260; decides")
    server_provinces = ArrayField(models.TextField(), default=list)
    round = models.PositiveIntegerField()
    revision = models.BigIntegerField()
    state = models.TextField(choices=states.APPLICATION.choices, default="reported")
    state_since = models.DateTimeField()
    document = models.JSONField(help_text="the open part")
    sealed = models.BinaryField(help_text="the personal items, bound to application, round and open part")
    wrapped_key = models.BinaryField(help_text="the application's key, wrapped for the ministry")
    certificate = models.TextField(db_collation="C", help_text="keyed digest of the subject's certificate, hex")
    nature = models.TextField(default="")
    name_key = models.TextField(db_collation="C", default="", help_text="a unit's name folded; empty for persons")
    principals = models.JSONField(default=dict, help_text="item → keyed digest of a principal's certificate, hex")
    domains = ArrayField(models.TextField(), help_text="registrable domains in xn-- form")
    conflicts = models.JSONField(default=list, help_text="of the current round, as they were answered")
    reported_at = models.DateTimeField()
    disposed_at = models.DateTimeField(null=True, help_text="when its key was destroyed by rule")

    class Meta:
        verbose_name = _("在途申请")
        indexes = [
            models.Index(fields=["node", "state", "-state_since", "id"], name="passage_state"),
            models.Index(fields=["node", "certificate"], name="passage_certificate"),
            models.Index(fields=["node", "name_key"], condition=~Q(name_key=""), name="passage_name"),
            models.Index(
                fields=["node", "subject_province", "provider", "state"],
                condition=Q(state__in=ON_THE_WAY),
                name="passage_on_the_way",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "application"], name="passage_application"),
            models.CheckConstraint(condition=Q(state__in=list(states.APPLICATION.states)), name="passage_state_known"),
        ]

    @property
    def home(self) -> bool:
        """Whether the province that supervises the provider is the one that decides."""
        return self.provider_province == self.subject_province

    @property
    def state_label(self) -> str:
        return str(states.APPLICATION.states[self.state].label)

    @cached_property
    def named_domains(self) -> list[tuple[str, str]]:
        """(item, registrable domain in xn-- form) of each domain in the document, in its order; Invalid if one is none."""
        return [
            (f"sites.{site}.domains.{place}", identifiers.domain_key(name))
            for site, part in enumerate(self.document.get("sites", []))
            for place, name in enumerate(part.get("domains", []))
        ]

    @property
    def keys(self) -> list[tuple[str, str]]:
        """(kind, key) of everything this application takes, certificates before domains."""
        domains = [(Claim.Kind.DOMAIN.value, domain) for domain in sorted(set(self.domains))]
        return [(Claim.Kind.CERTIFICATE.value, self.certificate), *domains]


class NationalSubject(NodeModel):
    """A subject with a filing number. A person's name is kept masked, the certificate as the ministry's keyed digest."""

    application = models.UUIDField(help_text="the application that was granted")
    number = models.TextField(db_collation="C")
    province = models.TextField(help_text="issued the number, GB/T 2260")
    nature = models.TextField()
    name = models.TextField(help_text="a person's is masked")
    name_key = models.TextField(
        db_collation="C", blank=True, help_text="a unit's name folded for searching; empty for persons"
    )
    certificate = models.TextField(db_collation="C")
    verifier = models.TextField(
        help_text="Argon2 of the filing password; only the issuing province checks against it (B17)"
    )
    state = models.TextField(choices=STANDINGS, default=FILED)
    approved_on = models.DateField()
    round = models.PositiveIntegerField()
    revision = models.BigIntegerField()

    class Meta:
        verbose_name = _("备案主体")
        indexes = [
            models.Index(fields=["node", "-approved_on", "-id"], name="national_subject_new"),
            models.Index(fields=["node", "province", "-approved_on", "-id"], name="national_subject_province"),
            models.Index(fields=["node", "name_key"], name="national_subject_name"),
            models.Index(fields=["node", "certificate"], name="national_subject_certificate"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "number"], name="national_subject_number"),
            models.UniqueConstraint(fields=["node", "application"], name="national_subject_granted"),
            models.CheckConstraint(condition=Q(state__in=[FILED, CANCELLED]), name="national_subject_state"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def nature_label(self) -> str:
        return table("owner_natures").name_of(self.nature, get_language() or "zh-hans")


class NationalSite(NodeModel):
    subject = NodeForeignKey(NationalSubject, models.PROTECT, related_name="sites")
    number = models.TextField(db_collation="C")
    name = models.TextField()
    home_url = models.TextField(blank=True)
    addresses = ArrayField(models.TextField(), default=list, help_text="of a site declared IP-only (B2)")
    services = ArrayField(models.TextField(), default=list)
    languages = ArrayField(models.TextField(), default=list)
    state = models.TextField(choices=STANDINGS, default=FILED)

    class Meta:
        verbose_name = _("备案网站")
        indexes = [models.Index(fields=["node", "subject"], name="national_site_subject")]
        constraints = [
            models.UniqueConstraint(fields=["node", "number"], name="national_site_number"),
            models.CheckConstraint(condition=Q(state__in=[FILED, CANCELLED]), name="national_site_state"),
        ]

    def __str__(self) -> str:
        return self.number


class NationalDomain(NodeModel):
    """A registrable domain of a site. At most one filed row per domain in the nation, claims or no claims."""

    site = NodeForeignKey(NationalSite, models.PROTECT, related_name="domains")
    domain = models.TextField(db_collation="C", help_text="registrable, xn-- form")
    state = models.TextField(choices=STANDINGS, default=FILED)

    class Meta:
        verbose_name = _("备案域名")
        indexes = [
            models.Index(fields=["node", "site"], name="national_domain_site"),
            models.Index(fields=["node", "domain"], name="national_domain_name"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "domain"], condition=Q(state=FILED), name="national_domain_once"),
            models.CheckConstraint(condition=Q(state__in=[FILED, CANCELLED]), name="national_domain_state"),
        ]

    def __str__(self) -> str:
        return self.domain


class NationalAccess(NodeModel):
    """One provider serving one site, with the provinces of provider and servers: three provinces, never one column (flows.md §4a)."""

    site = NodeForeignKey(NationalSite, models.PROTECT, related_name="accesses")
    provider = models.TextField()
    provider_name = models.TextField()
    provider_province = models.TextField()
    server_provinces = ArrayField(models.TextField(), default=list)
    modes = ArrayField(models.TextField(), default=list)
    ip_ranges = models.JSONField(default=list, help_text="[start, end] pairs")
    state = models.TextField(choices=STANDINGS, default=FILED)

    class Meta:
        verbose_name = _("接入")
        indexes = [
            models.Index(fields=["node", "site"], name="national_access_site"),
            models.Index(fields=["node", "provider"], name="national_access_provider"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["node", "site", "provider"], condition=Q(state=FILED), name="national_access_once"
            ),
            models.CheckConstraint(condition=Q(state__in=[FILED, CANCELLED]), name="national_access_state"),
        ]


class IssuedNumber(NodeModel):
    """The highest serial each province has given out in a year, so that a province restored from a backup cannot give one twice (decision 19)."""

    province = models.TextField()
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "province", "year"], name="issued_number_year")]
