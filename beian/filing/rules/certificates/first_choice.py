"""Of a person's papers the resident identity card comes first (P10 一1)."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.certificates.papers import PASSPORT, TYPES, is_second, paper
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "certificate.second_choice",
    *TYPES,
    article="P10 一1",
    text=_("身份证是核验身份的第一证件。"),
    suggestion=_("没有居民身份证的才使用这种证件。"),
    severity="warn",
)
def first_choice(value: int, context: Context) -> Broken:
    """Household register, officer's card and Taiwan permit serve where there is no resident ID; a passport is a foreigner's first."""
    return value != PASSPORT and is_second(paper(value), "person")
