"""Every item of the registration form as data: where it stands, what it is called, who must fill it in, how long it may be.

Keys are the items behind a document's paths (`sites[].principal.name` for `sites.0.principal.name`). Codes are numbers except GB/T 2260
codes, which are text. The order is that of the form. Items 1 to 19 are those of 备案登记表 (Order 33); the rest is what the systems added.
"""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Question pages of the owner's form in their order; the page "access" is the verifier's (B9).
PAGES = ("nature", "subject", "subject_principal", "site", "site_principal", "documents")
ACCESS_PAGE = "access"
TEXT_CODES = frozenset({"provinces", "cities", "counties"})

Words = str | Promise


class Item(NamedTuple):
    """One item. required_for: "always", "unit", "person", "optional"; personal: sealed always, personal_of_person: for a person's filing.

    widget: text, lines, choice, multi, list, address (one of the four parts of an address), flag. max_length in characters, max_count
    for items that repeat (both 0 where they do not apply).
    """

    key: str
    label: Words
    hint: Words
    page: str
    widget: str
    required_for: str
    personal: bool = False
    max_length: int = 0
    article: str = "P09 附件3一(二)"
    code_table: str = ""
    max_count: int = 0
    personal_of_person: bool = False

    @property
    def repeats(self) -> bool:
        """Whether the item itself is a list of values: `sites[].domains[]`."""
        return self.key.endswith("[]")

    @property
    def parent(self) -> str:
        """The key of the list, without the final []."""
        return self.key.removesuffix("[]")

    def is_required(self, nature: Any) -> bool:
        """Whether somebody of this nature (its code, None while open) must fill it in; while it is open, only what everybody must."""
        if self.required_for == "unit":
            return nature is not None and nature != PERSON
        return self.required_for == "always" or (self.required_for == "person" and nature == PERSON)


PERSON = 5

# fmt: off
_SUBJECT = (
    Item("subject.nature", _("主办单位性质"), _("与证件上的单位性质一致；个人网站选择“个人”。"), "nature", "choice", "always",
         article="P09 附件3二(二)", code_table="owner_natures"),
    Item("subject.name", _("主办单位名称"), _("单位填写证件上的全称，个人填写本人姓名。"), "subject", "text", "always",
         max_length=255, article="P09 附件3二(一)", personal_of_person=True),
    Item("subject.certificate.type", _("主办单位有效证件类型"), _("选择与单位性质相符的证件。"), "subject", "choice", "always",
         article="P10 一1", code_table="certificate_types"),
    Item("subject.certificate.number", _("主办单位有效证件号码"), _("按证件原件填写，字母大写，不留空格。"), "subject", "text", "always",
         personal=True, max_length=255, article="P09 附件3二(三)"),
    Item("subject.certificate.address", _("主办单位证件住所"), _("按证件上的住所或住址填写。"), "subject", "text", "always",
         personal=True, max_length=1024, article="R 附件1 二(一)"),
    Item("subject.superior", _("投资者或上级主管单位"), _("填写投资者或上级主管单位的全称；没有的填写本单位全称。"), "subject", "text", "optional",
         max_length=255, article="P09 附件3二(四)"),
    Item("subject.address.province", _("通信地址所在省"), _("决定由哪个省通信管理局审核。"), "nature", "choice", "always",
         article="P09 附件3二(七)", code_table="provinces"),
    Item("subject.address.city", _("通信地址所在市"), _("选择所在的地级市或自治州。"), "subject", "address", "always",
         article="P09 附件3二(七)", code_table="cities"),
    Item("subject.address.county", _("通信地址所在县（区）"), _("选择所在的县或市辖区；当地不设县区的不填。"), "subject", "address", "optional",
         article="P09 附件3二(七)", code_table="counties"),
    Item("subject.address.detail", _("详细通信地址"), _("城镇写到街道和门牌号（或信箱号），农村写到村。"), "subject", "address", "always",
         personal=True, max_length=1024, article="P09 附件3二(七)"),
    Item("subject.remark", _("主体备注"), _("需要向审核人员说明的情况，可以不填。"), "subject", "lines", "optional",
         max_length=1024),
)


def _principal(prefix: str, page: str, name: Words, hint: Words) -> tuple[Item, ...]:
    """The seven items of a responsible person."""
    return (
        Item(f"{prefix}.name", name, hint, page, "text", "always",
             personal=True, max_length=128, article="P09 附件3二(六)"),
        Item(f"{prefix}.certificate.type", _("负责人证件类型"), _("首选居民身份证。"), page, "choice", "always",
             personal=True, article="P10 一1", code_table="certificate_types"),
        Item(f"{prefix}.certificate.number", _("负责人证件号码"), _("按证件原件填写，字母大写，不留空格。"), page, "text", "always",
             personal=True, max_length=128, article="P10 一1"),
        Item(f"{prefix}.mobile", _("手机号码"), _("11 位手机号码，用来接收短信通知和验证码。"), page, "text", "always",
             personal=True, max_length=128, article="P10 一2"),
        Item(f"{prefix}.phone", _("办公电话"), _("例如 010-66012345；个人可以填写住宅电话。"), page, "text", "unit",
             personal=True, max_length=128, article="P09 附件3二(十)"),
        Item(f"{prefix}.email", _("电子邮箱"), _("例如 zhangsan@example.cn。"), page, "text", "always",
             personal=True, max_length=128, article="P10 一2"),
        Item(f"{prefix}.emergency_phone", _("应急联系电话"), _("手机联系不上时使用，不要与手机号码相同。"), page, "text", "optional",
             personal=True, max_length=128, article="接口 3.0 增项"),
    )


