"""Items against each other over the whole document (P09 附件3一(三), P10 一1(3), R2). Values of the wrong type are left to their own items."""

from beian.filing.rules.across.addresses_in_ranges import addresses_in_ranges
from beian.filing.rules.across.addresses_without_domain import addresses_without_domain
from beian.filing.rules.across.approval_once import approval_once
from beian.filing.rules.across.certificate_of_one_person import certificate_of_one_person
from beian.filing.rules.across.county_named import county_named
from beian.filing.rules.across.domain_once import domain_once
from beian.filing.rules.across.ip_only_without_domain import ip_only_without_domain
from beian.filing.rules.across.mobile_of_one_person import mobile_of_one_person
from beian.filing.rules.across.person_is_own_principal import person_is_own_principal
from beian.filing.rules.across.principal_delegated import principal_delegated
from beian.filing.rules.across.ranges_apart import ranges_apart
from beian.filing.rules.across.site_name_once import site_name_once
from beian.filing.rules.across.superior_named import superior_named

RULES = (
    person_is_own_principal,
    ip_only_without_domain,
    addresses_without_domain,
    domain_once,
    site_name_once,
    approval_once,
    ranges_apart,
    mobile_of_one_person,
    certificate_of_one_person,
    principal_delegated,
    superior_named,
    county_named,
    addresses_in_ranges,
)
