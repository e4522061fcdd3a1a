from ministry.public.models import QueryEntry
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
    "Claim",
    "IssuedNumber",
    "NationalAccess",
    "NationalDomain",
    "NationalSite",
    "NationalSubject",
    "Passage",
    "QueryEntry",
]
