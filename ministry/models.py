from ministry.dashboard.models import CarriedTally, FilingTotal, GrantCount, ReviewTally
from ministry.public.certificates import PublicCertificate
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
from ministry.supervision.centre_models import Backdrop, IdentityCheck, IdentityReport
from ministry.supervision.models import BlacklistEntry

__all__ = [
    "Backdrop",
    "BlacklistEntry",
    "CarriedTally",
    "Claim",
    "FilingTotal",
    "GrantCount",
    "IdentityCheck",
    "IdentityReport",
    "IssuedNumber",
    "NationalAccess",
    "NationalDomain",
    "NationalSite",
    "NationalSubject",
    "Passage",
    "PublicCertificate",
    "PublicContact",
    "PublicNotice",
    "QueryEntry",
    "ReviewTally",
]
