"""Forms of the bureau's officers: a rule by its template, the day of an edition, the period of a trial."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from beian.editions.forms import SeenLines
from beian.editions.shapes import Words
from beian.filing.rules import packs as engine
from beian.filing.rules.packs.forms import CHOICE, INTEGER, NATURES, WORDS, Field
from beian.filing.rules.packs.template import Template
from beian.pages.forms import CodeCheckboxes, CodeRadios, CodeSelect, DateInput, PageForm
from beian.reference.dates import YEARS
from beian.reference.tables import Row, table
from province.rules.words import SEVERITIES

PARAM = "p_"
FEW = 5  # choices that stand in sight
SENTENCE, ARTICLE = 300, 300
YEAR = timedelta(days=365)


class DayField(forms.DateField):
    """A day within the reach of calendars, clocks and messages."""

    widget = DateInput

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and day.year not in YEARS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class RevisionForm(PageForm):
    """Which state of the draft was before the officer's eyes: two windows cannot overwrite each other."""

    revision = forms.IntegerField(
        label=gettext_lazy("草稿版本"), widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1
    )


class BeginForm(PageForm):
    """Which edition the officer saw when he began: a bare address begins nothing."""

    edition = forms.IntegerField(
        label=gettext_lazy("规则版本"), widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1
    )


class KeyForm(RevisionForm):
    """One row of the draft: its code and its first day."""

    code = forms.CharField(label=gettext_lazy("规则代码"), max_length=64, widget=forms.HiddenInput)
    first_day = forms.CharField(label=gettext_lazy("起始日期"), max_length=10, required=False, widget=forms.HiddenInput)

    @property
    def key(self) -> tuple[str, str]:
        return self.cleaned_data["code"], self.cleaned_data["first_day"]


