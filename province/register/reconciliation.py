"""What the bureau holds that others hold too, for comparison: its own register with the ministry, which it sends again where the ministry
lacks it; what it was told of sites served here; the numbers that its providers' applications got, which it tells them again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from beian.exchange import Outgoing, Rejection, on_rejected, send_many
from beian.exchange.reconciling import Share, shares
from beian.filing import facts, numbers
from beian.people import scope
from beian.people.models import Node
from beian.people.nodes import MINISTRY, code_of
from province.cases.models import Case
from province.register.models import FilingPassword, Site, Subject

FILINGS, HOSTED, GRANTS = "filings", "hosted", "grants"


def _ministry() -> list[str]:
    return [MINISTRY]


def _providers() -> list[str]:
    """The providers of this province, which it supervises."""
    own = code_of(scope.current().node)
    return list(Node.objects.filter(tier="provider", province=own).order_by("name").values_list("name", flat=True))


def resend_filings(peer: str, wanted: Sequence[str]) -> int:
    """The register's rows of these numbers, whole, to the ministry: `register.filed`, one message for each."""
    sites = Site.objects.order_by("number").prefetch_related("domains", "accesses")
    subjects = Subject.objects.filter(number__in=wanted).prefetch_related(Prefetch("sites", sites)).order_by("number")
    verifiers = dict(FilingPassword.objects.filter(subject__in=subjects).values_list("subject_id", "verifier"))
    cases = {case.application: case for case in _cases(subject.application for subject in subjects)}
    sent = [
        Outgoing(
            peer,
            "register.filed",
            str(subject.application),
            _filed(subject, verifiers[subject.pk]),
            cases[subject.application].round,
            cases[subject.application].revision,
        )
        for subject in subjects
    ]
    send_many(sent)
    return len(sent)


def _cases(applications: Iterable[UUID]) -> Iterable[Case]:
    return Case.objects.filter(application__in=list(applications)).only("application", "round", "revision")


def _filed(subject: Subject, verifier: str) -> dict:
    return {
        "number": subject.number,
        "nature": str(subject.nature),
        "name": subject.name,
        "state": subject.state,
        "approved_on": subject.approved_on.isoformat(),
        "verifier": verifier,
        "sites": [_site(site) for site in subject.sites.all()],
    }


def _site(site: Site) -> dict:
    return {
        "number": site.number,
        "name": site.name,
        "home_url": site.home_url,
        "addresses": site.addresses,
        "state": site.state,
        "domains": [{"domain": one.domain, "state": one.state} for one in site.domains.all()],
        "accesses": [
            {
                "provider": one.provider,
                "provider_name": one.provider_name,
                "provider_province": one.provider_province,
                "server_provinces": one.server_provinces,
                "modes": one.modes,
                "ip_ranges": one.ip_ranges,
                "state": one.state,
            }
            for one in site.accesses.all()
        ],
    }


@on_rejected("register.filed")
def refused(rejection: Rejection) -> None:
    """The ministry would not take it: nothing changes here, and the next comparison names it again."""


def resend_grants(peer: str, wanted: Sequence[str]) -> int:
    """The numbers again to the provider whose applications got them."""
    granted = Case.objects.filter(provider=code_of(peer), state="granted", filing_number__in=wanted).order_by("id")
    sent = [
        Outgoing(peer, "filing.granted", str(case.application), _granted(case), case.round, case.revision)
        for case in granted.only("application", "round", "revision", "filing_number", "document", "decided_at")
    ]
    send_many(sent)
    return len(sent)


def _granted(case: Case) -> dict:
    """Number and the sites' numbers, which follow from it and from how many were filed."""
    sites = range(1, len(case.document["sites"]) + 1)
    return {
        "number": case.filing_number,
        "site_numbers": [numbers.site_number(case.filing_number, index) for index in sites],
    }


shares(
    Share(
        register=FILINGS,
        tier="province",
        title=_("备案主体、网站和接入信息"),
        rows=facts.filings(
            tier="province",
            subject="subject",
            site="site",
            domain="sitedomain",
            access="siteaccess",
            verifier=(
                "(SELECT one.verifier FROM province_filingpassword one "
                "WHERE one.node = subject.node AND one.subject_id = subject.id)"
            ),
            shared="%(peer)s = ''",
        ),
        peers=_ministry,
        resend=resend_filings,
    )
)
shares(
    Share(
        register=HOSTED,
        tier="province",
        title=_("服务器所在省掌握的网站信息"),
        rows=facts.hosted(
            source="province_hostedsite site WHERE site.node = current_setting('beian.node') AND %(peer)s = ''",
            number="site.number",
            application="site.application",
            filing_number="site.filing_number",
            subject_name="site.subject_name",
            subject_province="site.subject_province",
            provider="site.provider",
            provider_name="site.provider_name",
            provider_province="site.provider_province",
            name="site.name",
            home_url="site.home_url",
            domains='to_jsonb(ARRAY(SELECT one FROM unnest(site.domains) one ORDER BY one COLLATE "C"))',
            addresses="to_jsonb(site.addresses)",
            modes="to_jsonb(site.modes::text[])",
            ip_ranges="site.ip_ranges",
            state="site.state",
            approved_on="site.approved_on",
        ),
        peers=_ministry,
    )
)
shares(
    Share(
        register=GRANTS,
        tier="province",
        title=_("发放给接入服务商申请的备案号"),
        rows=facts.grants(table="province_case", application="application", shared="provider = %(peer)s"),
        peers=_providers,
        resend=resend_grants,
    )
)
