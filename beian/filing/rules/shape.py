"""The shape of a value before any rule sees it: its type, its length, its characters, whether its code exists."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from beian.filing.identifiers.reasons import REASONS, Invalid
from beian.filing.identifiers.text import fold, hidden_reason, is_clean
from beian.filing.items import TEXT_CODES, Item
from beian.filing.rules.findings import Finding, Words, filled
from beian.reference.tables import table

MISSING = "missing"
_CODE_TOP = 2**62


def wrong_type(item: Item, path: str) -> Finding:
    """A number where text belongs, a list where one value belongs, true where a code belongs."""
    text = _("填写的内容类型不对。") if not item.code_table else _("不是代码表中的代码。")
    return Finding(path, "shape.type", text, item.hint, item.article)


def missing(item: Item, path: str) -> Finding:
    """An item that must be filled in and is not."""
    return Finding(path, MISSING, filled(_("请填写{label}。"), {"label": item.label}), item.hint, item.article)


def invalid(item: Item, path: str, error: Invalid, article: Words = "") -> Finding:
    """An identifier's own reason as a finding at this path."""
    reason = REASONS[error.code]
    return Finding(path, error.code, reason.text, reason.suggestion, article or item.article)


def is_blank(value: Any) -> bool:
    """Nothing, or only spaces: the same as not filled in. A lone line separator is no space but a hidden character."""
    return value is None or (isinstance(value, str) and not value.strip() and not fold(value))


def known_code(code_table: str, value: Any) -> bool:
    """Whether a code of the right type stands in the table, valid or not; GB/T 2260 codes are text, all others numbers."""
    if code_table in TEXT_CODES:
        return type(value) is str and value in table(code_table).codes
    return type(value) is int and 0 < value < _CODE_TOP and str(value) in table(code_table).codes


def fitting(item: Item) -> Callable[[Any], bool]:
    """The test whether a value has the item's shape, so that the rules may rely on its type."""
    code_table, most, lines = item.code_table, item.max_length, item.widget == "lines"
    if code_table:
        return lambda value: known_code(code_table, value)
    if item.widget == "flag":
        return lambda value: type(value) is bool
    return lambda value: type(value) is str and len(value) <= most and is_clean(value, lines=lines)


def wrong(item: Item, path: str, value: Any) -> Finding:
    """What is wrong with a value that does not fit."""
    if item.code_table:
        return _bad_code(item, path, value)
    if item.widget == "flag" or type(value) is not str:
        return wrong_type(item, path)
    if len(value) > item.max_length:
        text = filled(_("不能超过 {most} 个字符。"), {"most": item.max_length})
        return Finding(path, "shape.too_long", text, _("请写得简短一些。"), item.article)
    return invalid(item, path, Invalid(hidden_reason(value, lines=item.widget == "lines")))


def _bad_code(item: Item, path: str, value: Any) -> Finding:
    wanted = str if item.code_table in TEXT_CODES else int
    if type(value) is not wanted:
        return wrong_type(item, path)
    return Finding(path, "shape.unknown_code", _("不是代码表中的代码。"), _("请从列表中选择。"), item.article)


def too_many(item: Item, path: str) -> Finding:
    """More values than the item may have."""
    text = filled(_("最多填写 {most} 项。"), {"most": item.max_count})
    return Finding(path, "shape.too_many", text, _("请减少填写的项数。"), item.article)


def repeated(item: Item, path: str) -> Finding:
    """A value that stands twice in one list."""
    return Finding(path, "shape.repeated", _("与前面的某一项重复。"), _("请删除重复的一项。"), item.article)
