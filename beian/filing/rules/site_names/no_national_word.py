"""National words are for national units (P09 附件3二(五), R14(11))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import PERSON, REJECT, Broken, Context, rule
from beian.filing.rules.keywords import Vocabulary
from beian.filing.rules.site_names.authority import covered, owner_of
from beian.filing.rules.site_names.items import NAME

NATIONAL = Vocabulary("中国 中华 全国 国家 中央 国务院".split())

_NATIONAL_BODIES = ("中国", "中华", "中央", "中共中央", "全国", "国家", "国务院", "最高人民")


@rule(
    "site_name.national",
    NAME,
    article="P09 附件3二(五); R14(11)",
    text=_("非国家级单位的网站不能用“{word}”命名。"),
    suggestion=_("请去掉“{word}”；有相应资质或授权的请附上文件。"),
)
def no_national_word(value: str, context: Context) -> Broken:
    """中国…: never for a person, for a unit only where its own name or its authority begins so."""
    words = list(NATIONAL.found(value.strip()))
    if not words or context.get("nature") is None:
        return False
    word, place = min(words, key=lambda hit: hit[1])
    if context["nature"] == natures.PERSON:
        return {"word": word}
    if owner_of(context).startswith(word) or covered(word, context) or _is_national(context):
        return False
    return {"word": word, "severity": _national_severity(place, context)}


def _is_national(context: Context) -> bool:
    """Whether the owner is a national body of state: 中华人民共和国某部, 国家某局, 最高人民法院."""
    return context["nature"] in (natures.ARMY, natures.GOVERNMENT) and owner_of(context).startswith(_NATIONAL_BODIES)


def _national_severity(place: int, context: Context) -> str:
    """A name that begins so is refused; elsewhere in it, or of a government body or with some authority, a human decides."""
    doubtful = place > 0 or context["nature"] in (natures.ARMY, natures.GOVERNMENT) or context.get("authorisation")
    return PERSON if doubtful else REJECT
