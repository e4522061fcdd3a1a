"""Words of public affairs are for government bodies and those they authorise (P09 附件3二(五))."""

from django.utils.translation import gettext_lazy as _

from beian.filing.rules import natures
from beian.filing.rules.findings import PERSON, REJECT, Broken, Context, rule
from beian.filing.rules.keywords import Vocabulary
from beian.filing.rules.site_names.authority import covered, owner_of
from beian.filing.rules.site_names.items import NAME

PUBLIC_AFFAIRS = Vocabulary(
    "人民政府 政府 监察 公安 检察院 检察 法院 国务院 纪委 纪检 人大常委会 政协 省委 市委 县委 公安局 派出所 交警 海关 政务 司法局 "
    "税务局 工商局 财政局 管理局 教育局 民政局 卫健委 发改委 工信部 通信管理局 信访局 公务员局 街道办 居委会 村委会".split()
)

# Public affairs that are everyday trade as well: a human decides.
PUBLIC_DOUBTFUL = Vocabulary("税务 工商 司法 信访 党建 社保 公积金 城管 环保局".split())


@rule(
    "site_name.public_affairs",
    NAME,
    article="P09 附件3二(五)",
    text=_("非政府机构或非政府授权机构的网站不能用“{word}”命名。"),
    suggestion=_("请换一个名称；有政府授权的请附上授权文件。"),
)
def no_public_affairs(value: str, context: Context) -> Broken:
    """人民政府, 监察 and the like are for government bodies and those they authorise."""
    if context.get("nature") in (None, natures.ARMY, natures.GOVERNMENT):
        return False
    word = PUBLIC_AFFAIRS.first(value)
    doubtful = word or PUBLIC_DOUBTFUL.first(value)
    person = context["nature"] == natures.PERSON
    if not doubtful or (covered(doubtful, context) and not person):
        return False
    own = (doubtful in owner_of(context) and not person) or context.get("authorisation")
    return {"word": doubtful, "severity": REJECT if word and not own else PERSON}
