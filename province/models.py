from province.cases.models import Case, CaseRound, NumberCounter
from province.register.models import FilingPassword, Site, SiteAccess, SiteDomain, Subject
from province.rules.models import RuleTrial, TrialHit

__all__ = [
    "Case",
    "CaseRound",
    "FilingPassword",
    "NumberCounter",
    "RuleTrial",
    "Site",
    "SiteAccess",
    "SiteDomain",
    "Subject",
    "TrialHit",
]
