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

__all__ = [
    "Claim",
    "IssuedNumber",
    "NationalAccess",
    "NationalDomain",
    "NationalSite",
    "NationalSubject",
    "Passage",
    "QueryEntry",
]
