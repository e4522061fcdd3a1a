"""When access may be opened."""

from django.utils.translation import gettext as _

from provider.applications.models import Application
from provider.applications.permissions import Refused


def check_can_open(application: Application) -> None:
    """Only a provider that holds the number opens access (R18(4), R12(2))."""
    if application.state != "granted" or not application.filing_number:
        raise Refused(_("还没有取得备案号，不能开通接入。"))


def check_can_stop(application: Application) -> None:
    """Only what has its number has an access to be stopped."""
    if application.state != "granted":
        raise Refused(_("还没有取得备案号的申请没有接入可停。"))
