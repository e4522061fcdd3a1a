from province.cases.models import Case, CaseRound, NumberCounter
from province.register.models import FilingPassword, HostedSite, Site, SiteAccess, SiteDomain, Subject
from province.rules.models import RuleTrial, TrialHit

__all__ = [
    "Case",
    "CaseRound",
    "FilingPassword",
    "HostedSite",
    "NumberCounter",
    "RuleTrial",
    "Site",
    "SiteAccess",
    "SiteDomain",
    "Subject",
    "TrialHit",
]
