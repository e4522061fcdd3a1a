"""Names of owners, of units above them and of people (P09 附件3一(一), 二(一)(二)(四)(六))."""

from beian.filing.rules.names.fits_nature import fits_nature
from beian.filing.rules.names.full_name import full_name
from beian.filing.rules.names.no_domain import no_domain
from beian.filing.rules.names.no_forbidden_content import no_forbidden_content
from beian.filing.rules.names.no_odd_signs import no_odd_signs
from beian.filing.rules.names.no_placeholder import no_placeholder
from beian.filing.rules.names.no_site_name import no_site_name
from beian.filing.rules.names.no_symbols import no_symbols
from beian.filing.rules.names.person_by_own_name import person_by_own_name
from beian.filing.rules.names.person_without_superior import person_without_superior
from beian.filing.rules.names.principal_by_real_name import principal_by_real_name
from beian.filing.rules.names.superior_in_letters import superior_in_letters
from beian.filing.rules.names.superior_no_person import superior_no_person
from beian.filing.rules.names.unit_by_unit_name import unit_by_unit_name

# The order counts: the first rejection ends an item's list.
RULES = (
    no_domain,
    no_symbols,
    superior_in_letters,
    no_odd_signs,
    no_placeholder,
    no_site_name,
    fits_nature,
    person_by_own_name,
    unit_by_unit_name,
    full_name,
    no_forbidden_content,
    superior_no_person,
    person_without_superior,
    principal_by_real_name,
)
