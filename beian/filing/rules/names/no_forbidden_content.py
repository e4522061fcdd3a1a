"""None of the nine prohibitions, in any text of the form (P09 附件3一(一))."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing.rules.findings import PERSON, REJECT, Broken, Context, rule
from beian.filing.rules.names.items import NAMES

# 《互联网信息服务管理办法》第十五条 by its clauses, as far as single words can tell. 宪法, rumours and insults take more than words.
_CLAUSES: dict[str, re.Pattern[str]] = {
    "2": re.compile(r"台独|藏独|疆独|港独|分裂国家|颠覆国家|颠覆政权"),
    "4": re.compile(r"煽动民族|民族仇恨|民族歧视"),
    "5": re.compile(r"邪教|法轮|全能神"),
    "7": re.compile(
        r"赌博|博彩|六合彩|赌场|色情|裸聊|成人电影|一夜情|援交|嫖|卖淫|淫秽|毒品|冰毒|迷药|枪支|弹药|炸药|恐怖组织|教唆犯罪"
    ),
    "9": re.compile(r"代开发票|假证|买凶|雇凶"),
}
_ANY = re.compile("|".join(clause.pattern for clause in _CLAUSES.values()))
# 反邪教协会, 远离毒品: who fights a thing names it.
_AGAINST = re.compile(r"(?:反|禁|防|戒|抵制|远离|拒绝|打击|严打|举报|治理|预防|扫除)[^，。；]{0,4}$")
_REMARKS = ("subject.remark", "sites[].remark")


@rule(
    "name.forbidden",
    *NAMES,
    "sites[].name",
    *_REMARKS,
    article="P09 附件3一(一)",
    text=_("含有法律法规禁止的内容（《互联网信息服务管理办法》第十五条第 {clause} 项）。"),
    suggestion=_("请删除违反《互联网信息服务管理办法》第十五条的内容。"),
)
def no_forbidden_content(value: str, context: Context) -> Broken:
    """The nine prohibitions, as far as single words tell; a name that speaks against the thing goes to a person."""
    found = [hit for hit in _ANY.finditer(value)]
    if not found:
        return False
    plain = next((hit for hit in found if not _AGAINST.search(value[: hit.start()])), None)
    word = (plain or found[0]).group()
    return {"clause": _clause(word), "severity": REJECT if plain else PERSON}


def _clause(word: str) -> str:
    return next(number for number, pattern in _CLAUSES.items() if pattern.fullmatch(word))
