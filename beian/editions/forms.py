"""Forms of the officer's pages; that of a row is made from the shape that its table's flags have."""

from __future__ import annotations

from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic.fields import FieldInfo

from beian.editions import shapes, words, years
from beian.editions.drafting import Row
from beian.filing.identifiers import Invalid, clean_text
from beian.pages.forms import CodeCheckboxes, DateInput, PageForm
from beian.reference.tables import table

LONGEST_TEXT = 500
TODAY, ALL = "today", "all"
_HIDDEN = gettext_lazy("含有看不见或容易混淆的字符，请删去后重新填写。")
HINTS = {
    "code": gettext_lazy("字母、数字、点、横线，例如 21。发布后不能改成另一个代码。"),
    "valid_from": gettext_lazy("从当日起有效；不填则一直有效。"),
    "valid_to": gettext_lazy("当日仍有效。停用一个代码就填写这一天，已有的备案不受影响。"),
    "source": gettext_lazy(
        "所依据的文件或通知的文号，多个用分号分开。条款可以简写：R20(1) 显示为《互联网站备案管理工作细则》第二十条(1)。"
    ),
    "flags.words": gettext_lazy("每行一个，网站名称含有时提示。"),
    "flags.weak_words": gettext_lazy("每行一个，只请审核员核对。"),
    "flags.rejected_characters": gettext_lazy("每行一个。"),
}


def seen(text: str, *, lines: bool = False) -> str:
    """The text in its one form; refused where something stands in it that nobody sees."""
    try:
        return clean_text(text, lines=lines)
    except Invalid:
        raise ValidationError(_HIDDEN, code="hidden") from None


class SeenField(forms.CharField):
    """A text that is shown on every page of the nation: no hidden characters."""

    def clean(self, value: Any) -> str:
        return seen(super().clean(value))


class SeenLines(forms.CharField):
    """The same over several lines."""

    widget = forms.Textarea

    def clean(self, value: Any) -> str:
        return seen(super().clean(value), lines=True)


class WordsField(forms.CharField):
    """A list, one word per line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [word for line in seen(super().clean(value), lines=True).splitlines() if (word := line.strip())]


class RowFilter(PageForm):
    """What a table's rows are searched by."""

    text = forms.CharField(label=gettext_lazy("代码或名称"), required=False, max_length=100)
    valid = forms.ChoiceField(
        label=gettext_lazy("有效期"),
        required=False,
        choices=[(TODAY, gettext_lazy("今天有效")), (ALL, gettext_lazy("全部，含失效和未生效"))],
    )


class RevisionForm(PageForm):
    """A button that acts on a draft; `revision` says which state of it the officer has read."""

    revision = forms.IntegerField(
        label=gettext_lazy("草稿修订号"), widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1
    )


