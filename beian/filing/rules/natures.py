"""The natures that rules know by name; the table owner_natures holds all of them."""

from beian.filing.items import PERSON

ARMY, GOVERNMENT, INSTITUTION, ENTERPRISE, ASSOCIATION = 1, 2, 3, 4, 6
MASS_ORGANISATION, OVERSEAS = 13, 16
# Those that answer to a higher unit, never to a person.
PUBLIC_BODIES = frozenset({ARMY, GOVERNMENT, INSTITUTION, ASSOCIATION, MASS_ORGANISATION})

__all__ = [
    "ARMY",
    "ASSOCIATION",
    "ENTERPRISE",
    "GOVERNMENT",
    "INSTITUTION",
    "MASS_ORGANISATION",
    "OVERSEAS",
    "PERSON",
    "PUBLIC_BODIES",
]
