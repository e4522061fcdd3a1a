"""What the ministry holds of the provinces' registers, for comparison (B17): filings with the province that gave the number, hosted sites
with the province of their servers. The pen for filings is the province's; what servers' provinces know is told from here."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from beian.exchange import Outgoing, Rejection, on_rejected, send_many
from beian.exchange.reconciling import Share, shares
from beian.filing import facts
from beian.people.models import Node
from beian.people.nodes import code_of
from ministry.register import hosting
from ministry.register.models import NationalAccess, NationalDomain, Passage
from ministry.register.passages import tell

FILINGS, HOSTED = "filings", "hosted"

_DOMAINS = """
to_jsonb(ARRAY(SELECT one.domain FROM ministry_nationaldomain one WHERE one.node = site.node AND one.site_id = site.id
               AND one.state = 'filed' ORDER BY one.domain COLLATE "C")::text[])
"""
_HOSTED = """
ministry_nationalaccess access
JOIN ministry_nationalsite site ON site.node = access.node AND site.id = access.site_id
JOIN ministry_nationalsubject subject ON subject.node = site.node AND subject.id = site.subject_id
WHERE access.node = current_setting('beian.node') AND %(peer)s = ANY (access.server_provinces)
  AND %(peer)s NOT IN (subject.province, access.provider_province)
"""


def _provinces() -> list[str]:
    return list(Node.objects.filter(tier="province").order_by("name").values_list("name", flat=True))


shares(
    Share(
        register=FILINGS,
        tier="ministry",
        title=_("备案主体、网站和接入信息"),
        rows=facts.filings(
            tier="ministry",
            subject="nationalsubject",
            site="nationalsite",
            domain="nationaldomain",
            access="nationalaccess",
            verifier="subject.verifier",
            shared="subject.province = %(peer)s",
        ),
        peers=_provinces,
    )
)


def resend_hosted(peer: str, numbers: Sequence[str]) -> int:
    """The sites of these numbers again to the province of their servers, a message for each filing."""
    told = NationalAccess.objects.filter(site__number__in=numbers, server_provinces__contains=[code_of(peer)])
    filings: dict[str, list[NationalAccess]] = {}
    for access in told.select_related("site__subject").order_by("site__number"):
        filings.setdefault(str(access.site.subject.application), []).append(access)
    passages = {str(one.application): one for one in Passage.objects.filter(application__in=filings)}
    sent = [_hosted(peer, passages[application], accesses) for application, accesses in filings.items()]
    send_many(sent)
    return len(sent)


@on_rejected("register.hosted")
def refused(rejection: Rejection) -> None:
    """The province would not take it: nothing changes here, and the next comparison names it again."""


def _hosted(peer: str, passage: Passage, accesses: Sequence[NationalAccess]) -> Outgoing:
    sites = {access.site_id: access.site.number for access in accesses}
    domains: dict[str, list[str]] = {number: [] for number in sites.values()}
    for row in NationalDomain.objects.filter(site__in=sites, state="filed").order_by("domain"):
        domains[sites[row.site_id]].append(row.domain)
    body = hosting.body(passage, accesses[0].site.subject.approved_on, accesses, domains)
    return tell(passage, code_of(peer), "register.hosted", body)


shares(
    Share(
        register=HOSTED,
        tier="ministry",
        title=_("服务器所在省掌握的网站信息"),
        rows=facts.hosted(
            source=_HOSTED,
            number="site.number",
            application="subject.application",
            filing_number="subject.number",
            subject_name="CASE WHEN subject.name_key = '' THEN '' ELSE subject.name END",
            subject_province="subject.province",
            provider="access.provider",
            provider_name="access.provider_name",
            provider_province="access.provider_province",
            name="site.name",
            home_url="site.home_url",
            domains=_DOMAINS,
            addresses="to_jsonb(site.addresses)",
            modes="to_jsonb(access.modes::text[])",
            ip_ranges="access.ip_ranges",
            state="access.state",
            approved_on="subject.approved_on",
        ),
        peers=_provinces,
        resend=resend_hosted,
    )
)
