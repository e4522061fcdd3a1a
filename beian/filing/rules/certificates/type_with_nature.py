"""Types that belong to no known nature go to a person (P10 一1)."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.certificates.papers import paper
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "certificate.nature_unknown",
    "subject.certificate.type",
    article="P10 一1",
    text=_("这种证件属于哪种单位性质没有公开的规定，需要人工确认。"),
    suggestion=_("如有营业执照或统一社会信用代码证书，请改用该证件。"),
    severity="person",
)
def type_with_nature(value: int, context: Context) -> Broken:
    """Types that one vendor's list names without a nature."""
    row = paper(value)
    return bool(row and not row.flags["natures"] and context.get("nature") != natures.PERSON)
