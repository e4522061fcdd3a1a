"""What a row of each table must look like before it may be published: a wrong flag would break every node that takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from beian.filing.identifiers import Invalid, clean_text
from beian.filing.rules import packs
from beian.reference import clocks, tables

Words = str | Promise


def _seen(text: str) -> str:
    """No hidden characters: what an officer writes is shown on every page of the nation."""
    try:
        return clean_text(text)
    except Invalid as error:
        raise ValueError("hidden") from error


Text = Annotated[str, Field(max_length=500), AfterValidator(_seen)]
Code = Annotated[str, Field(pattern=r"\A[0-9A-Za-z][0-9A-Za-z._-]{0,63}\z")]
Codes = Annotated[list[Code], Field(max_length=64)]
WordList = Annotated[list[Annotated[str, Field(min_length=1, max_length=20)]], Field(max_length=200)]


class Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)


class RowShape(Shape):
    """The form that rows of every table share."""

    code: Code
    name: Text
    name_en: Text
    valid_from: str | None
    valid_to: str | None
    order: Annotated[int, Field(ge=0, le=1_000_000)]
    flags: dict[str, Any]
    source: Text
    confidence: Literal["high", "medium", "low", "unknown", "ours"]

    @model_validator(mode="after")
    def days(self) -> RowShape:
        """Validity is two ISO days, the first not after the second."""
        first, last = (date.fromisoformat(day) if day else None for day in (self.valid_from, self.valid_to))
        if first and last and last < first:
            raise ValueError("valid_to before valid_from")
        return self


class Problem(NamedTuple):
    """What is wrong with one member of a row."""

    member: str
    text: Words


class NoFlags(Shape):
    pass


class Bit(Shape):
    bit: Annotated[int, Field(ge=1, le=2**62)]


class CalendarFlags(Shape):
    """A day says whether it is worked; a year says that its notice stands in the table in full."""

    worked: bool | None = None
    complete: bool | None = None


class CertificateFlags(Shape):
    natures: Codes
    holder: Literal["unit", "person"]
    principal: bool
    numbers: Codes
    choice: Literal[1, 2]
    note: Text = ""


class ClockFlags(Shape):
    unit: Literal["workday", "day", "month", "year", "hour", "day_of_month"]
    amount: Annotated[int, Field(ge=-3650, le=3650)]
    start: Text
    configurable: bool = False


class CountyFlags(Shape):
    heading: bool = False


class NatureFlags(Shape):
    kind: Literal["unit", "person"]
    other_name: Text
    needs_superior: bool
    in_2013: bool


class ApprovalFlags(Bit):
    short_name: Text
    department: Text
    department_en: Text
    document: Text
    words: WordList
    weak_words: WordList
    annex3: bool
    special: bool
    status: Text


class PolicyFlags(Shape):
    """A document of the policy library; what is not known stays empty."""

    kind: Literal["law", "rule", "plan", "guide"]
    number: Text
    issuer: Text
    issued_on: Annotated[str, Field(pattern=r"\A(?:[0-9]{4}(?:-[0-9]{2}-[0-9]{2})?)?\z")]
    summary: Text
    url: Annotated[str, Field(pattern=r"\A(?:https?://[!-~]{1,200})?\z")]


class Tile(Shape):
    tile_row: Annotated[int, Field(ge=0, le=30)]
    tile_column: Annotated[int, Field(ge=0, le=30)]


class ProvinceFlags(Tile):
    character: Annotated[str, Field(min_length=1, max_length=1)]
    rejected_characters: WordList
    short_name: Text
    bureau: Text
    bureau_en: Text
    region: Text
    region_en: Text
    gb2260: Code
    server_location_bit: Annotated[int, Field(ge=1, le=2**62)]
    site: Annotated[str, Field(pattern=r"\Ahttps?://[!-~]{1,200}\z")]


class ServiceFlags(Bit):
    group: Text
    group_en: Text
    person: bool
    approvals: Codes


class PackFlags(Shape):
    """A rule of a bureau: a template with its values, and the bureau's own words where it has some."""

    on: bool
    template: Code
    params: dict[str, Any]
    severity: Literal["reject", "warn", "person"]
    suggestion: Text
    suggestion_en: Text


FLAGS: dict[str, type[Shape]] = {
    "access_modes": Bit,
    "agreement_form": NoFlags,
    "calendar": CalendarFlags,
    "certificate_types": CertificateFlags,
    "cities": NoFlags,
    "clocks": ClockFlags,
    "counties": CountyFlags,
    "languages": NoFlags,
    "owner_natures": NatureFlags,
    "policies": PolicyFlags,
    "pre_approvals": ApprovalFlags,
    "provinces": ProvinceFlags,
    "regions_without_data": Tile,
    "service_types": ServiceFlags,
    "sheet_form": NoFlags,
    "top_level_domains": NoFlags,
}


