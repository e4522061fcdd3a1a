"""A credit code's first characters fit the nature (P09 附件3二(三))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import Broken, Context, rule

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
    if nature is None or nature == natures.PERSON or len(code) != 18:
        return False
    fitting = _CREDIT_NATURES.get(code[:2])
    if fitting is None or nature in fitting:
        return False
    clear = nature in (2, 3, 4, 6) and code[0] in "159"
    return {"severity": "reject" if clear else "person"}
