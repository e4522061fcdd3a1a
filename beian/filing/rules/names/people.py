"""Names of people: what may be one, what is a title, a joke or nobody."""

import re

from beian.filing.rules.names.wording import HAN, has_han

# Passport and foreigner's permanent residence card: the only papers whose holder's name may be in Latin letters.
LATIN_PAPERS = frozenset({7, 30, 35})

_TITLES = re.compile(
    r"(?:先生|小姐|女士|太太|夫人|老师|师傅|同学|同志|经理|总监|总裁|主任|主管|老板|站长|局长|处长|科长|校长|院长|法师|大师|居士|医生|律师|教授|阿姨|叔叔|董事长|店长)$"
)

_CALLED = re.compile(rf"^[{HAN}](?:总|工|某|哥|姐|先|某某|XX)$|某|^[老小阿]?[{HAN}](?:总|工)$")

_NOBODY = frozenset(
    "个人 本人 姓名 无 没有 不详 未知 匿名 暂无 测试 站长 管理员 负责人 网站负责人 主体负责人 法人 法定代表人 联系人 客服 用户 "
    "张三李四 test admin none null 公司 单位 企业 某人 先生 女士 小姐".split()
)

_REAL_HAN = re.compile(rf"[{HAN}]{{1,20}}(?:[·•．.][{HAN}]{{1,20}}){{0,6}}")

_REAL_LATIN = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'’\-·])*")

_REPEATED = re.compile(r"(.)\1{2,}")

_UNIT_ENDING = re.compile(
    r"(?:局|部|委|厅|院|会|办|府|署|省|市|县|区|处|队|校|站|所|室|行|社|团|馆|厂|店|司|集团|中心|学|房|台|组|党|科|网)$"
)


def is_real_name(value: str, latin: bool) -> bool:
    """Whether the text may be somebody's full name: two Chinese characters or more, dots inside; Latin only with a foreign paper."""
    name = value.strip()
    if latin and not has_han(name):
        return _REAL_LATIN.fullmatch(name) is not None and len(name) > 1 and name.lower() not in _NOBODY
    if not _REAL_HAN.fullmatch(name) or len(name) < 2 or name in _NOBODY:
        return False
    return not (_TITLES.search(name) or _CALLED.search(name) or _REPEATED.search(name))


def names_person(value: str) -> bool:
    """Whether a name of two to four Chinese characters ends like no unit: 张三, but not 教育部."""
    name = value.strip()
    return len(name) in (2, 3, 4) and _REAL_HAN.fullmatch(name) is not None and not _UNIT_ENDING.search(name)
