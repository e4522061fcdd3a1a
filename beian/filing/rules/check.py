"""The engine: one value, or a whole document, against the list of rules. Pure, without database or clock of its own beyond the default day."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers, paths
from beian.filing.identifiers import Invalid
from beian.filing.items import BY_KEY, Item
from beian.filing.rules import (
    access,
    across,
    addresses,
    certificates,
    contacts,
    names,
    packs,
    shape,
    site_names,
    sites,
    walk,
)
from beian.filing.rules.findings import Finding, Rule
from beian.reference.clocks import SHANGHAI
from beian.reference.tables import Table

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


class Line(NamedTuple):
    """One item as the engine meets it, made once: how far below its part it stands, whether a value has its shape, its rules."""

    item: Item
    steps: tuple[str, ...]
    below: str
    repeats: bool
    fits: Callable[[Any], bool]
    rules: tuple[tuple[Callable[[Any, Mapping[str, Any]], Any], Rule], ...]


def _line(item: Item, steps: tuple[str, ...] = ()) -> Line:
    rules = tuple((rule.check, rule) for rule in RULES if item.key in rule.items)
    return Line(item, steps, f".{'.'.join(steps)}", item.repeats, shape.fitting(item), rules)


_LINES = {prefix: tuple(_line(*member) for member in group.items) for prefix, group in walk.GROUPS.items()}
_PRINCIPAL, _SITE_PRINCIPAL = "subject.principal", "sites[].principal"
_BY_ITEM = {line.item.key: line for lines in _LINES.values() for line in lines}
_BY_PARENT = {item.parent: item for item in BY_KEY.values() if item.repeats}
_UPPER = ("certificate.number",)
_NUMBER = re.compile("[1-9][0-9]{0,17}")


def _asks(prefix: str) -> list[tuple]:
    """All that decides what a part may hold."""
    kept = operator.attrgetter("widget", "required_for", "max_length", "code_table")
    return [(line.below, line.rules, kept(line.item)) for line in _LINES[prefix]]


# What is asked of both kinds of principal is the same, so that the usual filing, with one person for both, is asked once.
_ALIKE = _asks(_PRINCIPAL) == _asks(_SITE_PRINCIPAL)


def _today() -> date:
    return datetime.now(SHANGHAI).date()


def check_field(
    key: str, value: Any, context: Mapping[str, Any] | None = None, *, today: date | None = None
) -> list[Finding]:
    """What is wrong with one value of an item; key is an item's key or a document's path, value anything at all.

    The context is the rest of the document as far as a rule needs it (`context_of`), or any of its members: nature, owner, province, city, county,
    certificate_type, mobile, start, domains, addresses, approvals, authorisation, today, as_written. Without a day, today in Shanghai.
    The pack of the province in the context comes on top, or the Table in its member pack.
    """
    given = context or {}
    day = today or (given.get("today") if type(given.get("today")) is date else None) or _today()
    tidied = walk.tidy(given, day) | {"today": day}
    whole = _BY_PARENT.get(paths.item_of(key))
    item = whole or _item(key)
    if item is None:
        return [Finding(key[:120], "item.unknown", _("登记表没有这一项。"), _("请删除这一项。"), "")]
    found: list[Finding] = []
    if whole is not None:
        _judge_list(_BY_ITEM[item.key], key, value, tidied, item.is_required(tidied.get("nature")), found)
    elif not shape.is_blank(value):
        _judge(_BY_ITEM[item.key], key, value, tidied, found)
    elif item.repeats or item.is_required(tidied.get("nature")):
        found.append(shape.missing(item, key))
    return found + packs.check_value(item, key, value, tidied, _pack(given, day), whole=whole is not None)


def _pack(given: Mapping[str, Any], day: date) -> Table | None:
    pack = given.get("pack")
    return pack if isinstance(pack, Table) else packs.pack_of(given.get("province"), day)


def _item(key: str) -> Item | None:
    return BY_KEY.get(paths.item_of(key))


def _judge(line: Line, path: str, value: Any, context: Mapping[str, Any], found: list[Finding]) -> None:
    """Shape first; the rules only where the shape is right. Of rules that say the same, the first rejection ends the list."""
    if not line.fits(value):
        found.append(shape.wrong(line.item, path, value))
        return
    for check, rule in line.rules:
        try:
            broken = check(value, context)
        except Invalid as error:
            found.append(shape.invalid(line.item, path, error, rule.article))
            return
        if broken:
            found.append(rule.at(path, broken if isinstance(broken, dict) else None))
            if found[-1].rejects:
                return


def _judge_list(
    line: Line, path: str, value: Any, context: Mapping[str, Any], required: bool, found: list[Finding]
) -> None:
    """The findings of an item that repeats: of the list, then of each of its values."""
    if value is None or value == []:
        if required:
            found.append(shape.missing(line.item, path))
    elif not isinstance(value, list):
        found.append(shape.wrong_type(line.item, path))
    elif len(value) > line.item.max_count:
        found.append(shape.too_many(line.item, path))
    else:
        _judge_members(line, path, value, context, found)


def _judge_members(line: Line, path: str, values: list[Any], context: Mapping[str, Any], found: list[Finding]) -> None:
    seen: set[Any] = set()
    for index, value in enumerate(values):
        place = f"{path}.{index}"
        known = value if isinstance(value, str | int) else None
        if shape.is_blank(value):
            found.append(shape.missing(line.item, place))
        elif known is not None and (type(known), known) in seen:
            found.append(shape.repeated(line.item, place))
        else:
            _judge(line, place, value, context, found)
        seen.add((type(known), known))


def check_document(
    document: Any, *, complete: bool = False, today: date | None = None, pack: Table | None = None
) -> list[Finding]:
    """What is wrong with a document (plain data, both parts joined), in the order of the form.

    Items left open count only with complete=True, which also asks for a site, its domain or address, and the access. What the subject's
    province asks for on top comes last; a trial names the pack.
    """
    if not isinstance(document, dict):
        return [Finding("", "shape.type", _("备案数据应为一组数据项。"), _("请按登记表填写。"), "P09 附件3一(二)")]
    day = today or _today()
    shared = walk.tidy(walk.common(document), day)
    found = _judge_parts(document, shared, complete)
    if complete:
        found += _absent_lists(document)
    for rule in DOCUMENT_RULES:
        for path, blanks in rule.check(document):
            found.append(rule.at(path, blanks))
    if pack is None:
        pack = packs.pack_of(shared.get("province"), day)
    return found + packs.check_pack(document, pack, today=day, complete=complete)


def check_whole(document: Any, *, today: date | None = None) -> list[Finding]:
    """What is wrong with a document that is handed in, and what its bureau wants filled in on top of the form.

    Items that the form itself asks for are left to `documents.missing`, which knows who fills in what.
    """
    found = check_document(document, complete=True, today=today)
    return [finding for finding in found if finding.code != shape.MISSING]


def _judge_parts(document: Mapping[str, Any], shared: dict[str, Any], complete: bool) -> list[Finding]:
    """Every part in its order; a site's principal who is the owner's and was in order there is not asked again."""
    found: list[Finding] = []
    in_order = None
    for part in walk.parts(document):
        if in_order is not None and part.group.prefix == _SITE_PRINCIPAL and _is_same(part.node, in_order):
            continue
        before = len(found)
        _judge_part(part, shared, complete, found)
        if _ALIKE and part.group.prefix == _PRINCIPAL and len(found) == before:
            in_order = part.node
    return found


def _is_same(principal: Any, other: Any) -> bool:
    """Equal to the last item; 2 and 2.0 are equal numbers and not the same code."""
    steps = ("certificate", "type")
    return principal == other and type(walk.dig(principal, steps)) is type(walk.dig(other, steps))


def _judge_part(part: walk.Part, shared: dict[str, Any], complete: bool, found: list[Finding]) -> None:
    node, path, prefix = part.node, part.path, part.group.prefix
    if node is not None and not isinstance(node, dict):
        found.append(
            Finding(part.path, "shape.type", _("填写的内容类型不对。"), _("请按登记表填写。"), "P09 附件3一(二)")
        )
        return
    if node is None and not complete:
        return
    context = walk.beside(part, shared)
    nature, all_required = context.get("nature"), prefix == "sites[].pre_approvals[]"
    for line in _LINES[prefix]:
        value = node
        for step in line.steps:
            value = value.get(step) if isinstance(value, dict) else value
        if line.repeats:
            _judge_list(line, path + line.below, value, context, complete and line.item.is_required(nature), found)
        elif value is not None and not shape.is_blank(value):
            _judge(line, path + line.below, value, context, found)
        elif complete and (all_required or line.item.is_required(nature)):
            found.append(shape.missing(line.item, path + line.below))


def _absent_lists(document: dict[str, Any]) -> Iterator[Finding]:
    """Lists that a complete filing cannot be without: a site, how it is reached, the provider's address ranges."""
    if not document.get("sites"):
        yield Finding("sites", shape.MISSING, _("请填写至少一个网站。"), _("请添加网站。"), "R2")
    for index, site in walk.sites_of(document):
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
        return _normal_code(item, value.strip(" "))
    return _folded(item.key, _clean(item, value))


def _clean(item: Item, value: str) -> str:
    """Trimmed and in NFC; a text with hidden characters stays as typed, for its rule to refuse."""
    try:
        return identifiers.clean_text(value, lines=item.widget == "lines").strip()
    except Invalid:
        return value


def _normal_code(item: Item, value: str) -> Any:
    """A number as its table writes it: neither 04 nor +4."""
    if item.code_table in shape.TEXT_CODES or _NUMBER.fullmatch(value) is None:
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
