"""A pack's rows: read into templates with their parameters, and what is wrong with those that cannot be."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, ValidationError

from beian.filing.identifiers import Invalid, clean_text
from beian.filing.rules.findings import Words, filled
from beian.filing.rules.packs.parameters import OfNatures, Params, Shown
from beian.filing.rules.packs.template import Template
from beian.filing.rules.packs.templates import template_of
from beian.reference.tables import PACK, Row, table

MOST_ROWS = 200
LONGEST = 300
_CODE = re.compile(r"([0-9]{2})\.[a-z0-9][a-z0-9_.-]{0,59}")


class Problem(NamedTuple):
    """What is wrong with one row: its code, the place in it (`params.years`, `severity`, `code`), that place's label, the sentence."""

    row: str
    place: str
    label: Words
    text: Words


class Bound(NamedTuple):
    """A row with its template and its parameters."""

    row: Row
    template: Template
    params: Params

    @property
    def keys(self) -> tuple[str, ...]:
        """The items that it speaks to."""
        return self.params.keys(self.template.items)


class Flags(BaseModel):
    """What a row of a pack holds beside the members of every table's rows."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    on: bool
    template: str
    params: dict[str, Any]
    severity: str
    suggestion: str = ""
    suggestion_en: str = ""


LABELS: dict[str, Words] = {
    "code": _("规则代码"),
    "name": _("提示语"),
    "name_en": _("提示语（英文）"),
    "valid_to": _("截止日期"),
    "source": _("依据"),
    "on": _("是否启用"),
    "template": _("规则模板"),
    "params": _("参数"),
    "severity": _("严重程度"),
    "suggestion": _("修改建议"),
    "suggestion_en": _("修改建议（英文）"),
}


def bound(row: Row) -> Bound | None:
    """The row ready for use; None where its template, its parameters, anything else in its flags or a sentence is wrong."""
    found = _flags(row)
    sentences = (row.code, row.name, row.name_en, row.source)
    return found if isinstance(found, Bound) and all(type(text) is str for text in sentences) else None


def problems(rows: Iterable[Row]) -> list[Problem]:
    """What is wrong with a pack's rows, in their order; an editor refuses a draft that has any."""
    listed = list(rows)
    found = [problem for row in listed for problem in _row_problems(row)]
    for place, row in enumerate(listed):
        if any(row.code == other.code and _overlap(row, other) for other in listed[:place]):
            found.append(_problem(row, "code", _("同一代码在同一段时间里有两条规则。")))
    if len(listed) > MOST_ROWS:
        found.append(Problem("", "", "", filled(_("一个规则包最多 {most} 条规则。"), {"most": MOST_ROWS})))
    return found


def _row_problems(row: Row) -> Iterator[Problem]:
    code = _CODE.fullmatch(row.code) if type(row.code) is str else None
    if code is None or code[1] not in table("provinces").codes:
        yield _problem(row, "code", _("规则代码应为省代码、点、小写英文名称，例如 33.min_age。"))
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        yield _problem(row, "valid_to", _("截止日期早于起始日期。"))
    for name in ("name", "name_en", "source"):
        yield from _sentence_problems(row, name, getattr(row, name))
    for name in ("suggestion", "suggestion_en"):
        if type(row.flags.get(name)) is str:
            yield from _sentence_problems(row, name, row.flags[name])
    found = _flags(row)
    if isinstance(found, Bound):
        yield from _nature_problems(found)
    else:
        yield from found


def _sentence_problems(row: Row, name: str, text: Any) -> Iterator[Problem]:
    """A sentence is shown to people as it is."""
    if type(text) is not str:
        yield _problem(row, name, _("应为文字。"))
    elif len(text) > LONGEST:
        yield _problem(row, name, filled(_("不能超过 {most} 个字符。"), {"most": LONGEST}))
    elif _hidden(text):
        yield _problem(row, name, _("含有看不见或不能显示的字符。"))


def _hidden(text: str) -> bool:
    try:
        clean_text(text)
    except Invalid:
        return True
    return False


