"""Of a public body's papers the code certificate comes first (P10 一1)."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.certificates.papers import is_second, paper
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "certificate.unit_second_choice",
    "subject.certificate.type",
    article="P10 一1",
    text=_("组织机构代码证书（统一社会信用代码证书）是核验单位资质的第一证件。"),
    suggestion=_("没有代码证书的才使用事业法人证书或社团法人证书。"),
    severity="warn",
)
def unit_first_choice(value: int, context: Context) -> Broken:
    """Certificates of institutions and associations serve where there is no code certificate."""
    return is_second(paper(value), "unit")
