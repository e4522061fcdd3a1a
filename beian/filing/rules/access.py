"""Access data, entered by the provider (B9; P09 附件3二(九), P10 一4)."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.identifiers import Invalid
from beian.filing.rules.findings import Broken, Context, rule

_PROVIDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@rule(
    "access.provider",
    "access.provider",
    article="P10 一4",
    text=_("不是接入服务商的编号。"),
    suggestion=_("编号由字母、数字和连字符组成。"),
)
def provider(value: str, context: Context) -> Broken:
    """A provider's code as it stands in its node's name."""
    return _PROVIDER.fullmatch(value) is None


@rule(
    "ip_range.end",
    "access.ip_ranges[].start",
    "access.ip_ranges[].end",
    article="P09 附件3二(九)",
    text=_("不是公网地址。"),
    suggestion=_("请填写接入时实际分配的公网地址。"),
)
def range_end(value: str, context: Context) -> Broken:
    """Either end is a public address."""
    identifiers.public_address(value)
    return False


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
        identifiers.public_address(start)
        identifiers.public_address(value)
    except Invalid:
        return False  # range_end names the end that is wrong
    identifiers.ip_range(start, value)
    return False


RULES = (provider, range_end, whole_range)
