"""Addresses: complete down to the door or the village, and of one piece (P09 附件3二(七), 一(三))."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule
from beian.filing.rules.names import OVERSEAS, has_han, is_placeholder
from beian.reference.tables import table

_NUMERAL = r"[0-9０-９一二三四五六七八九十百千甲乙丙丁A-Za-z]"
_DOOR = re.compile(
    rf"{_NUMERAL}\s*(?:号|號|弄|栋|幢|楼|室|单元|层|座|门|铺|区|组|队|街坊|巷|院|厅|村|期|排|户|段)|(?:信箱|邮箱|[Pp]\.?[Oo]\.?\s?[Bb]ox)\s*第?{_NUMERAL}"
    rf"|第?{_NUMERAL}+(?:信箱|邮政信箱)|[0-9]+-[0-9]+|(?:大厦|大楼|广场|中心|学校|医院|小区|公寓)[^号]*[0-9]+"
)
_VILLAGE = re.compile(r"(?:村|屯|嘎查|苏木|寨|庄|村民委员会|居委会|社区|生产队|林场|农场|牧场)")
_ODD = re.compile(r"""[^\w\s·•．.,，、()（）\[\]【】〔〕“”"'’#＃&＆\-—–－/~～:：；号]|_""")
_PLACEHOLDER = re.compile(r"(?i)(?:同上|无|不详|未知|暂无|测试|详细地址|地址|住址|xx+|test)+")
_CERTIFICATE_ADDRESS, _DETAIL = "subject.certificate.address", "subject.address.detail"


def names_door(value: str) -> bool:
    """Whether an address goes down to a house number, a mailbox or, in the country, a village."""
    return _DOOR.search(value) is not None or _VILLAGE.search(value) is not None


def province_named(value: str) -> str | None:
    """The code of the province that an address begins with by its full name (浙江省…), or None; 北京路 names none."""
    text = value.strip()
    return next((row.code for row in table("provinces").rows if text.startswith(row.name)), None)


@rule(
    "address.city",
    "subject.address.city",
    article="P09 附件3一(三)",
    text=_("所选的市不在所选的省内。"),
    suggestion=_("请重新选择市。"),
)
def city_in_province(value: str, context: Context) -> Broken:
    """GB/T 2260 codes begin with their province."""
    province = context.get("province")
    return province is not None and not value.startswith(province)


@rule(
    "address.county",
    "subject.address.county",
    article="P09 附件3一(三)",
    text=_("所选的县（区）不在所选的市内。"),
    suggestion=_("请重新选择县（区）。"),
)
def county_in_city(value: str, context: Context) -> Broken:
    """The first four digits are the city's, the first two the province's."""
    city, province = context.get("city"), context.get("province")
    return (city is not None and value[:4] != city[:4]) or (province is not None and not value.startswith(province))


@rule(
    "address.retired",
    "subject.address.city",
    "subject.address.county",
    article="P09 附件3二(七)",
    text=_("这个行政区划已经撤销或更名。"),
    suggestion=_("请选择现在的市、县（区）。"),
    severity="warn",
)
def division_retired(value: str, context: Context) -> Broken:
    """A division that GB/T 2260 no longer lists on the day."""
    name = "cities" if value.endswith("00") else "counties"
    row = table(name).get(value)
    return bool(row and not row.is_valid(context["today"]))


@rule(
    "address.door",
    _DETAIL,
    article="P09 附件3二(七)",
    text=_("通信地址不完整。"),
    suggestion=_("城镇请写到街道和门牌号或信箱号，农村请写到村，例如“文三路1号”。"),
)
def down_to_door(value: str, context: Context) -> Broken:
    """A house number, a mailbox or a village must be in it."""
    return not names_door(value)


@rule(
    "address.signs",
    _DETAIL,
    _CERTIFICATE_ADDRESS,
    article="P09 附件3二(七)",
    text=_("地址中含有不应出现的符号。"),
    suggestion=_("请只用汉字、字母、数字和常用标点填写地址。"),
)
def odd_signs(value: str, context: Context) -> Broken:
    """Angle brackets, semicolons, backslashes and the like are in no address."""
    return _ODD.search(value) is not None


@rule(
    "address.not_real",
    _DETAIL,
    _CERTIFICATE_ADDRESS,
    article="P09 附件3二(七)",
    text=_("不是真实完整的地址。"),
    suggestion=_("请用中文写出完整的地址。"),
)
def not_real(value: str, context: Context) -> Broken:
    """Too short, a placeholder, or without any Chinese character (an overseas body's certificate excepted)."""
    text = value.strip()
    if len(text) < 4 or _PLACEHOLDER.fullmatch(text) or is_placeholder(text):
        return True
    return not has_han(text) and context.get("nature") not in (OVERSEAS, 5)


@rule(
    "address.province",
    _DETAIL,
    article="P09 附件3一(三)",
    text=_("详细地址开头的省份与所选的省不一致。"),
    suggestion=_("请核对所选的省，或删去详细地址开头的省份。"),
)
def same_province(value: str, context: Context) -> Broken:
    """浙江省… under 北京市 is a contradiction."""
    named, chosen = province_named(value), context.get("province")
    return named is not None and chosen is not None and named != chosen


@rule(
    "address.certificate_province",
    _CERTIFICATE_ADDRESS,
    article="P09 附件3一(三)",
    text=_("证件住所与通信地址不在同一个省，需要人工确认。"),
    suggestion=_("备案由通信地址所在省的通信管理局审核；多数省局要求单位的通信地址与证件住所同省。"),
    severity="warn",
)
def certificate_province(value: str, context: Context) -> Broken:
    """Most bureaus want a unit's contact address in the province of its certificate; no article says so."""
    named, chosen = province_named(value), context.get("province")
    return context.get("nature") != 5 and named is not None and chosen is not None and named != chosen


RULES = (
    city_in_province,
    county_in_city,
    division_retired,
    down_to_door,
    odd_signs,
    not_real,
    same_province,
    certificate_province,
)