def flags_of(name: str) -> type[Shape]:
    """The shape of this table's flags; KeyError for a table that nobody knows."""
    return PackFlags if name.startswith(tables.PACK) else FLAGS[name]


def problems(name: str, row: dict[str, Any]) -> list[Problem]:
    """What is wrong with a row of this table in its JSON form; empty where it may be published."""
    found = [*_of(RowShape, row, ""), *_of(flags_of(name), row.get("flags"), "flags.")]
    if not found and name == "calendar":
        found += _calendar(row)
    if not found and name == "clocks":
        found += _clock(row)
    if not found and name.startswith(tables.PACK):
        found += _pack(name, row)
    return found


def unusable(name: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    """What would break a node that took these rows from another one. A flag that a newer release adds does not, nor does a rule that cannot
    be read: it is passed over."""
    pack = name.startswith(tables.PACK)
    if pack and len(rows) > packs.MOST_ROWS:
        yield f"{len(rows)} rules"
    for place, row in enumerate(rows):
        found = _of(RowShape, row, "") if pack else problems(name, row)
        yield from (f"row {place}: {each.member}" for each in found if each.text is not _NOT_HERE)


def _of(shape: type[Shape], value: Any, prefix: str) -> Iterator[Problem]:
    try:
        shape.model_validate(value)
    except ValidationError as error:
        for wrong in error.errors(include_url=False, include_input=False):
            member = ".".join(str(step) for step in wrong["loc"])[:120]
            yield Problem(prefix + member, _SENTENCES.get(wrong["type"], _("填写的形式不正确。")))


_NOT_HERE = _("这张表没有这一项。")
_SENTENCES: dict[str, Words] = {
    "missing": _("缺少此项。"),
    "extra_forbidden": _NOT_HERE,
    "string_too_long": _("文字太长。"),
    "string_too_short": _("不能为空。"),
    "string_pattern_mismatch": _("含有不允许的字符。"),
    "literal_error": _("请从列出的值中选择。"),
    "greater_than_equal": _("数值太小。"),
    "less_than_equal": _("数值太大。"),
    "value_error": _(
        "日期或文字的内容不正确：日期按 2027-01-01 填写，结束日期不早于开始日期，文字中没有看不见的字符。"
    ),
}
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def _calendar(row: dict[str, Any]) -> Iterator[Problem]:
    """A row is a day that says whether it is worked, or a year that says that it is complete."""
    whole_year = _YEAR.fullmatch(row["code"]) is not None
    wanted = "complete" if whole_year else "worked"
    if not whole_year and not _is_day(row["code"]):
        yield Problem("code", _("请填写日期（2027-01-01）或年份（2027）。"))
    elif {name for name, value in row["flags"].items() if value is not None} != {wanted}:
        yield Problem(f"flags.{wanted}", _("日期要说明是否上班，年份要说明通知是否已全部录入。"))


# Days beyond no calendar, no clock and no message reaches (reference/dates.py): a century, ten years in smaller units.
_FURTHEST = {"month": 1200, "year": 100}
_WAITED_FOR = frozenset((*clocks.BY_STATE.values(), *clocks.BY_KIND.values()))


def _clock(row: dict[str, Any]) -> Iterator[Problem]:
    """Working days and hours count forward only, a day of the month is one of 31, and what an application waits for lies ahead.

    A clock has one row, which counts from the moment when its edition is held: `clocks.clock` asks for no day.
    """
    unit, amount = row["flags"]["unit"], row["flags"]["amount"]
    if row["valid_from"]:
        yield Problem("valid_from", _NOT_HERE)
    if amount < 1 and row["code"] in _WAITED_FOR or amount < -_FURTHEST.get(unit, 3650):
        yield Problem("flags.amount", _SENTENCES["greater_than_equal"])
    if amount > _FURTHEST.get(unit, 3650):
        yield Problem("flags.amount", _SENTENCES["less_than_equal"])
    if unit in ("workday", "hour") and amount < 0:
        yield Problem("flags.amount", _("工作日和小时只能往后数，请填写 0 或更大的数。"))
    if unit == "day_of_month" and not 1 <= amount <= 31:
        yield Problem("flags.amount", _("每月几日请填写 1 至 31。"))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _pack(name: str, row: dict[str, Any]) -> Iterator[Problem]:
    """A bureau's rule begins with its province and fills its template with sound values."""
    if not row["code"].startswith(f"{name.removeprefix(tables.PACK)}."):
        yield Problem("code", _("规则代码应以本省代码开头，例如 33.min_age。"))
    for problem in packs.problems([tables.read(row)]):
        shared = problem.place in RowShape.model_fields
        yield Problem(problem.place if shared else f"flags.{problem.place}", problem.text)
