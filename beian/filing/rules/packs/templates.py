"""The closed list of templates, in the order in which an editor offers them."""

from beian.filing.rules.packs.item_length import item_length
from beian.filing.rules.packs.landline import landline
from beian.filing.rules.packs.legal_representative import legal_representative
from beian.filing.rules.packs.max_domains import max_domains
from beian.filing.rules.packs.max_domains_per_site import max_domains_per_site
from beian.filing.rules.packs.max_sites import max_sites
from beian.filing.rules.packs.min_age import min_age
from beian.filing.rules.packs.mobile_of_province import mobile_of_province
from beian.filing.rules.packs.paper import paper
from beian.filing.rules.packs.person_from_elsewhere import person_from_elsewhere
from beian.filing.rules.packs.pledge_text import pledge_text
from beian.filing.rules.packs.remark_length import remark_length
from beian.filing.rules.packs.reminder import reminder
from beian.filing.rules.packs.required_item import required_item
from beian.filing.rules.packs.same_city import same_city
from beian.filing.rules.packs.same_principal import same_principal
from beian.filing.rules.packs.site_name_endings import site_name_endings
from beian.filing.rules.packs.site_name_words import site_name_words
from beian.filing.rules.packs.suffix_only import suffix_only
from beian.filing.rules.packs.template import Template

TEMPLATES: tuple[Template, ...] = (
    min_age,
    legal_representative,
    same_principal,
    mobile_of_province,
    landline,
    person_from_elsewhere,
    same_city,
    max_sites,
    max_domains,
    max_domains_per_site,
    suffix_only,
    site_name_words,
    site_name_endings,
    pledge_text,
    remark_length,
    item_length,
    required_item,
    paper,
    reminder,
)
_BY_CODE = {template.code: template for template in TEMPLATES}


def template_of(code: object) -> Template | None:
    """The template of this code, or None."""
    return _BY_CODE.get(code) if isinstance(code, str) else None
