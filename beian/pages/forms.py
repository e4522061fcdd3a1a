"""Forms of every page: refusals that say how to mend, hostile text refused, values kept, rows without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from beian.people.kept import AGAIN

ROW_BUTTON = "rows"
# Controls may stand in no page, not even as a value that is kept; for NUL a browser would put the same sign.
_IN_NO_PAGE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127], "\ufffd")
# Controls but tab and line ends, lone surrogates, what stands for bytes that were no text, and the marks that turn the direction of
# writing (a name could read as another).
HOSTILE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffd-\uffff]")


class CodeSelect(forms.Select):
    """One code of a table, as a list to open."""


class CodeRadios(forms.RadioSelect):
    """One code of a short table, all of them in sight."""


class CodeCheckboxes(forms.CheckboxSelectMultiple):
    """Several codes of a table."""


class DateInput(forms.DateInput):
    """The browser's own date picker. A day that does not exist is shown as text: the picker would drop it in silence."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: object, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        if context["widget"]["value"] and not _is_day(context["widget"]["value"]):
            context["widget"]["type"] = "text"
        return context


def _is_day(text: str) -> bool:
    try:
        return len(text) == len("2026-12-01") and parse_date(text) is not None
    except ValueError:
        return False


def refuse_hostile(value: str) -> None:
    """Text that no keyboard writes: control characters, halves of characters, turned writing."""
    if isinstance(value, str) and HOSTILE.search(value):
        raise ValidationError(_("含有无法显示的字符，请删去后重新填写。"), code="hostile")


class PageForm(forms.Form):
    """A form of our pages. The server checks and explains; the browser's own bubbles stay off (`novalidate`)."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.advice: list = []
        for name, field in self.fields.items():
            speak(field, field.label or name)

    def full_clean(self) -> None:
        """What was kept over a sign-in comes back with this refusal, so that it is looked at before it is sent."""
        super().full_clean()
        if self.is_bound and self.data.get(self.add_prefix(AGAIN)):
            self.add_error(None, _("您刚才填写的内容已找回。请核对后再次提交；文件和口令须重新选择、填写。"))

    def add_findings(self, findings: Iterable, fields: Mapping[str, str]) -> None:
        """Rules' findings beside their fields (`fields`: item → field); those that only warn are kept in `advice`."""
        for finding in findings:
            if finding.severity != "reject":
                self.advice.append(finding)
                continue
            name = fields.get(finding.item)
            self.add_error(name if name in self.fields else None, sentence(finding))

    def unvalidated(self) -> PageForm:
        """The same form and values without a verdict: for a page that is shown again only to get another row."""
        silence(self)
        return self


def sentence(finding: object) -> str:
    """What is wrong and how to mend it, in one text."""
    return " ".join(str(part) for part in (finding.text, getattr(finding, "suggestion", "")) if part)


def speak(field: forms.Field, label: object) -> None:
    """Give a field refusals that name it and say what to do, unless its author wrote some."""
    for code, text in _refusals(field).items():
        if field.error_messages.get(code) == _default(field, code):
            field.error_messages[code] = text % {"label": label}
    if isinstance(field, forms.CharField):
        field.validators.append(refuse_hostile)
        # The browser would cut a pasted text in silence; we rather say that it is too long.
        field.widget.attrs.pop("maxlength", None)
    for validator in field.validators:
        if isinstance(validator, MaxLengthValidator):
            _reword(field, validator, _("最多 %(limit_value)d 个字，现在有 %(show_value)d 个，请缩短。"))
        elif isinstance(validator, MinLengthValidator):
            _reword(field, validator, _("至少 %(limit_value)d 个字，现在有 %(show_value)d 个，请补充。"))


def _reword(field: forms.Field, validator: MaxLengthValidator, message: object) -> None:
    """Validators are shared by all forms of a class: the field gets its own with our words."""
    if validator.message == type(validator).message:
        place = field.validators.index(validator)
        field.validators[place] = type(validator)(validator.limit_value, message=message)


def _refusals(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, forms.FileField):
        return {"required": _("请上传%(label)s。"), "empty": _("上传的文件是空的，请重新选择%(label)s。")}
    if isinstance(field, forms.BooleanField):
        return {"required": _("请勾选“%(label)s”。")}
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        choose = _("请从给出的选项中选择%(label)s。")
        return {"required": _("请选择%(label)s。"), "invalid_choice": choose, "invalid_list": choose}
    refusals = {"required": _("请填写%(label)s。")}
    if isinstance(field, (forms.DateField, forms.DateTimeField)):
        refusals["invalid"] = _("请填写存在的日期，例如 2026-12-01。")
    elif isinstance(field, (forms.IntegerField, forms.DecimalField)):
        refusals["invalid"] = _("%(label)s只能填写数字。")
    return refusals


