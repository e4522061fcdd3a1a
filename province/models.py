from province.cases.certificates import Certificate
from province.cases.models import Case, CaseRound, NumberCounter
from province.cases.records import ContactCheck, ReturnReason, SecondLook, SecondLookRate
from province.register.models import FilingPassword, HostedSite, Site, SiteAccess, SiteDomain, Subject
from province.rules.models import RuleTrial, TrialHit
from province.supervision.inspections import HeardSample, IdentityMismatch, Sample, SampleItem
from province.supervision.models import OfficeContact, OfficeNotice, ProviderTally, UpdateRefusal

__all__ = [
    "Case",
    "CaseRound",
    "Certificate",
    "ContactCheck",
    "FilingPassword",
    "HeardSample",
    "HostedSite",
    "IdentityMismatch",
    "NumberCounter",
    "OfficeContact",
    "OfficeNotice",
    "ProviderTally",
    "ReturnReason",
    "RuleTrial",
    "Sample",
    "SampleItem",
    "SecondLook",
    "SecondLookRate",
    "Site",
    "SiteAccess",
    "SiteDomain",
    "Subject",
    "TrialHit",
    "UpdateRefusal",
]
