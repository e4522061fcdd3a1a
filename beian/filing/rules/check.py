"""The engine: one value, or a whole document, against the list of rules. Pure, without database or clock of its own beyond the default day."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers, paths
from beian.filing.identifiers import Invalid
from beian.filing.items import BY_KEY, Item
from beian.filing.rules import access, across, addresses, certificates, contacts, names, shape, site_names, sites, walk
from beian.filing.rules.findings import Finding, Rule
from beian.reference.clocks import SHANGHAI

# Every rule in force, in plain sight: the ten content rules of P09 annex 3, its general principles, R14(11), P10 一, R2, R20.
RULES: tuple[Rule, ...] = (
    *names.RULES,
    *certificates.RULES,
    *addresses.RULES,
    *contacts.RULES,
    *site_names.RULES,
    *sites.RULES,
    *access.RULES,
)
DOCUMENT_RULES: tuple[Rule, ...] = across.RULES

_BY_ITEM = {key: tuple(rule for rule in RULES if key in rule.items) for key in BY_KEY}
_BY_PARENT = {item.parent: item for item in BY_KEY.values() if item.repeats}
_UPPER = ("certificate.number",)


def _today() -> date:
    return datetime.now(SHANGHAI).date()


def check_field(
    key: str, value: Any, context: Mapping[str, Any] | None = None, *, today: date | None = None
) -> list[Finding]:
    """What is wrong with one value of an item; key is an item's key or a document's path, value anything at all.

    The context is the rest of the document as far as a rule needs it (`context_of`), or any of its members: nature, owner, province, city,
    certificate_type, mobile, start, domains, addresses, approvals, authorisation, today, as_written. Without a day, today in Shanghai.
    """
    item, path = _item(key), key
    given = context or {}
    day = today or (given.get("today") if type(given.get("today")) is date else None) or _today()
    tidied = walk.tidy(given, day) | {"today": day}
    whole = _BY_PARENT.get(paths.item_of(key))
    if whole is not None:
        return list(_list_findings(whole, path, value, tidied, required=whole.is_required(tidied.get("nature"))))
    if item is None:
        return [Finding(path[:120], "item.unknown", _("登记表没有这一项。"), _("请删除这一项。"), "")]
    if shape.is_blank(value):
        return [shape.missing(item, path)] if item.repeats or item.is_required(tidied.get("nature")) else []
    return list(_value_findings(item, path, value, tidied))


def _item(key: str) -> Item | None:
    return BY_KEY.get(paths.item_of(key))


def _value_findings(item: Item, path: str, value: Any, context: Mapping[str, Any]) -> Iterator[Finding]:
    """Shape first; the rules only where the shape is right. Of rules that say the same, the first rejection ends the list."""
    wrong = shape.check_shape(item, path, value)
    if wrong is not None:
        yield wrong
        return
    for rule in _BY_ITEM[item.key]:
        found = _apply(rule, item, path, value, context)
        if found is not None:
            yield found
            if found.rejects:
                return


def _apply(rule: Rule, item: Item, path: str, value: Any, context: Mapping[str, Any]) -> Finding | None:
    try:
        broken = rule.check(value, context)
    except Invalid as error:
        return shape.invalid(item, path, error, rule.article)
    return rule.at(path, broken if isinstance(broken, dict) else None) if broken else None


def _list_findings(
    item: Item, path: str, value: Any, context: Mapping[str, Any], *, required: bool
) -> Iterator[Finding]:
    """The findings of an item that repeats: of the list, then of each of its values."""
    if value is None or value == []:
        if required:
            yield shape.missing(item, path)
    elif not isinstance(value, list):
        yield shape.wrong_type(item, path)
    elif len(value) > item.max_count:
        yield shape.too_many(item, path)
    else:
        yield from _members(item, path, value, context)


def _members(item: Item, path: str, values: list[Any], context: Mapping[str, Any]) -> Iterator[Finding]:
    seen: set[Any] = set()
    for index, value in enumerate(values):
        place = f"{path}.{index}"
        known = value if isinstance(value, str | int) else None
        if shape.is_blank(value):
            yield shape.missing(item, place)
        elif known is not None and (type(known), known) in seen:
            yield shape.repeated(item, place)
        else:
            yield from _value_findings(item, place, value, context)
        seen.add((type(known), known))


def check_document(document: Any, *, complete: bool = False, today: date | None = None) -> list[Finding]:
    """What is wrong with a document (plain data, both parts joined), in the order of the form.

    Items left open count only with complete=True, which also asks for a site, its domain or address, and the access.
    """
    if not isinstance(document, dict):
        return [Finding("", "shape.type", _("备案数据应为一组数据项。"), _("请按登记表填写。"), "P09 附件3一(二)")]
    day = today or _today()
    shared = walk.common(document)
    findings = [found for part in walk.parts(document) for found in _part_findings(part, shared, day, complete)]
    if complete:
        findings += _absent_lists(document)
    for rule in DOCUMENT_RULES:
        findings += [rule.at(path, blanks) for path, blanks in rule.check(document)]
    return findings


def _part_findings(part: walk.Part, shared: dict[str, Any], today: date, complete: bool) -> Iterator[Finding]:
    if part.node is not None and not isinstance(part.node, dict):
        yield Finding(part.path, "shape.type", _("填写的内容类型不对。"), _("请按登记表填写。"), "P09 附件3一(二)")
        return
    if part.node is None and not complete:
        return
    context = walk.tidy(shared | walk.nearby(part), today)
    nature = context.get("nature")
    for item, steps in part.group.items:
        path, value = f"{part.path}.{'.'.join(steps)}", walk.dig(part.node, steps)
        required = complete and (item.is_required(nature) or part.group.prefix.endswith("pre_approvals[]"))
        if item.repeats:
            yield from _list_findings(item, path, value, context, required=required)
        elif not shape.is_blank(value):
            yield from _value_findings(item, path, value, context)
        elif required:
            yield shape.missing(item, path)


def _absent_lists(document: dict[str, Any]) -> Iterator[Finding]:
    """Lists that a complete filing cannot be without: a site, how it is reached, the provider's address ranges."""
    if not document.get("sites"):
        yield Finding("sites", "missing", _("请填写至少一个网站。"), _("请添加网站。"), "R2")
    for index, site in across.sites_of(document):
        ip_only = site.get("ip_only") is True
        wanted = BY_KEY["sites[].addresses[]" if ip_only else "sites[].domains[]"]
        path = f"sites.{index}.{'addresses' if ip_only else 'domains'}"
        if not site.get("addresses" if ip_only else "domains"):
            yield shape.missing(wanted, path)
    if not walk.dig(document.get("access"), ("ip_ranges",)):
        yield shape.missing(BY_KEY["access.ip_ranges[].start"], "access.ip_ranges")


