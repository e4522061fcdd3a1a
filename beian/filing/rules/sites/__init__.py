"""A site's domains, addresses, home page, services and approvals (P09 附件3二(八)(九), R2, R20)."""

from beian.filing.rules.sites.approval_in_force import approval_in_force
from beian.filing.rules.sites.approval_number import approval_number
from beian.filing.rules.sites.home_page import home_page
from beian.filing.rules.sites.home_page_in_domains import home_page_in_domains
from beian.filing.rules.sites.public_address import public_address
from beian.filing.rules.sites.registrable_domain import registrable_domain
from beian.filing.rules.sites.service_approved import service_approved
from beian.filing.rules.sites.service_open_to_person import service_open_to_person
from beian.filing.rules.sites.special_application import special_application

# The order counts: the first rejection ends an item's list.
RULES = (
    registrable_domain,
    public_address,
    home_page,
    home_page_in_domains,
    service_open_to_person,
    service_approved,
    approval_in_force,
    special_application,
    approval_number,
)
