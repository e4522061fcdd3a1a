"""Names of sites (P09 附件3二(五), R14(11)).

The context may hold: nature, owner (the owner's name), approvals (codes of pre-approvals held), authorisation (a text, None without),
today, and as_written=True where annex 3 counts as written, whatever became of an approval since.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import PERSON, REJECT, WARN, Broken, Context, name_in_language, rule
from beian.filing.rules.keywords import ORDINARY, Vocabulary, regions, root
from beian.filing.rules.names import has_han, is_odd, is_placeholder, looks_like_domain
from beian.reference.tables import Row, table

_ARMY, _GOVERNMENT, _PERSON = 1, 2, 5
_NAME = "sites[].name"
_LETTER = re.compile(r"[^\W\d_]")
_BARE = re.compile(r"(?:我的)?(?:网站|网站名称|主页|首页|官网|未命名|个人网站|个人主页|无标题|站点)+")

NATIONAL = Vocabulary("中国 中华 全国 国家 中央 国务院".split())
UNIT_WORDS = Vocabulary(
    "公司 集团 企业 协会 学会 商会 基金会 研究院 研究所 大学 学院 医院 银行 事务所 委员会 联合会 工会 法院 工厂 政府 人民政府 党校".split()
)
PUBLIC_AFFAIRS = Vocabulary(
    "人民政府 政府 监察 公安 检察院 检察 法院 国务院 纪委 纪检 人大常委会 政协 省委 市委 县委 公安局 派出所 交警 海关 政务 司法局 "
    "税务局 工商局 财政局 管理局 教育局 民政局 卫健委 发改委 工信部 通信管理局 信访局 公务员局 街道办 居委会 村委会".split()
)
# Public affairs that are everyday trade as well: a human decides.
PUBLIC_DOUBTFUL = Vocabulary("税务 工商 司法 信访 党建 社保 公积金 城管 环保局".split())


def _owner(context: Context) -> str:
    return context.get("owner") or ""


def covered(word: str, context: Context) -> bool:
    """Whether the authorisation names the word."""
    authorisation = context.get("authorisation") or ""
    return bool(authorisation) and root(word) in authorisation


@rule(
    "site_name.domain",
    _NAME,
    article="P09 附件3一(二)",
    text=_("不能用域名或网址作网站名称。"),
    suggestion=_("请填写网站的中文名称。"),
)
def domain_for_name(value: str, context: Context) -> Broken:
    """A domain or address stands where the site's name belongs."""
    return looks_like_domain(value)


@rule(
    "site_name.symbols",
    _NAME,
    article="P09 附件3一(二)",
    text=_("不能只用数字或符号作网站名称。"),
    suggestion=_("请填写网站的中文名称。"),
)
def symbols_for_name(value: str, context: Context) -> Broken:
    """A name needs letters of some script."""
    return _LETTER.search(value) is None


@rule(
    "site_name.odd_signs",
    _NAME,
    article="P09 附件3一(二)",
    text=_("网站名称中含有不应出现的符号。"),
    suggestion=_("请去掉多余的符号。"),
)
def odd_signs(value: str, context: Context) -> Broken:
    """Angle brackets, semicolons and the like."""
    return is_odd(value)


@rule(
    "site_name.placeholder",
    _NAME,
    article="P09 附件3一(二)",
    text=_("不是网站的真实名称。"),
    suggestion=_("请写出网站的实际名称。"),
)
def placeholder(value: str, context: Context) -> Broken:
    """测试, 我的网站, 主页: a kind, not a name."""
    return is_placeholder(value) or _BARE.fullmatch(value.strip()) is not None


@rule(
    "site_name.short",
    _NAME,
    article=_("接入服务商惯例"),
    text=_("网站名称少于 3 个字，很可能被退回。"),
    suggestion=_("请用 3 个字以上的名称。"),
    severity="warn",
)
def short(value: str, context: Context) -> Broken:
    """A vendors' habit, no article: warns."""
    return len(value.strip()) < 3


@rule(
    "site_name.latin",
    _NAME,
    article=_("接入服务商惯例"),
    text=_("网站名称没有中文，很可能被退回。"),
    suggestion=_("请用中文名称。"),
    severity="warn",
)
def latin(value: str, context: Context) -> Broken:
    """A vendors' habit, no article: warns."""
    return _LETTER.search(value) is not None and not has_han(value)


@rule(
    "site_name.approval",
    _NAME,
    article="P09 附件3二(五)",
    text=_("名称中的“{word}”属于“{kind}”类内容，需要先取得批准。"),
    suggestion=_("请填写批准文件；没有批准的，请换一个不含“{word}”的名称。"),
)
def approval_word(value: str, context: Context) -> Broken:
    """A keyword of a field that needs an approval which the site does not hold."""
    return _gravest(_approval_words(value, context))


