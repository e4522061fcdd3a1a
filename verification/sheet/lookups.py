"""What this node's records say of a paper's number: sheets and agreements. No personal values: whoever asks holds the paper already."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from beian.papers.lookups import Known, knows_numbers
from verification.sheet import contents
from verification.sheet.models import Agreement, VerificationSheet


@knows_numbers
def sheets(number: str) -> list[Known]:
    """Verification sheets signed at this node."""
    return [_sheet(one) for one in _signed(VerificationSheet.objects.all(), number)]


@knows_numbers
def agreements(number: str) -> list[Known]:
    """Agreements signed at this node."""
    return [_agreement(one) for one in _signed(Agreement.objects.all(), number)]


def _signed(rows: QuerySet, number: str) -> QuerySet[Any]:
    """The rows of this day whose digest begins so; at most a few."""
    day, _dash, head = number.partition("-")
    try:
        first = timezone.make_aware(datetime.combine(date.fromisoformat(day), time()))
    except ValueError:
        return rows.none()
    return rows.filter(signed_at__gte=first, signed_at__lt=first + timedelta(days=1), digest__startswith=head.lower())[
        :5
    ]


def _sheet(sheet: VerificationSheet) -> Known:
    told = [
        (_("编号"), sheet.number),
        (_("核验人"), sheet.signer),
        (_("签署时间"), contents.moment(sheet.signed_at)),
        (_("核对"), _("%(count)d 项") % {"count": len(sheet.compared)}),
        (_("现场更正"), _("%(count)d 项") % {"count": len(sheet.corrections)}),
        (_("内容摘要"), sheet.digest),
    ]
    return Known(_("网站备案信息真实性核验单"), told)


def _agreement(agreement: Agreement) -> Known:
    told = [
        (_("编号"), agreement.number),
        (_("签署人"), agreement.signer_masked),
        (_("签署身份"), agreement.capacity_label),
        (_("签署时间"), contents.moment(agreement.signed_at)),
        (_("内容摘要"), agreement.digest),
    ]
    return Known(_("信息安全管理协议书"), told)
