"""Names of owners and of people (P09 附件3二(一)(二)(四)(六))."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import Broken, Context, rule

HAN = "〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
PERSON_NATURE, GOVERNMENT, ENTERPRISE, OVERSEAS = 5, 2, 4, 16
# Passport and foreigner's permanent residence card: the only papers whose holder's name may be in Latin letters.
LATIN_PAPERS = frozenset({7, 30, 35})

_HAN = re.compile(f"[{HAN}]")
_LETTER = re.compile(r"[^\W\d_]")
_DOMAIN = re.compile(
    r"(?i)^\s*(?:https?://|www\.)|(?<![\w-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{2,24})+(?![\w-])|\.(?:com|cn|net|org)\b"
)
_ODD = re.compile(r"""[^\w\s·•．.,，、()（）\[\]【】〔〕《》“”"'’‘&＆+\-—–－/:：!！?？｜|]|_""")
_SITE_NAME = re.compile(r"(?:网|网站|论坛|博客|主页|官网|贴吧|频道)$")
# What the names of units end with, by the nature that they speak for; the first that fits decides.
_ENDINGS: tuple[tuple[re.Pattern[str], frozenset[int]], ...] = (
    (
        re.compile(r"(?:公司|集团|合作社|个体工商户|经营部|商行|商店|超市|工厂|饭店|酒店)$"),
        frozenset({ENTERPRISE, 17, 19}),
    ),
    (re.compile(r"(?:人民政府|人民法院|人民检察院|公安局|人大常委会|政协委员会)$"), frozenset({GOVERNMENT})),
    (re.compile(r"律师事务所$"), frozenset({11})),
    (re.compile(r"基金会$"), frozenset({10})),
    (re.compile(r"公证处$"), frozenset({18, 3})),
    (re.compile(r"仲裁委员会$"), frozenset({20, 3})),
    (re.compile(r"司法鉴定(?:所|中心)$"), frozenset({14, 3, 9})),
)
_UNIT_ENDING = re.compile(
    r"(?:局|部|委|厅|院|会|办|府|署|省|市|县|区|国|处|队|校|站|所|室|行|社|团|馆|厂|店|司|集团|中心|学|房|台|组|党|科|网)$"
)

_TITLES = re.compile(
    r"(?:先生|小姐|女士|太太|夫人|老师|师傅|同学|同志|经理|总监|总裁|主任|主管|老板|站长|局长|处长|科长|校长|院长|法师|大师|居士|医生|律师)$"
)
_CALLED = re.compile(rf"^[{HAN}](?:总|工|某|哥|姐|先|某某|XX)$|某|^[老小阿]?[{HAN}](?:总|工)$")
_NOBODY = frozenset(
    "个人 本人 姓名 无 没有 不详 未知 匿名 暂无 测试 站长 管理员 负责人 网站负责人 主体负责人 法人 法定代表人 联系人 客服 用户 "
    "张三李四 test admin none null 公司 单位 企业 某人 先生 女士 小姐".split()
)
_REAL_HAN = re.compile(rf"[{HAN}]{{1,20}}(?:[·•．.][{HAN}]{{1,20}}){{0,6}}")
_REAL_LATIN = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'’\-·])*")
_REPEATED = re.compile(r"(.)\1{2,}")
_PLACEHOLDER = re.compile(
    r"(?i)(?:测试|test|demo|无|没有|不详|未知|暂无|待定|单位名称|公司名称|企业|公司|单位|某公司|xx+|n/?a|null|none)+"
)
# 《互联网信息服务管理办法》第十五条, as far as single words can tell.
_FORBIDDEN = re.compile(
    r"赌博|博彩|六合彩|赌场|色情|裸聊|成人电影|一夜情|援交|嫖|卖淫|淫秽|毒品|冰毒|迷药|枪支|弹药|炸药|邪教|法轮|代开发票|假证|台独|藏独|疆独"
)
_NAMES = ("subject.name", "subject.superior")
_PEOPLE = ("subject.principal.name", "sites[].principal.name")


def has_han(value: str) -> bool:
    """Whether the text holds at least one Chinese character."""
    return _HAN.search(value) is not None


def looks_like_domain(value: str) -> bool:
    """Whether the text is or holds a web address."""
    return "." in value and _DOMAIN.search(value) is not None


def is_odd(value: str) -> bool:
    """Whether the text holds signs that stand in no name."""
    return _ODD.search(value) is not None


def is_placeholder(value: str) -> bool:
    """Whether the text only fills the space: 测试, xxx, aaa."""
    bare = value.strip().lower()
    return _PLACEHOLDER.fullmatch(bare) is not None or (len(set(bare)) == 1 and len(bare) > 2)


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


@rule(
    "name.domain",
    *_NAMES,
    article="P09 附件3二(一)",
    text=_("不能用域名或网址代替单位名称。"),
    suggestion=_("请填写证件上的全称。"),
)
def domain_for_name(value: str, context: Context) -> Broken:
    """A domain or address stands where a name belongs."""
    return looks_like_domain(value)