def context_of(document: Any, path: str, *, today: date | None = None) -> dict[str, Any]:
    """The context for check_field of one path in a document, complete or not: `context_of(document, "sites.0.name")`."""
    day = today or _today()
    data = document if isinstance(document, dict) else {}
    near = [part for part in walk.parts(data) if path == part.path or path.startswith(f"{part.path}.")]
    beside = walk.nearby(max(near, key=lambda part: len(part.path))) if near else {}
    return walk.tidy(walk.common(data) | beside, day)


def normal(key: str, value: Any) -> Any:
    """The normal form of what a form was given: folded where folding is safe, else trimmed; codes as numbers; never an exception."""
    item = _item(key) or _BY_PARENT.get(paths.item_of(key))
    if isinstance(value, list):
        return [normal(f"{key}[]" if not key.endswith("[]") else key, member) for member in value]
    if item is None or not isinstance(value, str):
        return value
    if item.code_table:
        return _normal_code(item, value.strip())
    return _folded(item.key, _clean(item, value))


def _clean(item: Item, value: str) -> str:
    """Trimmed and in NFC; a text with hidden characters stays as typed, for its rule to refuse."""
    try:
        return identifiers.clean_text(value, lines=item.widget == "lines").strip()
    except Invalid:
        return value


def _normal_code(item: Item, value: str) -> Any:
    if item.code_table in shape.TEXT_CODES or not (value.isascii() and value.isdigit() and len(value) < 19):
        return value or None
    return int(value)


def _folded(key: str, value: str) -> Any:
    last = key.removesuffix("[]").rpartition(".")[2]
    if key.endswith(_UPPER):
        return identifiers.fold(value, "upper")
    reader = {
        "mobile": _folded_mobile,
        "phone": _folded_phone,
        "emergency_phone": _folded_phone,
        "email": identifiers.fold,
        "domains": _folded_domain,
        "addresses": _folded_address,
        "start": _folded_address,
        "end": _folded_address,
        "home_url": _folded_url,
        "provider": identifiers.fold,
    }.get(last)
    return reader(value) if reader else value


def _folded_mobile(value: str) -> str:
    """Digits without spaces, hyphens and the country's prefix."""
    digits = identifiers.fold(value).replace("-", "")
    for prefix in ("+86", "0086"):
        digits = digits.removeprefix(prefix)
    return digits


def _folded_phone(value: str) -> str:
    """(010) 6601 2345 → 010-66012345; a number without area code stays for its rule to refuse."""
    text = identifiers.fold(value).replace("—", "-").replace("–", "-")
    text = text.replace("(", "").replace(")", "-").removeprefix("+86-").removeprefix("+86")
    if text.startswith("1") or "-" in text or not text.isdigit():
        return text
    area = 3 if text.startswith(("01", "02")) else 4
    return f"{text[:area]}-{text[area:]}" if text.startswith("0") else text


def _folded_domain(value: str) -> str:
    """Half width, lower case, 。 as a dot, no final dot; a pasted http:// and path fall away, a www stays for its rule to name."""
    text = identifiers.fold(value.replace("。", "."), "lower")
    for scheme in ("http://", "https://"):
        text = text.removeprefix(scheme)
    return text.partition("/")[0].removesuffix(".")


def _folded_address(value: str) -> str:
    """Half width, and the shortest form of an IPv6 address."""
    text = identifiers.fold(value)
    try:
        return str(identifiers.address(text))
    except Invalid:
        return text


def _folded_url(value: str) -> str:
    """Half width, http:// in front where no scheme is typed, host in lower case."""
    text = identifiers.fold(value)
    try:
        return identifiers.home_url(text).url
    except Invalid:
        return text


@lru_cache(maxsize=1)
def catalogue() -> tuple[Rule, ...]:
    """Every rule, for the list that is printed into the documentation."""
    return RULES + DOCUMENT_RULES
