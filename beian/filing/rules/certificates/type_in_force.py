"""Types that the table no longer lists go to a person (P10 一1)."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.certificates.papers import TYPES, paper
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "certificate.retired",
    *TYPES,
    article="P10 一1",
    text=_("这种证件已不在现行代码表中，需要人工确认。"),
    suggestion=_("有居民身份证的请改用居民身份证。"),
    severity="person",
)
def type_in_force(value: int, context: Context) -> Broken:
    """A type that the table no longer lists on the day; P10 still names it."""
    row = paper(value)
    return bool(row and not row.is_valid(context["today"]))
