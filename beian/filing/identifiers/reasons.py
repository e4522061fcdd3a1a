"""Why an identifier is refused: one code, one sentence and one way to mend it."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Reason(NamedTuple):
    """The sentence and how to mend it; neither ever repeats what was typed."""

    text: Words
    suggestion: Words


REASONS: dict[str, Reason] = {
    "text.hidden": Reason(_("含有看不见或不能显示的字符。"), _("请删除后用键盘重新输入，不要从其他文件粘贴。")),
    "text.mixed": Reason(_("同一个词里混用了形状相近的不同文字的字母。"), _("请全部用同一种文字重新输入。")),
    "certificate.shape": Reason(_("位数或字符不符合这种证件的格式。"), _("请对照证件原件逐位核对。")),
    "certificate.check": Reason(_("校验位不对，号码中至少有一位填错。"), _("请对照证件原件逐位核对。")),
    "certificate.body_check": Reason(
        _("第 9 至 17 位（主体标识码）的校验位不对。"), _("请对照证件原件核对统一社会信用代码的第 9 至 17 位。")
    ),
    "certificate.region": Reason(_("号码前六位不是行政区划代码。"), _("请对照证件原件核对前六位。")),
    "certificate.birth_date": Reason(_("号码中的出生日期不存在。"), _("请对照证件原件核对出生日期的八位数字。")),
    "certificate.birth_future": Reason(_("号码中的出生日期晚于今天。"), _("请对照证件原件核对出生日期的八位数字。")),
    "certificate.kind": Reason(_("没有这种证件类型。"), _("请从列表中选择证件类型。")),
    "mobile.shape": Reason(_("不是 11 位的手机号码。"), _("请填写以 1 开头的 11 位半角数字。")),
    "mobile.segment": Reason(_("没有这个号段的手机号码。"), _("请核对手机号码的前三位。")),
    "phone.shape": Reason(
        _("电话号码格式不对。"), _("请按“区号-号码”填写，例如 010-66012345，分机写在后面：010-66012345-801。")
    ),
    "phone.fake": Reason(_("不是真实的电话号码。"), _("请填写能打通的办公电话，例如 010-66012345。")),
    "email.shape": Reason(_("电子邮箱格式不对。"), _("请按“名称@域名”填写，例如 zhangsan@example.cn。")),
    "email.domain": Reason(_("电子邮箱 @ 后面不是有效的域名。"), _("请核对 @ 后面的部分，例如 example.cn。")),
    "domain.shape": Reason(
        _("域名格式不对。"), _("每一段用字母、数字、连字符或中文，不能以连字符开头或结尾，每段不超过 63 个字符。")
    ),
    "domain.address": Reason(
        _("这是 IP 地址，不是域名。"), _("没有域名的网站请选择“仅通过 IP 地址访问”，再填写公网地址。")
    ),
    "domain.suffix": Reason(
        _("这是域名后缀，不是可以备案的域名。"), _("请填写在后缀下注册的域名，例如 example.com.cn。")
    ),
    "domain.unknown_suffix": Reason(_("没有这个域名后缀。"), _("请核对域名最后一段，例如 .cn、.com。")),
    "domain.not_registrable": Reason(
        _("不是直接注册的域名。"), _("请去掉 www 等前缀，只填注册的域名，例如 example.cn。")
    ),
    "url.shape": Reason(_("网址格式不对。"), _("请填写以 http:// 或 https:// 开头的完整网址，不带用户名和空格。")),
    "url.scheme": Reason(_("只能填写 http 或 https 网址。"), _("请填写以 http:// 或 https:// 开头的网址。")),
    "ip.shape": Reason(_("不是 IP 地址。"), _("请填写一个 IPv4 或 IPv6 地址，例如 1.2.4.8。")),
    "ip.not_public": Reason(
        _("不是公网地址。"), _("请填写互联网上能访问到的公网地址；内网、回环、保留和测试地址不能填报。")
    ),
    "ip.family": Reason(_("起止地址不是同一种地址。"), _("起始和终止地址要么都是 IPv4，要么都是 IPv6。")),
    "ip.order": Reason(_("终止地址小于起始地址。"), _("请把较小的地址填在起始地址。")),
    "ip.range_not_public": Reason(
        _("地址段中含有不是公网的地址。"), _("请拆成若干段，去掉内网、回环、保留和测试地址。")
    ),
}


class Invalid(ValueError):
    """A value that is no identifier of its kind; code names the reason in REASONS. The message never holds the value."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def reason(self) -> Reason:
        """The sentence for people."""
        return REASONS[self.code]
