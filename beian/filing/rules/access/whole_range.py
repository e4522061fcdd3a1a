"""A range is of one family, ascending, public from end to end (P09 附件3二(九))."""

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.identifiers import Invalid
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "ip_range",
    "access.ip_ranges[].end",
    article="P09 附件3二(九)",
    text=_("地址段不对。"),
    suggestion=_("起始和终止地址同为一种地址，起始不大于终止，中间都是公网地址。"),
)
def whole_range(value: str, context: Context) -> Broken:
    """One family, ascending, public from end to end."""
    start = context.get("start")
    if not start:
        return False
    try:
        identifiers.ip_range(start, value)
    except Invalid:
        if _is_public(start) and _is_public(value):
            raise
    return False  # an end that is wrong is named by public_ends


def _is_public(end: str) -> bool:
    try:
        return bool(identifiers.public_address(end))
    except Invalid:
        return False
