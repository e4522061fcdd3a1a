"""An address goes down to the door, the mailbox or the village (P09 附件3二(七))."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.addresses.items import DETAIL
from beian.filing.rules.findings import Broken, Context, rule

_NUMERAL = r"[0-9０-９一二三四五六七八九十百千甲乙丙丁A-Za-z]"

_DOOR = re.compile(
    rf"{_NUMERAL}\s*(?:号|號|弄|栋|幢|楼|室|单元|层|座|门|铺|区|组|队|街坊|巷|院|厅|村|期|排|户|段)|(?:信箱|邮箱|[Pp]\.?[Oo]\.?\s?[Bb]ox)\s*第?{_NUMERAL}"
    rf"|第?{_NUMERAL}+(?:信箱|邮政信箱)|[0-9]+-[0-9]+|(?:大厦|大楼|广场|中心|学校|医院|小区|公寓)[^号]*[0-9]+"
)

# 石家庄市, 亦庄镇 and 中关村大街 are a city, a town and a street.
_VILLAGE = re.compile(
    r"(?:村|屯|嘎查|苏木|寨|庄|居委会|社区|生产队|林场|农场|牧场)(?![东南西北中]?(?:大街|大道|[路街巷省市区县镇乡桥]))"
)


@rule(
    "address.door",
    DETAIL,
    article="P09 附件3二(七)",
    text=_("通信地址不完整。"),
    suggestion=_("城镇请写到街道和门牌号或信箱号，农村请写到村，例如“文三路1号”。"),
)
def down_to_door(value: str, context: Context) -> Broken:
    """A house number, a mailbox or a village must be in it."""
    return not names_door(value)


def names_door(value: str) -> bool:
    """Whether an address goes down to a house number, a mailbox or, in the country, a village."""
    return _DOOR.search(value) is not None or _VILLAGE.search(value) is not None
