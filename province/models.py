from province.cases.models import Case, NumberCounter
from province.register.models import FilingPassword, Site, SiteAccess, SiteDomain, Subject

__all__ = ["Case", "FilingPassword", "NumberCounter", "Site", "SiteAccess", "SiteDomain", "Subject"]
