"""A site's domains, addresses, home page, services and approvals (P09 附件3二(八)(九), R2, R20)."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers
from beian.filing.identifiers import Invalid
from beian.filing.rules.findings import Broken, Context, name_in_language, rule
from beian.filing.rules.names import is_placeholder
from beian.reference.tables import table

_PERSON, _NEWS = 5, 5
_APPROVAL_NUMBER = re.compile(r"""[\w\s()（）\[\]【】〔〕「」《》“”.,，、:：/\-—–－·#&+]+""")


@rule(
    "domain",
    "sites[].domains[]",
    article="R2; P09 附件3二(八)",
    text=_("不是直接注册的域名。"),
    suggestion=_("请只填注册的域名“{domain}”，不带 www 等前缀。"),
)
def domain(value: str, context: Context) -> Broken:
    """A registrable domain and nothing around it: no scheme, no port, no www."""
    registrable = identifiers.registrable_domain(value)
    return {"domain": registrable} if value.strip().lower() != registrable else False


@rule(
    "address",
    "sites[].addresses[]",
    article="P09 附件3二(九)",
    text=_("不是公网地址。"),
    suggestion=_("请填写互联网上能访问到的公网地址。"),
)
def address(value: str, context: Context) -> Broken:
    """A public address; 0.0.0.0 and 192.168.1.x are not."""
    identifiers.public_address(value)
    return False


@rule(
    "home_url",
    "sites[].home_url",
    article="P09 附件3二(八)",
    text=_("网站首页网址不对。"),
    suggestion=_("请填写以 http:// 或 https:// 开头的完整网址。"),
)
def home_url(value: str, context: Context) -> Broken:
    """An http or https address with a real host: a name under a known suffix or a public IP address."""
    host = identifiers.home_url(value).host
    if identifiers.is_address(host):
        identifiers.public_address(host)
    else:
        identifiers.registrable_domain(host)
    return False


@rule(
    "home_url.host",
    "sites[].home_url",
    article="P09 附件3二(八)",
    text=_("域名列表中没有首页网址使用的域名。"),
    suggestion=_("请在域名列表中加上首页网址的域名，或改正首页网址。"),
)
def host_among_domains(value: str, context: Context) -> Broken:
    """www.123.com needs 123.com in the list; an IP-only site's host is one of its addresses."""
    domains, addresses = context.get("domains") or (), context.get("addresses") or ()
    if not (domains or addresses):
        return False
    try:
        host = identifiers.home_url(value).host
        if identifiers.is_address(host):
            return bool(addresses or domains) and identifiers.public_address(host) not in _normal(addresses)
        return bool(domains) and identifiers.domain_key(host) not in {_key(name) for name in domains}
    except Invalid:
        return False  # the address itself is another rule's finding


def _normal(addresses: Any) -> set[str]:
    return {_or_none(identifiers.public_address, text) or "" for text in addresses}


def _key(name: str) -> str | None:
    return _or_none(identifiers.domain_key, name)


def _or_none(read: Any, text: str) -> str | None:
    try:
        return read(text)
    except Invalid:
        return None


@rule(
    "services.person",
    "sites[].services[]",
    article=_("接入服务商惯例"),
    text=_("个人网站一般不能提供这项服务，很可能被退回。"),
    suggestion=_("个人网站请选“博客/个人空间”或“其他”。"),
    severity="warn",
)
def service_of_person(value: int, context: Context) -> Broken:
    """Providers' habit, no article: warns."""
    row = table("service_types").get(str(value))
    return bool(row and context.get("nature") == _PERSON and not row.flags["person"])


@rule(
    "services.approval",
    "sites[].services[]",
    article="R20(1)(4)",
    text=_("服务内容“{service}”需要先取得批准，但没有填写批准文件。"),
    suggestion=_("请填写前置审批文件，或改选其他服务内容。"),
    severity="warn",
)
def service_approved(value: int, context: Context) -> Broken:
    """A service of a field that needs approval; only online news rejects, the rest of the mapping is a hint."""
    row = table("service_types").get(str(value))
    if row is None or "approvals" not in context:
        return False
    kinds = [kind for kind in (table("pre_approvals").get(code) for code in row.flags["approvals"]) if kind]
    needed = [int(kind.code) for kind in kinds if kind.is_valid(context["today"])]
    if not needed or set(needed) & set(context["approvals"]):
        return False
    return {"service": name_in_language(row), "severity": "reject" if value == _NEWS else "warn"}


@rule(
    "approval.abolished",
    "sites[].pre_approvals[].kind",
    article="R20(1)",
    text=_("这类审批已经取消，一般不必填写。"),
    suggestion=_("没有批准文件的可以删去这一项。"),
    severity="warn",
)
def approval_in_force(value: int, context: Context) -> Broken:
    """Outside its validity a kind warns and never blocks."""
    row = table("pre_approvals").get(str(value))
    return bool(row and not row.is_valid(context["today"]))


@rule(
    "approval.number",
    "sites[].pre_approvals[].number",
    article="R20(2)",
    text=_("不是批准文件的文号或许可证号。"),
    suggestion=_("请按批准文件填写，例如“国新网许可证编号1234567890”。"),
)
def approval_number(value: str, context: Context) -> Broken:
    """A number holds digits, and no sign that stands in no document number."""
    text = value.strip()
    return not _APPROVAL_NUMBER.fullmatch(text) or is_placeholder(text) or not any(c.isdigit() for c in text)


RULES = (
    domain,
    address,
    home_url,
    host_among_domains,
    service_of_person,
    service_approved,
    approval_in_force,
    approval_number,
)
