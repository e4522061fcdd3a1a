"""Contacts: mobile, office phone, mail, emergency phone (P09 附件3二(十), P10 一2)."""

import re

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.rules.findings import Broken, Context, rule

_SAME = re.compile(r"([0-9])\1+")
_RUNS = "01234567890123456789", "98765432109876543210"
_PREFIXES = ("subject.principal", "sites[].principal")


def _of_both(name: str) -> tuple[str, ...]:
    return tuple(f"{prefix}.{name}" for prefix in _PREFIXES)


def is_suspicious(digits: str) -> bool:
    """Eight equal digits or digits counted off, as people type who want to get past a form."""
    return _SAME.fullmatch(digits) is not None or any(digits in run for run in _RUNS)


@rule(
    "mobile",
    *_of_both("mobile"),
    article="P10 一2",
    text=_("手机号码不对。"),
    suggestion=_("请填写以 1 开头的 11 位半角数字。"),
)
def mobile(value: str, context: Context) -> Broken:
    """Eleven digits of a segment in use."""
    identifiers.mobile(value)
    return False


@rule(
    "mobile.suspicious",
    *_of_both("mobile"),
    article="P10 二(二)1(2)",
    text=_("手机号码不像真实号码，预核验时会致电确认。"),
    suggestion=_("请核对手机号码，备案结果和备案密码都发到这个号码。"),
    severity="warn",
)
def mobile_suspicious(value: str, context: Context) -> Broken:
    """Real numbers of this form exist; a call settles it."""
    return is_suspicious(value.strip()[3:])


@rule(
    "phone",
    *_of_both("phone"),
    article="P09 附件3二(十)",
    text=_("办公电话不对。"),
    suggestion=_("请按“区号-号码”填写，例如 010-66012345。"),
)
def phone(value: str, context: Context) -> Broken:
    """Area code and local number; 010-00000000 is refused."""
    identifiers.phone(value)
    return False


@rule(
    "phone.suspicious",
    *_of_both("phone"),
    article="P10 二(二)1(2)",
    text=_("办公电话不像真实号码，预核验时会致电确认。"),
    suggestion=_("请填写能打通的办公电话。"),
    severity="warn",
)
def phone_suspicious(value: str, context: Context) -> Broken:
    """88888888 may be a hotel's, 12345678 a joke."""
    parts = value.strip().split("-")
    return len(parts) > 1 and (is_suspicious(parts[1]) or parts[1].startswith("1"))


@rule(
    "email",
    *_of_both("email"),
    article="P10 一2",
    text=_("电子邮箱不对。"),
    suggestion=_("请按“名称@域名”填写，例如 zhangsan@example.cn。"),
)
def email(value: str, context: Context) -> Broken:
    """A local part and a domain under a known suffix."""
    identifiers.email(value)
    return False


@rule(
    "emergency_phone",
    *_of_both("emergency_phone"),
    article="P10 一2",
    text=_("应急联系电话不对。"),
    suggestion=_("请填写 11 位手机号码，或按“区号-号码”填写固定电话。"),
)
def emergency_phone(value: str, context: Context) -> Broken:
    """A mobile or a fixed line."""
    identifiers.phone_or_mobile(value)
    return False


@rule(
    "emergency_phone.same",
    *_of_both("emergency_phone"),
    article="P09 附件3一(三)",
    text=_("应急联系电话不能与手机号码相同。"),
    suggestion=_("请填写另一个能找到负责人的电话。"),
)
def emergency_differs(value: str, context: Context) -> Broken:
    """It serves when the mobile does not answer."""
    return value.strip() == context.get("mobile")


RULES = (mobile, mobile_suspicious, phone, phone_suspicious, email, emergency_phone, emergency_differs)
