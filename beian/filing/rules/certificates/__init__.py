"""Certificates: which paper proves whom, and whether its number can be true (P09 附件3二(三), P10 一1)."""

from beian.filing.rules.certificates.credit_code_fits_nature import credit_code_fits_nature
from beian.filing.rules.certificates.first_choice import first_choice
from beian.filing.rules.certificates.no_first_generation import no_first_generation
from beian.filing.rules.certificates.number_fits_type import number_fits_type
from beian.filing.rules.certificates.passport_of_foreigner import passport_of_foreigner
from beian.filing.rules.certificates.type_fits_nature import type_fits_nature
from beian.filing.rules.certificates.type_fits_principal import type_fits_principal
from beian.filing.rules.certificates.type_in_force import type_in_force
from beian.filing.rules.certificates.type_with_nature import type_with_nature
from beian.filing.rules.certificates.unit_first_choice import unit_first_choice

# The order counts: the first rejection ends an item's list.
RULES = (
    type_fits_nature,
    type_with_nature,
    type_in_force,
    first_choice,
    unit_first_choice,
    type_fits_principal,
    number_fits_type,
    no_first_generation,
    passport_of_foreigner,
    credit_code_fits_nature,
)