class PublishForm(RevisionForm):
    note = SeenLines(
        label=gettext_lazy("发布说明"),
        help_text=gettext_lazy("改了什么、依据哪份文件。所有下级系统都会看到。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    confirm = forms.BooleanField(label=gettext_lazy("以上改动我已逐项核对，可以下发"))


class RowForm(RevisionForm):
    """What rows of all tables share; `row_form` adds the flags of one table."""

    table: str
    code = SeenField(label=words.MEMBERS["code"], max_length=64, help_text=HINTS["code"])
    name = SeenField(label=words.MEMBERS["name"], max_length=LONGEST_TEXT)
    name_en = SeenField(label=words.MEMBERS["name_en"], max_length=LONGEST_TEXT, required=False)
    valid_from = forms.DateField(
        label=words.MEMBERS["valid_from"], required=False, widget=DateInput, help_text=HINTS["valid_from"]
    )
    valid_to = forms.DateField(
        label=words.MEMBERS["valid_to"], required=False, widget=DateInput, help_text=HINTS["valid_to"]
    )
    order = forms.IntegerField(label=words.MEMBERS["order"], min_value=0, max_value=1_000_000)
    source = SeenField(label=words.MEMBERS["source"], max_length=LONGEST_TEXT, help_text=HINTS["source"])
    confidence = forms.ChoiceField(
        label=words.MEMBERS["confidence"], choices=list(words.CHOICES["confidence"].items()), initial="high"
    )

    def __init__(self, *args: Any, before: Row | None = None, fixed: bool = False, **kwargs: Any) -> None:
        """`before` is the row as it stands in the draft; with `fixed` its code has been published and stays."""
        super().__init__(*args, **kwargs)
        self.before = before
        self.fields["code"].disabled = fixed

    @property
    def row(self) -> Row:
        """The row in its JSON form; after is_valid()."""
        cleaned, members = self.cleaned_data, shapes.RowShape.model_fields
        row = {name: _json(cleaned[name]) for name in members if name != "flags"}
        return row | {"flags": dict(self._flags())}

    def _flags(self):
        """A flag that the row never had and that still has its default is not added: that would be a difference."""
        had = self.before["flags"] if self.before else {}
        for name, info in shapes.flags_of(self.table).model_fields.items():
            value = self.cleaned_data[flag_field(name)]
            if name in had or info.is_required() or value != info.default:
                yield name, value

    def clean(self) -> dict:
        super().clean()
        cleaned = self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("失效日期不能早于生效日期。"))
        if not self.errors:
            for problem in shapes.problems(self.table, self.row):
                self.add_error(field_of(problem.member, self.fields), str(problem.text))
        return cleaned


def flag_field(name: str) -> str:
    return f"flags_{name}"


def field_of(member: str, fields: Any) -> str | None:
    """The field that holds a member: flags.words.3 stands in the field of flags.words."""
    head, _dot, rest = member.partition(".")
    name = flag_field(rest.partition(".")[0]) if head == "flags" else head
    return name if name in fields else None


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def initial_of(row: Row) -> dict[str, Any]:
    """A row as its form shows it."""
    return {name: value for name, value in row.items() if name != "flags"} | {
        flag_field(name): value for name, value in row["flags"].items()
    }


def new_row(rows: list[Row]) -> dict[str, Any]:
    """What a new row begins with: the place behind the last one."""
    return {"order": max((row["order"] for row in rows), default=0) + 1, "confidence": "high"}


@cache
def row_form(name: str) -> type[RowForm]:
    """The form of this table's rows."""
    flags = shapes.flags_of(name).model_fields
    fields = {flag_field(flag): _field(f"flags.{flag}", info) for flag, info in flags.items()}
    return type("RowForm", (RowForm,), {**fields, "table": name})  # type: ignore[return-value]


def _field(member: str, info: FieldInfo) -> forms.Field:
    """A flag's field by its type; a type that no officer can fill in is a mistake in the shape."""
    common = {"label": words.MEMBERS.get(member, member), "help_text": HINTS.get(member, "")}
    kind = info.annotation
    if member in words.CODES_OF or member == "flags.numbers":
        return _codes(member, common)
    if kind is bool:
        return forms.BooleanField(required=False, **common)
    if isinstance(kind, UnionType):
        return _maybe(member, common)
    if get_origin(kind) is Literal:
        return _one_of(member, get_args(kind), common)
    if kind is int:
        return forms.IntegerField(**common, **_limits(info))
    if get_origin(kind) is list:
        return WordsField(required=False, max_length=5000, **common)
    if member == "flags.start":
        return forms.ChoiceField(choices=list(words.CHOICES[member].items()), **common)
    if kind is str:
        return SeenField(required=False, max_length=LONGEST_TEXT, **common)
    raise TypeError(f"{member}: no field for {kind}")


def _codes(member: str, common: dict) -> forms.Field:
    def choices() -> list[tuple[str, words.Words]]:
        if member not in words.CODES_OF:
            return list(words.NUMBERS.items())
        # Codes that have ended are offered too: a row may go on naming them.
        return [(row.code, f"{row.code} {row.label(words.language())}") for row in table(words.CODES_OF[member]).rows]

    return forms.MultipleChoiceField(required=False, choices=choices, widget=CodeCheckboxes, **common)


def _maybe(member: str, common: dict) -> forms.Field:
    """True, false, or nothing said."""
    said = words.CHOICES.get(member, {True: gettext_lazy("是"), False: gettext_lazy("否")})
    return forms.TypedChoiceField(
        required=False,
        choices=[("", gettext_lazy("不适用")), ("True", said[True]), ("False", said[False])],
        coerce=lambda value: value == "True",
        empty_value=None,
        **common,
    )


def _one_of(member: str, values: tuple, common: dict) -> forms.Field:
    said = words.CHOICES[member]
    return forms.TypedChoiceField(choices=[(value, said[value]) for value in values], coerce=type(values[0]), **common)


def _limits(info: FieldInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for limit in info.metadata:
        if isinstance(limit, Ge):
            found["min_value"] = limit.ge
        elif isinstance(limit, Le):
            found["max_value"] = limit.le
    return found


class YearForm(RevisionForm):
    """The State Council's notice of one year's holidays, as an officer copies it."""

    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=2004, max_value=2100)
    notice = SeenField(
        label=gettext_lazy("通知文号"),
        max_length=200,
        help_text=gettext_lazy("例如：国办发明电〔2026〕7号。日历的每一天都注明这个出处。"),
    )
    off = SeenLines(
        label=gettext_lazy("放假日期"),
        help_text=gettext_lazy(
            "每行一个节日，例如：春节：2027-02-05至2027-02-11。多个日期用顿号分开，也可以写 2月5日至11日。"
        ),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    worked = SeenLines(
        label=gettext_lazy("调休上班日期"),
        required=False,
        help_text=gettext_lazy("写法相同，例如：春节：2027-02-14、2027-02-20。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    complete = forms.TypedChoiceField(
        label=gettext_lazy("该年的安排是否已全部录入"),
        help_text=gettext_lazy("选“是”之后，该年不再提示“尚未公布”。"),
        choices=[("True", gettext_lazy("是")), ("False", gettext_lazy("否，还有未公布的"))],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )

    @property
    def rows(self) -> list[Row]:
        """The rows that the notice makes; after is_valid()."""
        told = self.cleaned_data
        return years.rows_of(
            year=told["year"],
            notice=told["notice"],
            off=told["off_days"],
            worked=told["worked_days"],
            complete=told["complete"],
        )

    def clean(self) -> dict:
        super().clean()
        cleaned = self.cleaned_data
        if isinstance(cleaned.get("year"), int):
            for name in ("off", "worked"):
                self._read(name)
            self._compare()
        return cleaned

    def _read(self, name: str) -> None:
        """Text → the days that it names, with what each is called."""
        if name in self.cleaned_data:
            try:
                self.cleaned_data[f"{name}_days"] = years.days_in(self.cleaned_data[name], self.cleaned_data["year"])
            except ValueError as error:
                self.add_error(name, str(error))

    def _compare(self) -> None:
        off, worked = self.cleaned_data.get("off_days", {}), self.cleaned_data.get("worked_days", {})
        if both := sorted(off.keys() & worked.keys()):
            self.add_error("worked", _("%(day)s 已列为放假日期，请核对。") % {"day": both[0].isoformat()})
        if odd := sorted(day for day in worked if day.weekday() < 5 and day not in off):
            text = _("%(day)s 不是周六或周日，本来就上班，请核对日期。")
            self.add_error("worked", text % {"day": odd[0].isoformat()})
