from province.cases.models import Case, CaseRound, NumberCounter
from province.register.models import FilingPassword, Site, SiteAccess, SiteDomain, Subject

__all__ = ["Case", "CaseRound", "FilingPassword", "NumberCounter", "Site", "SiteAccess", "SiteDomain", "Subject"]