@lru_cache(maxsize=1)
def _fields() -> list[tuple[Row, bool, Vocabulary]]:
    """(kind of approval, are its words weak, its words) for every kind that has any."""
    rows = table("pre_approvals").rows
    pairs = [(row, weak, row.flags["weak_words" if weak else "words"]) for row in rows for weak in (False, True)]
    return [(row, weak, Vocabulary(words)) for row, weak, words in pairs if words]


def _approval_words(value: str, context: Context) -> Iterator[dict]:
    held = context.get("approvals") or ()
    for row, weak, words in _fields():
        word = words.first(value)
        if word and int(row.code) not in held and not _its_office(word, context):
            yield {
                "word": word,
                "kind": name_in_language(row),
                "severity": _approval_severity(row, word, weak, context),
            }


def _its_office(word: str, context: Context) -> bool:
    """Whether the owner is the government office of that field: an 教育局 may say 教育."""
    return context.get("nature") == _GOVERNMENT and word in _owner(context)


def _approval_severity(row: Row, word: str, weak: bool, context: Context) -> str:
    """Annex 3's kinds reject; an abolished kind, a weak word or one out of the owner's registered name only warns."""
    if weak:
        return WARN
    if context.get("as_written"):
        return REJECT
    return REJECT if row.is_valid(context["today"]) and word not in _owner(context) else WARN


def _gravest(broken: Iterator[dict]) -> Broken:
    order = (REJECT, PERSON, WARN)
    return min(broken, key=lambda found: order.index(found["severity"]), default=False)


@rule(
    "site_name.unit",
    _NAME,
    article="P09 附件3二(五)",
    text=_("个人网站的名称不能像单位名称（“{word}”）。"),
    suggestion=_("请去掉“{word}”，或以单位名义备案。"),
)
def person_as_unit(value: str, context: Context) -> Broken:
    """A person's site is not called 某某有限公司."""
    if context.get("nature") != _PERSON:
        return False
    word = UNIT_WORDS.first(value)
    return {"word": word} if word else False


@rule(
    "site_name.public_affairs",
    _NAME,
    article="P09 附件3二(五)",
    text=_("非政府机构或非政府授权机构的网站不能用“{word}”命名。"),
    suggestion=_("请换一个名称；有政府授权的请附上授权文件。"),
)
def public_affairs(value: str, context: Context) -> Broken:
    """人民政府, 监察 and the like are for government bodies and those they authorise."""
    if context.get("nature") in (None, _ARMY, _GOVERNMENT):
        return False
    word = PUBLIC_AFFAIRS.first(value)
    doubtful = word or PUBLIC_DOUBTFUL.first(value)
    if not doubtful or covered(doubtful, context):
        return False
    own = doubtful in _owner(context) or context.get("authorisation")
    return {"word": doubtful, "severity": REJECT if word and not own else PERSON}


@rule(
    "site_name.national",
    _NAME,
    article="P09 附件3二(五); R14(11)",
    text=_("非国家级单位的网站不能用“{word}”命名。"),
    suggestion=_("请去掉“{word}”；有相应资质或授权的请附上文件。"),
)
def national(value: str, context: Context) -> Broken:
    """中国…: never for a person, for a unit only where its own name or its authority begins so."""
    words = list(NATIONAL.found(value.strip()))
    if not words or context.get("nature") is None:
        return False
    word, place = min(words, key=lambda hit: hit[1])
    if context["nature"] == _PERSON:
        return {"word": word}
    if _owner(context).startswith(word) or covered(word, context):
        return False
    return {"word": word, "severity": _national_severity(place, context)}


def _national_severity(place: int, context: Context) -> str:
    """A name that begins so is refused; elsewhere in it, or of a government body or with some authority, a human decides."""
    doubtful = place > 0 or context["nature"] in (_ARMY, _GOVERNMENT) or context.get("authorisation")
    return PERSON if doubtful else REJECT


@rule(
    "site_name.region",
    _NAME,
    article="R14(11)",
    text=_("网站名称含有行政区划名称“{word}”。"),
    suggestion=_("个人网站请去掉“{word}”；单位须有相应资质或授权，请附上文件。"),
)
def region(value: str, context: Context) -> Broken:
    """A person may not use names of administrative regions at all, a unit only where its name or authority carries them."""
    nature = context.get("nature")
    if nature is None:
        return False
    names = [name for name in regions(value) if not _carried(name, context)]
    if not names:
        return False
    plain = next((name for name in names if name not in ORDINARY), None)
    return {"word": plain or names[0], "severity": _region_severity(nature, plain)}


def _carried(name: str, context: Context) -> bool:
    """Whether the unit's own name or its authorisation names the region."""
    if context.get("nature") == _PERSON:
        return False
    return root(name) in _owner(context) or covered(name, context)


def _region_severity(nature: int, plain: str | None) -> str:
    return REJECT if nature == _PERSON and plain else PERSON


RULES = (
    domain_for_name,
    symbols_for_name,
    odd_signs,
    placeholder,
    short,
    latin,
    approval_word,
    person_as_unit,
    public_affairs,
    national,
    region,
)
