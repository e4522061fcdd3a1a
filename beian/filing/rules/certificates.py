"""Certificates: which paper proves whom, and whether its number can be true (P09 附件3二(三), P10 一1)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from beian.filing.identifiers import certificates
from beian.filing.identifiers.reasons import Invalid
from beian.filing.rules.findings import Broken, Context, rule
from beian.reference.tables import Row, table

PERSON_NATURE, RESIDENT_ID = 5, 2
_FALLBACK_UNIT = ("uscc", "orgcode", "bizreg15")
# First characters of a credit code (registering authority and kind) → the natures they can belong to (GB 32100 appendix A).
_CREDIT_NATURES: dict[str, frozenset[int]] = {
    "11": frozenset({2}),
    "12": frozenset({3, 17, 18, 20}),
    "13": frozenset({13, 6}),
    "51": frozenset({6, 15, 13}),
    "52": frozenset({9, 17, 14}),
    "53": frozenset({10}),
    "31": frozenset({11}),
    "32": frozenset({18, 3}),
    "34": frozenset({14}),
    "35": frozenset({20, 3}),
    "71": frozenset({15}),
    "72": frozenset({15}),
    "81": frozenset({13, 6}),
    "91": frozenset({4, 17, 14}),
    "92": frozenset({4, 17}),
    "93": frozenset({4, 19}),
    "N1": frozenset({19}),
    "N2": frozenset({19}),
    "N3": frozenset({19}),
}
_TYPES = ("subject.certificate.type", "subject.principal.certificate.type", "sites[].principal.certificate.type")
_NUMBERS = (
    "subject.certificate.number",
    "subject.principal.certificate.number",
    "sites[].principal.certificate.number",
)


def _row(code: Any) -> Row | None:
    return table("certificate_types").get(str(code)) if code is not None else None


def number_kinds(certificate_type: int | None, nature: int | None) -> tuple[str, ...]:
    """The kinds of number that a certificate type bears; without a type, those of the first choice for the nature."""
    row = _row(certificate_type)
    if row is not None:
        return tuple(row.flags["numbers"])
    return _FALLBACK_UNIT if nature not in (None, PERSON_NATURE) else ("resident_id",)


def check_number(value: str, kinds: tuple[str, ...], today: Any) -> tuple[str, str]:
    """(kind, normal form) under the first kind that fits; else the Invalid that says most (a check digit rather than the shape)."""
    worst = Invalid("certificate.shape")
    for kind in kinds:
        try:
            return kind, certificates.number(kind, value, today)
        except Invalid as error:
            worst = error if worst.code == "certificate.shape" else worst
    raise worst


@rule(
    "certificate.nature",
    "subject.certificate.type",
    article="P10 一1; P09 附件3二(三)",
    text=_("这种证件与单位性质不一致。"),
    suggestion=_("请选择与单位性质相符的证件，例如企业选营业执照，个人选居民身份证。"),
)
def type_fits_nature(value: int, context: Context) -> Broken:
    """An enterprise shows its licence or organisation code, never a military code or a resident ID."""
    row, nature = _row(value), context.get("nature")
    return bool(row and nature is not None and row.flags["natures"] and str(nature) not in row.flags["natures"])


@rule(
    "certificate.nature_unknown",
    "subject.certificate.type",
    article="P10 一1",
    text=_("这种证件属于哪种单位性质没有公开的规定，需要人工确认。"),
    suggestion=_("如有营业执照或统一社会信用代码证书，请改用该证件。"),
    severity="person",
)
def type_without_nature(value: int, context: Context) -> Broken:
    """Types that one vendor's list names without a nature."""
    row = _row(value)
    return bool(row and not row.flags["natures"] and context.get("nature") != PERSON_NATURE)


@rule(
    "certificate.retired",
    *_TYPES,
    article="P10 一1",
    text=_("这种证件已不在现行代码表中，需要人工确认。"),
    suggestion=_("有居民身份证的请改用居民身份证。"),
    severity="person",
)
def type_retired(value: int, context: Context) -> Broken:
    """A type that the table no longer lists on the day; P10 still names it."""
    row = _row(value)
    return bool(row and not row.is_valid(context["today"]))


@rule(
    "certificate.second_choice",
    *_TYPES,
    article="P10 一1",
    text=_("身份证是核验身份的第一证件。"),
    suggestion=_("没有居民身份证的才使用这种证件。"),
    severity="warn",
)
def second_choice(value: int, context: Context) -> Broken:
    """The household register serves only where there is no resident ID."""
    return value == 901


@rule(
    "certificate.principal",
    *_TYPES[1:],
    article="P10 一1",
    text=_("这种证件不能证明负责人的身份。"),
    suggestion=_("中国公民请选居民身份证，港澳台居民选通行证或居住证，外国人选护照。"),
)
def type_fits_principal(value: int, context: Context) -> Broken:
    """A responsible person shows a personal paper."""
    row = _row(value)
    return bool(row and not row.flags["principal"])


@rule(
    "certificate.number",
    *_NUMBERS,
    article="P09 附件3二(三)",
    text=_("证件号码与证件类型不符。"),
    suggestion=_("请核对证件类型，并对照证件原件填写号码。"),
)
def number_fits_type(value: str, context: Context) -> Broken:
    """Shape, check digits, region and birth date of the number under its certificate type."""
    check_number(value, number_kinds(context.get("certificate_type"), context.get("nature")), context["today"])
    return False


@rule(
    "certificate.first_generation",
    *_NUMBERS,
    article="P10 一1",
    text=_("15 位的第一代居民身份证已停止使用，需要人工确认。"),
    suggestion=_("请使用 18 位的居民身份证号码。"),
    severity="person",
)
def first_generation(value: str, context: Context) -> Broken:
    """First-generation cards ended on 1 January 2013."""
    return context.get("certificate_type") == RESIDENT_ID and len(value.strip()) == 15


@rule(
    "certificate.number_nature",
    "subject.certificate.number",
    article="P09 附件3二(三)",
    text=_("统一社会信用代码的前两位与单位性质不一致。"),
    suggestion=_("请核对单位性质；企业的代码以 9 开头，机关为 11，事业单位为 12，社会团体为 51。"),
)
def credit_code_fits_nature(value: str, context: Context) -> Broken:
    """The first two characters of a credit code tell the registering authority and the kind of body."""
    nature, code = context.get("nature"), value.strip().upper()
    if nature is None or nature == PERSON_NATURE or len(code) != 18:
        return False
    fitting = _CREDIT_NATURES.get(code[:2])
    if fitting is None or nature in fitting:
        return False
    clear = nature in (2, 3, 4, 6) and code[0] in "159"
    return {"severity": "reject" if clear else "person"}


RULES = (
    type_fits_nature,
    type_without_nature,
    type_retired,
    second_choice,
    type_fits_principal,
    number_fits_type,
    first_generation,
    credit_code_fits_nature,
)
