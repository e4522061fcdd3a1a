from ministry.dashboard.models import CarriedTally, FilingTotal, GrantCount, ReviewTally
from ministry.public.models import PublicContact, PublicNotice, QueryEntry
from ministry.register.models import (
    Claim,
    IssuedNumber,
    NationalAccess,
    NationalDomain,
    NationalSite,
    NationalSubject,
    Passage,
)
from ministry.supervision.models import BlacklistEntry

__all__ = [
    "BlacklistEntry",
    "CarriedTally",
    "Claim",
    "FilingTotal",
    "GrantCount",
    "IssuedNumber",
    "NationalAccess",
    "NationalDomain",
    "NationalSite",
    "NationalSubject",
    "Passage",
    "PublicContact",
    "PublicNotice",
    "QueryEntry",
    "ReviewTally",
]