_SITE = (
    Item("sites[].name", _("网站名称"), _("3 个字以上，写出网站的实际名称，不要用域名或纯数字。"), "site", "text", "always",
         max_length=512, article="P09 附件3二(五)"),
    Item("sites[].home_url", _("网站首页网址"), _("例如 http://www.example.cn，域名要在下面的域名列表里。"), "site", "text", "always",
         max_length=512, article="P09 附件3二(八)"),
    Item("sites[].domains[]", _("网站域名"), _("填写直接注册的域名，例如 example.cn，不带 www；每行一个。"), "site", "list", "optional",
         max_length=255, article="R2; P09 附件3二(八)", max_count=200),
    Item("sites[].ip_only", _("仅通过 IP 地址访问"), _("网站没有域名、只用 IP 地址访问时选择。"), "site", "flag", "optional",
         article="R2"),
    Item("sites[].addresses[]", _("网站公网 IP 地址"), _("仅通过 IP 地址访问的网站填写，每行一个公网地址。"), "site", "list", "optional",
         max_length=64, article="R2; P09 附件3二(九)", max_count=200),
    Item("sites[].languages[]", _("网站语言类别"), _("选择网站实际使用的全部语言。"), "site", "multi", "always",
         article="P09 附件3一(二)", code_table="languages", max_count=256),
    Item("sites[].services[]", _("网站服务内容"), _("选择网站实际提供的服务；个人网站一般选择“博客/个人空间”或“其他”。"), "site", "multi", "always",
         article="P10 一3", code_table="service_types", max_count=64),
    Item("sites[].pre_approvals[].kind", _("前置或专项审批内容类型"), _("网站涉及需要先行审批的内容时选择。"), "site", "choice", "optional",
         article="R20(1)", code_table="pre_approvals", max_count=64),
    Item("sites[].pre_approvals[].number", _("前置或专项审批文件号"), _("按批准文件填写文号或许可证号。"), "site", "text", "optional",
         max_length=512, article="R20(2)", max_count=64),
    Item("sites[].remark", _("网站备注"), _("说明网站的主要内容；选择“其他”服务时请写明。"), "site", "lines", "optional",
         max_length=1024),
)

_ACCESS = (
    Item("access.provider", _("网站接入服务提供单位"), _("接入服务商的编号。"), ACCESS_PAGE, "text", "always", max_length=64, article="P10 一4"),
    Item("access.modes[]", _("网站接入方式"), _("按实际接入情况选择。"), ACCESS_PAGE, "multi", "always",
         article="P10 一4", code_table="access_modes", max_count=64),
    Item("access.server_provinces[]", _("服务器放置地点"), _("选择服务器实际所在的省。"), ACCESS_PAGE, "multi", "always",
         article="P10 一4", code_table="provinces", max_count=64),
    Item("access.ip_ranges[].start", _("起始 IP 地址"), _("公网地址，例如 1.2.4.0。"), ACCESS_PAGE, "text", "always",
         max_length=64, article="P09 附件3二(九)", max_count=256),
    Item("access.ip_ranges[].end", _("终止 IP 地址"), _("与起始地址同为一种地址，且不小于它。"), ACCESS_PAGE, "text", "always",
         max_length=64, article="P09 附件3二(九)", max_count=256),
)

# fmt: on

_SUBJECT_PRINCIPAL = _principal(
    "subject.principal", "subject_principal", _("主体负责人姓名"), _("填写真实姓名全称；一般为法定代表人。")
)
_SITE_PRINCIPAL = _principal(
    "sites[].principal",
    "site_principal",
    _("网站负责人姓名"),
    _("填写真实姓名全称；法定代表人或单位委派的部门负责人。"),
)

ITEMS: tuple[Item, ...] = (*_SUBJECT, *_SUBJECT_PRINCIPAL, *_SITE, *_SITE_PRINCIPAL, *_ACCESS)
BY_KEY = {item.key: item for item in ITEMS}

# A person is his own principal (P10 一1(3)): where these items of a principal are taken from.
OWN_PRINCIPAL = {
    "name": "subject.name",
    "certificate.type": "subject.certificate.type",
    "certificate.number": "subject.certificate.number",
}


def item(key: str) -> Item:
    """The item of this key; KeyError for one the form does not have."""
    return BY_KEY[key]


def on_page(page: str) -> list[Item]:
    """The items that a question page asks for, in their order."""
    return [item for item in ITEMS if item.page == page]