def _default(field: forms.Field, code: str) -> object:
    for kind in type(field).__mro__:
        if code in getattr(kind, "default_error_messages", {}):
            return kind.default_error_messages[code]
    return None


def silence(form: forms.BaseForm) -> None:
    form._errors = ErrorDict(renderer=form.renderer)
    form.cleaned_data = {}


class PageFormSet(BaseFormSet):
    """Rows of one form. "Another row" is a submit button (name `rows`, value the prefix), "remove" a box; no JavaScript."""

    @property
    def row_asked(self) -> bool:
        return self.is_bound and self.data.get(ROW_BUTTON) == self.prefix and self.management_form.is_valid()

    def with_another_row(self) -> PageFormSet:
        """The rows as they were sent and an empty one, without a verdict; at the limit no row is added."""
        name = f"{self.prefix}-TOTAL_FORMS"
        grown = self.data.copy()
        grown[name] = str(min(self.total_form_count() + 1, self.max_num))
        formset = type(self)(grown, self.files, prefix=self.prefix, initial=self.initial, form_kwargs=self.form_kwargs)
        for form in formset.forms:
            silence(form)
        formset._errors, formset._non_form_errors = [], ErrorList()
        return formset

    @property
    def full(self) -> bool:
        return self.total_form_count() >= self.max_num

    @property
    def rows(self) -> list[dict]:
        """The cleaned rows that are filled in and stay; after is_valid()."""
        kept = [form for form in self.forms if form.has_changed() or not form.empty_permitted]
        kept = [form for form in kept if not self._should_delete_form(form)]
        return [{name: value for name, value in form.cleaned_data.items() if name != "DELETE"} for form in kept]


def page_formset(form: type[PageForm], *, min_num: int = 0, max_num: int = 100, extra: int = 0) -> type[PageFormSet]:
    """A formset class with removal boxes and limits that are checked; it shows `min_num` rows, at least one."""
    return formset_factory(  # type: ignore[return-value]  # a subclass of the formset that it is given
        form,
        formset=PageFormSet,
        min_num=min_num,
        max_num=max_num,
        absolute_max=max_num + 1,
        extra=extra if min_num or extra else 1,
        validate_min=True,
        validate_max=True,
        can_delete=True,
    )


@dataclass(frozen=True)
class Mistake:
    """One line of the error summary: the words, and the id of the control that it leads to ("" for the whole form)."""

    text: str
    target: str
    label: str = ""


def mistakes(*forms_: object) -> list[Mistake]:
    """Every error of forms and formsets, in the order of the page."""
    found: list[Mistake] = []
    for form in forms_:
        found += _of_formset(form) if isinstance(form, BaseFormSet) else _of_form(form)
    return found


def _of_formset(formset: BaseFormSet) -> Iterator[Mistake]:
    yield from (Mistake(str(error), "") for error in formset.non_form_errors())
    for form in formset.forms:
        if form.errors and not formset._should_delete_form(form):
            yield from _of_form(form)


def _of_form(form: forms.BaseForm) -> Iterator[Mistake]:
    for error in form.errors.get(NON_FIELD_ERRORS, []):
        yield Mistake(str(error), "")
    for name in form.fields:
        for error in form.errors.get(name, []):
            label = str(form[name].label)
            yield Mistake(str(error), target_of(form[name]), "" if label in str(error) else label)


def target_of(bound: forms.BoundField) -> str:
    """The id of the first control of a field: radios, boxes and compound fields count from _0."""
    if bound.is_hidden or not bound.auto_id:
        return ""
    many = bound.use_fieldset and not isinstance(bound.field.widget, forms.SelectDateWidget)
    return f"{bound.auto_id}_0" if many else bound.id_for_label or bound.auto_id


def unprocessable(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 422) -> HttpResponse:
    """The page again with every value kept, a summary of what to mend, and a title that begins with 错误：."""
    forms_ = [value for value in context.values() if isinstance(value, (forms.BaseForm, BaseFormSet))]
    body = render_to_string(template, {"mistakes": mistakes(*forms_), "refused": True, **context}, request)
    return HttpResponse(body.translate(_IN_NO_PAGE).encode("utf-8", "replace"), status=status)
