"""Items against each other over the whole document (P09 附件3一(三), P10 一1(3), R2). Values of the wrong type are left to their own items."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers, paths
from beian.filing.identifiers import Invalid
from beian.filing.identifiers.addresses import Range
from beian.filing.items import OWN_PRINCIPAL, PERSON
from beian.filing.rules.findings import Document, Places, document_rule


def sites_of(document: Document) -> list[tuple[int, dict[str, Any]]]:
    """The document's sites that are objects, with their indexes."""
    sites = document.get("sites")
    return (
        [(index, site) for index, site in enumerate(sites) if isinstance(site, dict)] if isinstance(sites, list) else []
    )


def _list(place: dict[str, Any], name: str) -> list[Any]:
    value = place.get(name)
    return value if isinstance(value, list) else []


def _principals(document: Document) -> Iterator[str]:
    """The paths of every responsible person."""
    yield "subject.principal"
    for index, _site in sites_of(document):
        yield f"sites.{index}.principal"


def _same(one: Any, other: Any) -> bool:
    """Equal, texts without regard to spaces around and the case of letters."""
    if isinstance(one, str) and isinstance(other, str):
        return one.strip().upper() == other.strip().upper()
    return type(one) is type(other) and one == other


@document_rule(
    "across.own_principal",
    article="P10 一1(3)",
    text=_("个人备案的负责人必须是本人，与主办者信息一致。"),
    suggestion=_("请填写与主办者相同的姓名、证件类型和证件号码。"),
)
def person_is_own_principal(document: Document) -> Places:
    """Name and certificate of a person's principals are his own."""
    if paths.get(dict(document), "subject.nature") != PERSON:
        return
    for principal in _principals(document):
        for item, source in OWN_PRINCIPAL.items():
            path = f"{principal}.{item}"
            given, own = paths.get(dict(document), path), paths.get(dict(document), source)
            if given is not None and own is not None and not _same(given, own):
                yield path, {}


@document_rule(
    "across.ip_only_domain",
    article="R2",
    text=_("仅通过 IP 地址访问的网站不能再填域名。"),
    suggestion=_("有域名的网站请取消“仅通过 IP 地址访问”，否则请删去域名。"),
)
def ip_only_has_no_domain(document: Document) -> Places:
    """A site is reached by its domains or, declared so, by addresses only."""
    for index, site in sites_of(document):
        if site.get("ip_only") is True and _list(site, "domains"):
            yield f"sites.{index}.domains", {}


@document_rule(
    "across.addresses_unused",
    article="R2",
    text=_("有域名的网站不必填写公网 IP 地址。"),
    suggestion=_("请删去 IP 地址；网站没有域名时请选择“仅通过 IP 地址访问”。"),
    severity="warn",
)
def addresses_only_without_domain(document: Document) -> Places:
    """Addresses of a site that is not IP-only belong to its access."""
    for index, site in sites_of(document):
        if site.get("ip_only") is not True and _list(site, "addresses"):
            yield f"sites.{index}.addresses", {}


@document_rule(
    "across.domain_twice",
    article="P09 附件3二(八)",
    text=_("同一个域名填报了两次。"),
    suggestion=_("请只保留一处。"),
)
def domain_once(document: Document) -> Places:
    """No two sites share a domain, in whichever way it is written."""
    seen: dict[str, int] = {}
    for index, site in sites_of(document):
        for place, name in enumerate(_list(site, "domains")):
            key = _domain_key(name)
            if key and seen.setdefault(key, index) != index:
                yield f"sites.{index}.domains.{place}", {}


def _domain_key(name: Any) -> str | None:
    if type(name) is not str or len(name) > 255:
        return None
    try:
        return identifiers.domain_key(name)
    except Invalid:
        return None


@document_rule(
    "across.site_name_twice",
    article="P09 附件3一(二)",
    text=_("两个网站用了同一个名称。"),
    suggestion=_("请给每个网站取不同的名称。"),
    severity="warn",
)
def site_name_once(document: Document) -> Places:
    """Sites of one owner have names of their own."""
    seen: set[str] = set()
    for index, site in sites_of(document):
        name = site.get("name")
        if type(name) is str and name.strip() and name.strip() in seen:
            yield f"sites.{index}.name", {}
        elif type(name) is str:
            seen.add(name.strip())


@document_rule(
    "across.approval_twice",
    article="R20(2)",
    text=_("同一类审批填写了两次。"),
    suggestion=_("请只保留一项。"),
    severity="warn",
)
def approval_once(document: Document) -> Places:
    """One entry per kind of approval and number."""
    for index, site in sites_of(document):
        seen: set[tuple[int, str]] = set()
        for place, entry in enumerate(_list(site, "pre_approvals")):
            kind, number = (entry.get("kind"), entry.get("number")) if isinstance(entry, dict) else (None, None)
            if type(kind) is not int or type(number) is not str:
                continue
            if (kind, number) in seen:
                yield f"sites.{index}.pre_approvals.{place}", {}
            seen.add((kind, number))


@document_rule(
    "across.ranges_overlap",
    article="P09 附件3二(九)",
    text=_("地址段与前面的地址段重叠。"),
    suggestion=_("请合并或改正重叠的地址段。"),
)
def ranges_apart(document: Document) -> Places:
    """No address is reported twice in one filing."""
    access = document.get("access")
    ranges = _list(access, "ip_ranges") if isinstance(access, dict) else []
    taken: list[Range] = []
    for place, entry in enumerate(ranges):
        span = _range(entry)
        if span and any(_overlap(span, other) for other in taken):
            yield f"access.ip_ranges.{place}.start", {}
        elif span:
            taken.append(span)


def _overlap(one: Range, other: Range) -> bool:
    """Whether two ranges share an address; ranges of different families never do."""
    same_family = one.start.version == other.start.version
    return same_family and int(one.start) <= int(other.end) and int(other.start) <= int(one.end)


def _range(entry: Any) -> Range | None:
    start, end = (entry.get("start"), entry.get("end")) if isinstance(entry, dict) else (None, None)
    if type(start) is not str or type(end) is not str or max(len(start), len(end)) > 64:
        return None
    try:
        return identifiers.ip_range(start, end)
    except Invalid:
        return None


@document_rule(
    "across.shared_mobile",
    article="P09 附件3一(三)",
    text=_("不同的负责人填了同一个手机号码。"),
    suggestion=_("请填写各人自己的手机号码。"),
    severity="warn",
)
def mobile_of_one_person(document: Document) -> Places:
    """Equal people, equal contacts: one mobile belongs to one name."""
    owners: dict[str, str] = {}
    for principal in _principals(document):
        mobile, name = paths.get(dict(document), f"{principal}.mobile"), paths.get(dict(document), f"{principal}.name")
        if (
            type(mobile) is str
            and type(name) is str
            and owners.setdefault(mobile.strip(), name.strip()) != name.strip()
        ):
            yield f"{principal}.mobile", {}


RULES = (
    person_is_own_principal,
    ip_only_has_no_domain,
    addresses_only_without_domain,
    domain_once,
    site_name_once,
    approval_once,
    ranges_apart,
    mobile_of_one_person,
)