@rule(
    "name.symbols",
    *_NAMES,
    article="P09 附件3二(一)",
    text=_("不能用数字、字母或符号代替名称。"),
    suggestion=_("请填写证件上的中文全称。"),
)
def symbols_for_name(value: str, context: Context) -> Broken:
    """A name without any Chinese character; overseas bodies and foreigners may have one in other letters."""
    foreign = context.get("nature") == OVERSEAS or context.get("certificate_type") in LATIN_PAPERS
    return not (_LETTER.search(value) if foreign else has_han(value))


@rule(
    "name.odd_signs",
    *_NAMES,
    article="P09 附件3二(一)",
    text=_("名称中含有不应出现的符号。"),
    suggestion=_("请按证件上的全称填写，去掉多余的符号。"),
)
def odd_signs(value: str, context: Context) -> Broken:
    """Angle brackets, semicolons and the like are in no registered name."""
    return is_odd(value)


@rule(
    "name.placeholder",
    *_NAMES,
    article="P09 附件3二(一)",
    text=_("不是真实的名称。"),
    suggestion=_("请填写证件上的全称。"),
)
def placeholder(value: str, context: Context) -> Broken:
    """测试, 公司, xxx and the like."""
    return is_placeholder(value) or len(value.strip()) < 2


@rule(
    "name.site",
    "subject.name",
    article="P09 附件3二(一)",
    text=_("不能用网站名称代替主办单位名称。"),
    suggestion=_("请填写证件上的全称；网站名称填在网站信息中。"),
)
def site_for_name(value: str, context: Context) -> Broken:
    """A unit's name that ends like a site's: 某某网, 某某论坛."""
    return context.get("nature") != PERSON_NATURE and _SITE_NAME.search(value.strip()) is not None


@rule(
    "name.nature",
    "subject.name",
    article="P09 附件3二(二)",
    text=_("主办单位名称与单位性质不一致。"),
    suggestion=_("名称以“公司”结尾的，单位性质应为企业；请核对单位性质和名称。"),
)
def name_against_nature(value: str, context: Context) -> Broken:
    """…公司 is an enterprise, …人民政府 a government body, and so on."""
    nature = context.get("nature")
    if nature is None:
        return False
    fitting = next((natures for ending, natures in _ENDINGS if ending.search(value.strip())), None)
    return fitting is not None and nature not in fitting | {OVERSEAS}


@rule(
    "name.not_person",
    "subject.name",
    article="P09 附件3二(一)",
    text=_("个人应填写本人的真实姓名全称。"),
    suggestion=_("请按身份证件填写姓名，不要带称呼、数字或字母。"),
)
def owner_is_person(value: str, context: Context) -> Broken:
    """A person files under his own full name."""
    if context.get("nature") != PERSON_NATURE:
        return False
    return not is_real_name(value, context.get("certificate_type") in LATIN_PAPERS)


@rule(
    "name.person_as_unit",
    "subject.name",
    article="P09 附件3二(二)",
    text=_("主办单位名称像是个人姓名，与单位性质不一致。"),
    suggestion=_("单位请填写证件上的全称；个人备案请把单位性质改为“个人”。"),
    severity="warn",
)
def unit_is_no_person(value: str, context: Context) -> Broken:
    """A unit with a name of two to four characters that ends like no unit."""
    return context.get("nature") not in (None, PERSON_NATURE, 1) and names_person(value)


@rule(
    "name.forbidden",
    *_NAMES,
    "sites[].name",
    "subject.remark",
    "sites[].remark",
    article="P09 附件3一(一)",
    text=_("含有法律法规禁止的内容。"),
    suggestion=_("请删除违反《互联网信息服务管理办法》第十五条的内容。"),
)
def forbidden_content(value: str, context: Context) -> Broken:
    """The nine prohibitions, as far as single words tell."""
    return _FORBIDDEN.search(value) is not None


@rule(
    "superior.person",
    "subject.superior",
    article="P09 附件3二(四)",
    text=_("政府机关、事业单位等的上级主管单位不能是个人。"),
    suggestion=_("请填写上级主管单位的全称。"),
)
def superior_is_no_person(value: str, context: Context) -> Broken:
    """Government bodies, institutions, the army and associations answer to units; a company's investor may be a person."""
    return context.get("nature") in (1, GOVERNMENT, 3, 6, 13) and names_person(value)


@rule(
    "person.not_real",
    *_PEOPLE,
    article="P09 附件3二(六)",
    text=_("不是真实的姓名全称。"),
    suggestion=_("请按身份证件填写姓名，不要写“王先生”“李小姐”“个人”，也不要带数字或字母。"),
)
def principal_is_real(value: str, context: Context) -> Broken:
    """No titles, no digits, no letters; Latin letters only with a passport or a foreigner's residence card."""
    return not is_real_name(value, context.get("certificate_type") in LATIN_PAPERS)


RULES = (
    domain_for_name,
    symbols_for_name,
    odd_signs,
    placeholder,
    site_for_name,
    name_against_nature,
    owner_is_person,
    unit_is_no_person,
    forbidden_content,
    superior_is_no_person,
    principal_is_real,
)
