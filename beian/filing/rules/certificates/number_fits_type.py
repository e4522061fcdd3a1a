"""The number is one of its certificate type (P09 附件3二(三))."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from beian.filing.identifiers import Invalid, certificates
from beian.filing.rules import natures
from beian.filing.rules.certificates.papers import NUMBERS, paper
from beian.filing.rules.findings import Broken, Context, rule

_FALLBACK_UNIT = ("uscc", "orgcode", "bizreg15")


@rule(
    "certificate.number",
    *NUMBERS,
    article="P09 附件3二(三)",
    text=_("证件号码与证件类型不符。"),
    suggestion=_("请核对证件类型，并对照证件原件填写号码。"),
)
def number_fits_type(value: str, context: Context) -> Broken:
    """Shape, check digits, region and birth date of the number under its certificate type."""
    check_number(value, number_kinds(context.get("certificate_type"), context.get("nature")), context["today"])
    return False


def number_kinds(certificate_type: int | None, nature: int | None) -> tuple[str, ...]:
    """The kinds of number that a certificate type bears; without a type, those of the first choice for the nature."""
    row = paper(certificate_type)
    if row is not None:
        return tuple(row.flags["numbers"])
    return _FALLBACK_UNIT if nature not in (None, natures.PERSON) else ("resident_id",)


def check_number(value: str, kinds: tuple[str, ...], today: Any) -> tuple[str, str]:
    """(kind, normal form) under the first kind that fits; else the Invalid that says most (a check digit rather than the shape)."""
    worst = "certificate.shape"
    for kind in kinds:
        try:
            return kind, certificates.number(kind, value, today)
        except Invalid as error:
            worst = error.code if worst == "certificate.shape" else worst
    raise Invalid(worst)
