"""The certificate is one of the owner's nature (P10 一1; P09 附件3二(三))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.certificates.papers import paper
from beian.filing.rules.findings import Broken, Context, rule


@rule(
    "certificate.nature",
    "subject.certificate.type",
    article="P10 一1; P09 附件3二(三)",
    text=_("这种证件与单位性质不一致。"),
    suggestion=_("请选择与单位性质相符的证件，例如企业选营业执照，个人选居民身份证。"),
)
def type_fits_nature(value: int, context: Context) -> Broken:
    """An enterprise shows its licence or organisation code, never a military code or a resident ID."""
    row, nature = paper(value), context.get("nature")
    return bool(row and nature is not None and row.flags["natures"] and str(nature) not in row.flags["natures"])
