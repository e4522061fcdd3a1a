"""The provider is named by its code (P10 一4)."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule

_PROVIDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@rule(
    "access.provider",
    "access.provider",
    article="P10 一4",
    text=_("不是接入服务商的编号。"),
    suggestion=_("编号由字母、数字和连字符组成。"),
)
def provider_code(value: str, context: Context) -> Broken:
    """A provider's code as it stands in its node's name."""
    return _PROVIDER.fullmatch(value) is None
