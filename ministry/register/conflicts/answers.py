"""What is said of a conflict: its kind, the item of the form, the issuing province, and what to do next."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beian.reference import provinces
from beian.reference.tables import table

# The order in which conflicts are reported (flows.md §4): each code with its kind's number.
NUMBERS = {
    "domain_taken": 1,
    "certificate_taken": 2,
    "name_differs": 3,
    "certificate_differs": 3,
    "blacklisted": 4,
    "suffix_not_listed": 6,
    "running": 9,
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that stands against an application. `province` issued or holds what it meets, empty where none does."""

    code: str
    item: str
    province: str = ""
    domain: str = ""
    filed: bool = True

    def body(self) -> dict:
        """As it travels to the provinces and to the owner, in the language of the moment."""
        text, next_step = self._sentences()
        return {
            "kind": self.code,
            "item": self.item,
            "text": text,
            "issuing_province": self.province,
            "next_step": next_step,
        }

    def _sentences(self) -> tuple[str, str]:
        language = get_language() or "zh-hans"
        words = {"domain": self.domain, "suffix": self.domain.rpartition(".")[2]}
        if self.province:
            words["province"] = table("provinces").name_of(self.province, language)
            words["bureau"] = provinces.bureau(self.province, language)
        text, next_step = _SENTENCES[self.code, self.filed]
        return str(text) % words, str(next_step) % words


def in_order(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Each once, in the order of the kinds; inside a kind as they were found."""
    return sorted(dict.fromkeys(conflicts), key=lambda conflict: NUMBERS[conflict.code])


_SENTENCES = {
    ("domain_taken", True): (
        _("域名 %(domain)s 已在%(province)s备案。"),
        _("请核对域名；如域名已归您所有，请原主办者先注销该域名的备案，或与%(bureau)s联系，然后重新提交。"),
    ),
    ("domain_taken", False): (
        _("域名 %(domain)s 正在%(province)s办理另一备案申请。"),
        _("请核对域名；如两次申请都是您提交的，请撤回其中一次，或与%(bureau)s联系，然后重新提交。"),
    ),
    ("certificate_taken", True): (
        _("主体证件已在%(province)s备案。"),
        _("已有备案号的主体无需再次新增，请改为办理“新增网站”；不清楚备案号的，请在公共查询中查询或与%(bureau)s联系。"),
    ),
    ("name_differs", True): (
        _("这一证件已在%(province)s以另一名称备案。"),
        _("请对照证件核对名称；名称已经变更的，请先在原备案中办理主体变更，或与%(bureau)s联系。"),
    ),
    ("certificate_differs", True): (
        _("同一单位名称已在%(province)s用另一证件备案。"),
        _("请对照证件核对名称和号码；证件已经换发的，请先在原备案中办理主体变更，或与%(bureau)s联系。"),
    ),
    ("certificate_differs", False): (
        _("同一单位名称正在%(province)s用另一证件办理备案申请。"),
        _("请对照证件核对名称和号码；两次申请都是您提交的，请撤回其中一次，或与%(bureau)s联系。"),
    ),
    ("blacklisted", True): (
        _("此项已被%(province)s列入备案黑名单。"),
        _("请与%(bureau)s联系，按其要求办理；移出黑名单后可以重新提交。"),
    ),
    ("blacklisted", False): (
        _("此项已被列入全国备案黑名单。"),
        _("请与所在省通信管理局联系，按其要求办理；移出黑名单后可以重新提交。"),
    ),
    ("suffix_not_listed", True): (
        _("域名 %(domain)s 的后缀“.%(suffix)s”不在可以备案的顶级域名之列。"),
        _("请改用可以备案的后缀（例如 .cn、.com）下的域名，或先从本申请中去掉这个域名。"),
    ),
    ("running", False): (
        _("同一主体正在%(province)s办理另一备案申请。"),
        _("请等待该申请办结，或撤回其中一次申请；并非本人提交的，请与%(bureau)s联系。"),
    ),
}
