"""A passport proves who is no Chinese citizen (P10 一1)."""

from django.utils.translation import gettext_lazy as _

from beian.filing.identifiers import Invalid, certificates
from beian.filing.rules.certificates.papers import NUMBERS, PASSPORT
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "certificate.passport_of_citizen",
    *NUMBERS,
    article="P10 一1",
    text=_("这像是中国护照的号码；中国公民以居民身份证核验，需要人工确认。"),
    suggestion=_("中国公民请改用居民身份证，没有的可用户口簿或通行证。"),
    severity="person",
)
def passport_of_foreigner(value: str, context: Context) -> Broken:
    """Some foreign passports are numbered alike, and Chinese abroad may hold nothing else."""
    if context.get("certificate_type") != PASSPORT:
        return False
    try:
        return bool(certificates.number("passport_cn", value, context["today"]))
    except Invalid:
        return False
