"""First-generation identity cards are no longer in force (P10 一1)."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.certificates.papers import NUMBERS, RESIDENT_ID
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "certificate.first_generation",
    *NUMBERS,
    article="P10 一1",
    text=_("15 位的第一代居民身份证已停止使用，需要人工确认。"),
    suggestion=_("请使用 18 位的居民身份证号码。"),
    severity="person",
)
def no_first_generation(value: str, context: Context) -> Broken:
    """First-generation cards ended on 1 January 2013."""
    return context.get("certificate_type") == RESIDENT_ID and len(value.strip()) == 15
