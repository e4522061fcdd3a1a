"""The owner's name fits the owner's nature (P09 附件3二(二))."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import Broken, Context, rule

# What the names of units end with, by the nature that they speak for; the first that fits decides.
_ENDINGS: tuple[tuple[re.Pattern[str], frozenset[int]], ...] = (
    (
        re.compile(r"(?:公司|集团|合作社|个体工商户|经营部|商行|商店|超市|工厂|饭店|酒店)$"),
        frozenset({natures.ENTERPRISE, 17, 19}),
    ),
    (re.compile(r"(?:人民政府|人民法院|人民检察院|公安局|人大常委会|政协委员会)$"), frozenset({natures.GOVERNMENT})),
    (re.compile(r"律师事务所$"), frozenset({11})),
    (re.compile(r"基金会$"), frozenset({10})),
    (re.compile(r"公证处$"), frozenset({18, 3})),
    (re.compile(r"仲裁委员会$"), frozenset({20, 3})),
    (re.compile(r"司法鉴定(?:所|中心)$"), frozenset({14, 3, 9})),
)


@rule(
    "name.nature",
    "subject.name",
    article="P09 附件3二(二)",
    text=_("主办单位名称与单位性质不一致。"),
    suggestion=_("名称以“公司”结尾的，单位性质应为企业；请核对单位性质和名称。"),
)
def fits_nature(value: str, context: Context) -> Broken:
    """…公司 is an enterprise, …人民政府 a government body, and so on."""
    nature = context.get("nature")
    if nature is None:
        return False
    fitting = next((found for ending, found in _ENDINGS if ending.search(value.strip())), None)
    return fitting is not None and nature not in fitting | {natures.OVERSEAS}
