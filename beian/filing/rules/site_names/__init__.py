"""Names of sites (P09 附件3一(二), 二(五); R14(11)).

The context may hold: nature, owner (the owner's name), approvals (codes of pre-approvals held), authorisation (a text, None without),
today, and as_written=True where annex 3 counts as written, whatever became of an approval since."""

from beian.filing.rules.site_names.approval_held import approval_held
from beian.filing.rules.site_names.in_chinese import in_chinese
from beian.filing.rules.site_names.no_domain import no_domain
from beian.filing.rules.site_names.no_national_word import no_national_word
from beian.filing.rules.site_names.no_odd_signs import no_odd_signs
from beian.filing.rules.site_names.no_other_unit import no_other_unit
from beian.filing.rules.site_names.no_placeholder import no_placeholder
from beian.filing.rules.site_names.no_public_affairs import no_public_affairs
from beian.filing.rules.site_names.no_region import no_region
from beian.filing.rules.site_names.no_symbols import no_symbols
from beian.filing.rules.site_names.person_not_as_unit import person_not_as_unit
from beian.filing.rules.site_names.three_characters import three_characters

# The order counts: the first rejection ends an item's list.
RULES = (
    no_domain,
    no_symbols,
    no_odd_signs,
    no_placeholder,
    three_characters,
    in_chinese,
    approval_held,
    person_not_as_unit,
    no_other_unit,
    no_public_affairs,
    no_national_word,
    no_region,
)
