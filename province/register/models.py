"""The province's register: subjects with a number, their sites, domains and accesses. Certificates as keyed digests, persons masked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beian.people.nodes import NodeForeignKey, NodeModel
from beian.reference.tables import table

FILED, CANCELLED = "filed", "cancelled"
STANDINGS = [(FILED, _("已备案")), (CANCELLED, _("已注销"))]


def _name(codes: str, code: object) -> str:
    """A code in words, in the reader's language."""
    return table(codes).name_of(str(code), get_language() or "zh-hans")


def _span(start: str, end: str) -> str:
    return start if start == end else f"{start}–{end}"


class Subject(NodeModel):
    number = models.CharField(max_length=32)
    application = models.UUIDField(help_text="the application that was granted")
    nature = models.PositiveIntegerField()
    name = models.TextField(help_text="a person's is masked")
    certificate = models.BinaryField(help_text="this node's keyed digest of type and number")
    last_site = models.PositiveIntegerField(default=0, help_text="the highest site index given; never given again")
    state = models.CharField(max_length=10, choices=STANDINGS, default=FILED)
    approved_on = models.DateField()

    class Meta:
        verbose_name = _("备案主体")
        indexes = [models.Index(fields=["node", "-approved_on", "-id"], name="subject_newest")]
        constraints = [
            models.UniqueConstraint(fields=["node", "number"], name="subject_number"),
            models.UniqueConstraint(fields=["node", "application"], name="subject_application"),
            models.UniqueConstraint(
                fields=["node", "certificate"], condition=Q(state=FILED), name="subject_certificate"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def nature_label(self) -> str:
        return _name("owner_natures", self.nature)


class FilingPassword(NodeModel):
    """The verifier of a subject's filing password; what it verifies is known to the owner alone (G1)."""

    subject = NodeForeignKey(Subject, models.PROTECT, related_name="passwords")
    verifier = models.TextField(help_text="Argon2id over the password's MD5 hex")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "subject"], name="filing_password_subject")]


class Site(NodeModel):
    subject = NodeForeignKey(Subject, models.PROTECT, related_name="sites")
    number = models.CharField(max_length=40)
    name = models.TextField()
    home_url = models.TextField(blank=True)
    addresses = ArrayField(models.TextField(), default=list, help_text="of a site declared IP-only (B2)")
    state = models.CharField(max_length=10, choices=STANDINGS, default=FILED)

    class Meta:
        verbose_name = _("备案网站")
        constraints = [models.UniqueConstraint(fields=["node", "number"], name="site_number")]

    def __str__(self) -> str:
        return self.number

    @property
    def facts(self) -> list[tuple[object, str]]:
        """What a page shows of the site; its domains are read with it."""
        return [
            (_("网站备案号"), self.number),
            (_("状态"), self.get_state_display()),
            (_("首页网址"), self.home_url),
            (_("域名"), "、".join(domain.domain for domain in self.domains.all())),
            (_("公网 IP 地址"), "、".join(self.addresses)),
        ]

    @property
    def access_facts(self) -> list[list[tuple[str, str]]]:
        return [access.facts for access in self.accesses.all()]


class SiteDomain(NodeModel):
    site = NodeForeignKey(Site, models.PROTECT, related_name="domains")
    domain = models.TextField(db_collation="C", help_text="registrable, xn-- form")
    state = models.CharField(max_length=10, choices=STANDINGS, default=FILED)

    class Meta:
        verbose_name = _("备案域名")
        constraints = [
            models.UniqueConstraint(fields=["node", "domain"], condition=Q(state=FILED), name="site_domain_once")
        ]

    def __str__(self) -> str:
        return self.domain


class HostedSite(NodeModel):
    """A site whose servers stand in this province while subject and provider are elsewhere: what evidence is gathered by, and no person.

    Its place in this table is the relation "server" of decision 4. `round` and `revision` are the last ones told.
    """

    application = models.UUIDField(help_text="the application that was granted")
    filing_number = models.CharField(max_length=32)
    number = models.CharField(max_length=40, help_text="the site's")
    name = models.TextField()
    home_url = models.TextField(blank=True)
    domains = ArrayField(models.TextField(db_collation="C"), default=list, help_text="registrable, xn-- form")
    addresses = ArrayField(models.TextField(), default=list, help_text="of a site declared IP-only (B2)")
    subject_name = models.TextField(blank=True, help_text="a unit's, which is public; empty for persons")
    subject_province = models.CharField(max_length=2)
    provider = models.TextField(help_text="the provider's code")
    provider_name = models.TextField()
    provider_province = models.CharField(max_length=2)
    modes = ArrayField(models.IntegerField(), default=list)
    ip_ranges = models.JSONField(default=list, help_text="[start, end] pairs")
    state = models.CharField(max_length=10, choices=STANDINGS, default=FILED)
    approved_on = models.DateField()
    round = models.PositiveIntegerField()
    revision = models.BigIntegerField()

    class Meta:
        verbose_name = _("省内托管的网站")
        indexes = [models.Index(fields=["node", "-approved_on", "-id"], name="hosted_site_newest")]
        constraints = [models.UniqueConstraint(fields=["node", "number"], name="hosted_site_number")]

    def __str__(self) -> str:
        return self.number

    @property
    def domains_line(self) -> str:
        return "、".join(self.domains)

    @property
    def addresses_line(self) -> str:
        """Every address that it may answer at: its own and the ranges of its access."""
        return "、".join([*self.addresses, *(_span(*span) for span in self.ip_ranges)])

    @property
    def provider_province_name(self) -> str:
        return _name("provinces", self.provider_province)

    @property
    def subject_province_name(self) -> str:
        return _name("provinces", self.subject_province)


class SiteAccess(NodeModel):
    """One provider serving one site; the three provinces of a filing are told apart (flows.md §4a)."""

    site = NodeForeignKey(Site, models.PROTECT, related_name="accesses")
    provider = models.TextField()
    provider_name = models.TextField()
    provider_province = models.CharField(max_length=2)
    server_provinces = ArrayField(models.TextField(), default=list)
    modes = ArrayField(models.IntegerField(), default=list)
    ip_ranges = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=STANDINGS, default=FILED)

    class Meta:
        verbose_name = _("接入")
        constraints = [
            models.UniqueConstraint(
                fields=["node", "site", "provider"], condition=Q(state=FILED), name="site_access_once"
            )
        ]

    @property
    def facts(self) -> list[tuple[object, str]]:
        """Who serves the site, from where and how."""
        return [
            (_("接入服务商"), self.provider_name),
            (_("服务商所在省"), _name("provinces", self.provider_province)),
            (_("服务器放置地点"), "、".join(_name("provinces", code) for code in self.server_provinces)),
            (_("接入方式"), "、".join(_name("access_modes", code) for code in self.modes)),
            (_("IP 地址段"), "、".join(_span(*span) for span in self.ip_ranges)),
        ]