class PublishForm(RevisionForm):
    in_force_from = DayField(
        label=gettext_lazy("施行日期"),
        help_text=gettext_lazy("从这一天零时起，主办者填表、服务商核验和本省自动检查都按新规则执行。"),
    )
    note = SeenLines(
        label=gettext_lazy("发布说明"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("为什么修改，依据哪份文件。会随规则一起下发。"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_in_force_from(self) -> date:
        """Rules take nobody by surprise: never earlier than today."""
        chosen = self.cleaned_data["in_force_from"]
        if chosen < self.today:
            raise forms.ValidationError(_("施行日期不能早于今天，请选择今天或以后的日期。"))
        return chosen


class TrialForm(RevisionForm):
    what = forms.ChoiceField(label=gettext_lazy("试算内容"), widget=CodeSelect, required=False)
    first_day = DayField(label=gettext_lazy("上报日期从"))
    last_day = DayField(label=gettext_lazy("到"))

    def __init__(self, *args: Any, today: date, rules: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", _("整个草稿")), *rules]
        self.fields["what"].required = False
        self.fields["first_day"].initial, self.fields["last_day"].initial = today - YEAR, today

    def clean_last_day(self) -> date:
        """The period runs forward."""
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data["last_day"]
        if first and last < first:
            raise forms.ValidationError(_("结束日期早于开始日期，请调整。"))
        return last


class NationalFilter(PageForm):
    words = forms.CharField(label=gettext_lazy("内容"), max_length=50, required=False)
    item = forms.ChoiceField(label=gettext_lazy("登记项"), required=False, widget=CodeSelect)
    severity = forms.ChoiceField(
        label=gettext_lazy("严重程度"),
        required=False,
        widget=CodeSelect,
        choices=[("", gettext_lazy("全部")), *((code, words) for code, (words, _tone) in SEVERITIES.items())],
    )

    def __init__(self, *args: Any, items: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", _("全部")), *items]


class RuleForm(PageForm):
    """A rule but for its parameters and its severities, which `rule_form` adds for a template."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    source = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=ARTICLE,
        help_text=gettext_lazy("条文或通知的名称和文号，会和提示语一起告诉主办者。"),
    )
    valid_from = forms.DateField(
        label=gettext_lazy("起始日期"),
        required=False,
        widget=DateInput,
        help_text=gettext_lazy("不填则随规则包施行。"),
    )
    valid_to = forms.DateField(
        label=gettext_lazy("截止日期"),
        required=False,
        widget=DateInput,
        help_text=gettext_lazy("最后有效的一天；不填则长期有效。"),
    )
    name = forms.CharField(
        label=gettext_lazy("提示语"),
        max_length=SENTENCE,
        required=False,
        help_text=gettext_lazy("不填则用模板的提示语。"),
    )
    name_en = forms.CharField(label=gettext_lazy("提示语（英文）"), max_length=SENTENCE, required=False)
    suggestion = forms.CharField(
        label=gettext_lazy("修改建议"),
        max_length=SENTENCE,
        required=False,
        help_text=gettext_lazy("告诉主办者怎样改；不填则用模板的建议。"),
    )
    suggestion_en = forms.CharField(label=gettext_lazy("修改建议（英文）"), max_length=SENTENCE, required=False)
    on = forms.BooleanField(
        label=gettext_lazy("启用"), required=False, help_text=gettext_lazy("停用的规则留在规则包里，但不检查。")
    )

    @property
    def checked(self) -> list[tuple[forms.BoundField, str]]:
        """What decides whom the rule hits, for the first part of the page: (field, width)."""
        names = [name for name in self.fields if name.startswith(PARAM)] + ["severity", "source", "on"]
        return [(self[name], "tiny" if self.fields[name].widget.attrs.get("inputmode") else "full") for name in names]

    def add_problems(self, problems: Iterable[tuple[str, Words]]) -> None:
        """(member, sentence) beside their fields: flags.params.years → p_years; what has no field stands in the summary."""
        for member, text in problems:
            name = _field_of(member)
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, str(text))


def _field_of(member: str) -> str:
    place = member.removeprefix("flags.")
    return PARAM + place.split(".")[1] if place.startswith("params.") else place


def rule_form(template: Template, on: date) -> type[RuleForm]:
    """The form of a rule by this template: its parameters first."""
    params = {PARAM + field.name: _asked(field, on) for field in engine.form_of(template)}
    severity = forms.ChoiceField(
        label=gettext_lazy("严重程度"),
        widget=CodeRadios,
        choices=[(code, SEVERITIES[code][0]) for code in template.severities],
        help_text=gettext_lazy("不予受理：不改不能提交。提醒和人工核对：可以提交。"),
    )
    order = [*params, "severity"]
    return type("TemplateRuleForm", (RuleForm,), params | {"severity": severity, "field_order": order})


def _asked(field: Field, on: date) -> forms.Field:
    said = {"label": field.label, "help_text": field.help}
    if field.kind == NATURES:
        choices = table("owner_natures").choices(on, get_language() or "")
        return forms.MultipleChoiceField(**said, choices=choices, required=False, widget=CodeCheckboxes)
    if field.kind == CHOICE:
        return forms.ChoiceField(
            **said, choices=field.choices, widget=CodeRadios if len(field.choices) <= FEW else CodeSelect
        )
    if field.kind == WORDS:
        return forms.CharField(
            **said, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}), required=bool(field.least)
        )
    if field.kind == INTEGER:
        return forms.CharField(
            **said | {"help_text": field.help or _range(field)},
            max_length=20,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8}),
        )
    return forms.CharField(**said, max_length=1000, required=field.required)


def _range(field: Field) -> str:
    return _("%(least)s 至 %(most)s 之间的整数。") % {"least": field.least, "most": field.most}


def initial_of(template: Template, row: Row | None) -> dict[str, Any]:
    """What the form shows at first: the row, or the template's defaults for a new rule."""
    params = row.flags.get("params", {}) if row else {}
    shown = {
        PARAM + field.name: _typed(field, params.get(field.name, field.default)) for field in engine.form_of(template)
    }
    if row is None:
        return shown | {"on": True, "severity": template.severity}
    own = {name: row.flags.get(name, "") for name in ("on", "severity", "suggestion", "suggestion_en")}
    return shown | own | {name: getattr(row, name) for name in ("name", "name_en", "source", "valid_from", "valid_to")}


def _typed(field: Field, value: Any) -> Any:
    if field.kind == WORDS:
        return "\n".join(value or [])
    return [str(code) for code in value or []] if field.kind == NATURES else value


def row_of(template: Template, form: RuleForm, *, code: str, order: int) -> dict[str, Any]:
    """The row in its JSON form; parameters as they were typed, for the engine to judge. What the form has refused is left open."""
    given = form.cleaned_data
    days = {name: given[name].isoformat() if given.get(name) else None for name in ("valid_from", "valid_to")}
    params = engine.read_form(template, {name.removeprefix(PARAM): value for name, value in given.items()})
    said = {name: given.get(name, "") for name in ("severity", "suggestion", "suggestion_en")}
    flags = said | {"on": given.get("on", False), "template": template.code, "params": params}
    texts = {name: given.get(name, "") for name in ("name", "name_en", "source")}
    return {"code": code, "order": order, "confidence": "high", "flags": flags} | texts | days