def _nature_problems(found: Bound) -> Iterator[Problem]:
    """A nature that the table never held; it harms no filing, yet the officer meant another."""
    natures = found.params.natures if isinstance(found.params, OfNatures) else []
    if unknown := [code for code in natures if str(code) not in table("owner_natures").codes]:
        text = filled(_("没有代码为 {code} 的单位性质。"), {"code": unknown[0]})
        yield Problem(found.row.code, "params.natures", _label(found.template, "natures"), text)


def _overlap(one: Row, other: Row) -> bool:
    starts = [row.valid_from for row in (one, other) if row.valid_from]
    ends = [row.valid_to for row in (one, other) if row.valid_to]
    return not starts or not ends or max(starts) <= min(ends)


def _flags(row: Row) -> Bound | list[Problem]:
    """The row read, or all that is wrong with its flags."""
    try:
        flags = Flags.model_validate(dict(row.flags))
    except ValidationError as error:
        return [_problem(row, str(found["loc"][0]), _sentence(found)) for found in _errors(error)]
    template = template_of(flags.template)
    if template is None:
        return [_problem(row, "template", _("没有这种规则模板。"))]
    wrong = []
    if flags.severity not in template.severities:
        wrong.append(_problem(row, "severity", _("这种规则不能用这个严重程度。")))
    try:
        params = template.params.model_validate(flags.params)
    except ValidationError as error:
        return wrong + [_parameter_problem(row, template, found) for found in _errors(error)]
    return wrong or Bound(row, template, params)


def _errors(error: ValidationError) -> list[Any]:
    return error.errors(include_url=False, include_input=False)


def _parameter_problem(row: Row, template: Template, found: Mapping[str, Any]) -> Problem:
    """Named by the parameter; an unknown one's name is cut, since it comes from outside."""
    place = ".".join(str(step) for step in found["loc"])[:80].encode("ascii", "backslashreplace").decode()
    return Problem(row.code, f"params.{place}", _label(template, str(found["loc"][0])), _sentence(found))


def _label(template: Template, name: str) -> Words:
    field = template.params.model_fields.get(name)
    shown = next((each for each in field.metadata if isinstance(each, Shown)), None) if field else None
    return shown.label if shown else LABELS["params"]


def _problem(row: Row, place: str, text: Words) -> Problem:
    return Problem(row.code, place, LABELS.get(place, ""), text)


_SENTENCES: dict[str, Words] = {
    "missing": _("缺少此项。"),
    "extra_forbidden": _("这种规则没有这个参数。"),
    "int_type": _("应为整数。"),
    "bool_type": _("应为是或否。"),
    "literal_error": _("请从列表中选择。"),
    "unknown_choice": _("请从列表中选择。"),
    "repeated": _("同一项写了两次。"),
    "hidden_character": _("含有看不见或不能显示的字符。"),
    "string_unicode": _("含有看不见或不能显示的字符。"),
    "spaces_around": _("前后不能有空格。"),
    "no_suffix": _("不是域名后缀。"),
    "string_pattern_mismatch": _("不是域名后缀。"),
    "below_least": _("不能小于最少的个数。"),
}
_BOUNDED: dict[str, tuple[Words, str]] = {
    "greater_than_equal": (_("不能小于 {bound}。"), "ge"),
    "less_than_equal": (_("不能大于 {bound}。"), "le"),
    "string_too_short": (_("不能少于 {bound} 个字符。"), "min_length"),
    "string_too_long": (_("不能超过 {bound} 个字符。"), "max_length"),
    "too_short": (_("至少填写 {bound} 项。"), "min_length"),
    "too_long": (_("最多填写 {bound} 项。"), "max_length"),
}


def _sentence(found: Mapping[str, Any]) -> Words:
    bounded = _BOUNDED.get(found["type"])
    if bounded:
        return filled(bounded[0], {"bound": found["ctx"][bounded[1]]})
    return _SENTENCES.get(found["type"], _("填写的形式不正确。"))


def province_of(pack_table: str) -> str:
    """The province of a pack's table: 33 for rules.33; "" for a table of another name."""
    return pack_table.removeprefix(PACK) if pack_table.startswith(PACK) else ""
