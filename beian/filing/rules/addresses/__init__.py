"""Addresses: complete down to the door or the village, and of one piece (P09 附件3二(七), 一(三))."""

from beian.filing.rules.addresses.certificate_in_province import certificate_in_province
from beian.filing.rules.addresses.city_agrees import city_agrees
from beian.filing.rules.addresses.city_in_province import city_in_province
from beian.filing.rules.addresses.county_agrees import county_agrees
from beian.filing.rules.addresses.county_in_city import county_in_city
from beian.filing.rules.addresses.division_in_force import division_in_force
from beian.filing.rules.addresses.down_to_door import down_to_door
from beian.filing.rules.addresses.no_odd_signs import no_odd_signs
from beian.filing.rules.addresses.province_agrees import province_agrees
from beian.filing.rules.addresses.real_address import real_address

# The order counts: the first rejection ends an item's list.
RULES = (
    city_in_province,
    county_in_city,
    division_in_force,
    down_to_door,
    no_odd_signs,
    real_address,
    province_agrees,
    city_agrees,
    county_agrees,
    certificate_in_province,
)
