"""What a register says of a filing, as one digest made in the database: two tiers that hold it alike arrive at the same 32 bytes.

The tiers' tables differ in their names and types; what is compared is cast to text, arrays and objects are sorted, and nothing that
only one tier knows is in it. Of sites, domains and accesses those in force count: one that is cancelled is as good as none.
"""

# Columns of {subject} are read as `subject`; {verifier} is the expression that gives the filing password's verifier.
_FILINGS = """
SELECT to_char(subject.approved_on, 'YYYY-MM') AS bucket, subject.number::text AS number,
       sha256(convert_to(jsonb_build_array(
           subject.number, subject.application, subject.nature::text, subject.name, subject.state, subject.approved_on, {verifier},
           (SELECT jsonb_agg(jsonb_build_array(
                site.number, site.name, site.home_url, to_jsonb(site.addresses),
                (SELECT jsonb_agg(one.domain ORDER BY one.domain COLLATE "C")
                 FROM {tier}_{domain} one WHERE one.node = site.node AND one.site_id = site.id AND one.state = 'filed'),
                (SELECT jsonb_agg(jsonb_build_array(one.provider, one.provider_name, one.provider_province,
                        to_jsonb(one.server_provinces), to_jsonb(one.modes::text[]), one.ip_ranges)
                        ORDER BY one.provider COLLATE "C")
                 FROM {tier}_{access} one WHERE one.node = site.node AND one.site_id = site.id AND one.state = 'filed')
            ) ORDER BY site.number COLLATE "C")
            FROM {tier}_{site} site WHERE site.node = subject.node AND site.subject_id = subject.id AND site.state = 'filed')
       )::text, 'UTF8')) AS digest
FROM {tier}_{subject} subject WHERE subject.node = current_setting('beian.node') AND {shared}
"""


def filings(*, tier: str, subject: str, site: str, domain: str, access: str, verifier: str, shared: str) -> str:
    """A statement: (bucket, number, digest) of the filings for which `shared` holds; the bucket is the month of approval."""
    return _FILINGS.format(
        tier=tier, subject=subject, site=site, domain=domain, access=access, verifier=verifier, shared=shared
    )


# Expressions that give one row of a site as the province of its servers knows it, in this order.
HOSTED = (
    *("number", "application", "filing_number", "subject_name", "subject_province", "provider", "provider_name"),
    *("provider_province", "name", "home_url", "domains", "addresses", "modes", "ip_ranges", "state"),
)


def hosted(*, source: str, **columns: str) -> str:
    """A statement: (bucket, number, digest) of sites served in a province; `columns` name an expression per member of HOSTED, and approved_on."""
    told = ", ".join(columns[name] for name in HOSTED)
    day = columns["approved_on"]
    return (
        f"SELECT to_char({day}, 'YYYY-MM') AS bucket, {columns['number']}::text AS number, "  # noqa: S608  of constants
        f"sha256(convert_to(jsonb_build_array({told}, {day})::text, 'UTF8')) AS digest FROM {source}"
    )


# A number that was given and reached its provider: bucketed by a thousand serials, since only the deciding province dates the approval.
_GRANTS = """
SELECT left(filing_number, -4) AS bucket, filing_number::text AS number,
       sha256(convert_to(jsonb_build_array(filing_number, {application}, kind)::text, 'UTF8')) AS digest
FROM {table} WHERE node = current_setting('beian.node') AND state = 'granted' AND {shared}
"""


def grants(*, table: str, application: str, shared: str) -> str:
    """A statement: (bucket, number, digest) of the granted applications for which `shared` holds."""
    return _GRANTS.format(table=table, application=application, shared=shared)
