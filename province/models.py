from province.cases.models import Case, CaseRound, NumberCounter
from province.cases.records import ContactCheck, ReturnReason, SecondLook, SecondLookRate
from province.register.models import FilingPassword, HostedSite, Site, SiteAccess, SiteDomain, Subject
from province.rules.models import RuleTrial, TrialHit
from province.supervision.models import OfficeContact, OfficeNotice, ProviderTally

__all__ = [
    "Case",
    "CaseRound",
    "ContactCheck",
    "FilingPassword",
    "HostedSite",
    "NumberCounter",
    "OfficeContact",
    "OfficeNotice",
    "ProviderTally",
    "ReturnReason",
    "RuleTrial",
    "SecondLook",
    "SecondLookRate",
    "Site",
    "SiteAccess",
    "SiteDomain",
    "Subject",
    "TrialHit",
]
