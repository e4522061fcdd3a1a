"""A responsible person shows a personal paper (P10 一1)."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.certificates.papers import TYPES, paper
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "certificate.principal",
    *TYPES[1:],
    article="P10 一1",
    text=_("这种证件不能证明负责人的身份。"),
    suggestion=_("中国公民请选居民身份证，港澳台居民选通行证或居住证，外国人选护照。"),
)
def type_fits_principal(value: int, context: Context) -> Broken:
    """A responsible person shows a personal paper."""
    row = paper(value)
    return bool(row and not row.flags["principal"])
