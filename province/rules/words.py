"""A pack's rules in words: what a rule asks for, of whom, how strictly and since when; and what a draft changes about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from beian.editions import drafting
from beian.editions.drafting import Change
from beian.filing.articles import cited
from beian.filing.items import BY_KEY
from beian.filing.rules import PERSON, REJECT, WARN
from beian.filing.rules import packs as engine
from beian.filing.rules.findings import Rule
from beian.filing.rules.packs import rows
from beian.filing.rules.packs.forms import CHOICE, NATURES, WORDS, Field
from beian.filing.rules.packs.parameters import item_label
from beian.pages import reading
from beian.pages.words import day
from beian.reference import tables
from beian.reference.tables import Row, table

SEVERITIES: dict[str, tuple[str | Promise, str]] = {
    REJECT: (gettext_lazy("不予受理"), "danger"),
    WARN: (gettext_lazy("提醒"), "warning"),
    PERSON: (gettext_lazy("人工核对"), "info"),
}
KINDS: dict[str, tuple[str | Promise, str]] = {
    "added": (gettext_lazy("新增"), "success"),
    "changed": (gettext_lazy("已修改"), "info"),
    "removed": (gettext_lazy("已删除"), "danger"),
}
OPEN = "…"  # what a sentence leaves open until it speaks of a filing


class Difference(NamedTuple):
    """One fact of a rule before and after, in words."""

    label: str
    before: str
    after: str


class _Blanks(dict):
    """What a sentence's blanks are filled with where it speaks of no filing yet: parameters, else a list's words, else an ellipsis."""

    def __init__(
        self, known: Mapping[str, str] | None = None, *, otherwise: str = OPEN, label: str | None = None
    ) -> None:
        super().__init__(known or {})
        self.otherwise = otherwise
        if label:
            self["label"] = label

    def __missing__(self, name: str) -> str:
        return self.otherwise


class Line:
    """One rule of a pack as a page shows it."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.flags = row.flags
        self.template = engine.template_of(row.flags.get("template"))

    @property
    def on(self) -> bool:
        return self.flags.get("on") is True

    @property
    def key(self) -> tuple[str, str]:
        """(code, first day): what tells the rows of a pack apart; "" where it has no first day."""
        return self.row.code, self.row.valid_from.isoformat() if self.row.valid_from else ""

    @property
    def severity(self) -> tuple[str | Promise, str]:
        """Label and tone of a badge."""
        return SEVERITIES.get(self.flags.get("severity", ""), (OPEN, "neutral"))

    @cached_property
    def params(self) -> list[tuple[str, str]]:
        """(label, words) of each parameter."""
        if self.template is None:
            return []
        return [(str(field.label), self._param(field)) for field in engine.form_of(self.template)]

    def _param(self, field: Field) -> str:
        return param_in_words(field, self.flags.get("params", {}).get(field.name, field.default))

    @property
    def sentence(self) -> str:
        """What its owner would read: the bureau's own words, else the template's with its parameters in their places."""
        own = self._own(self.row.name, self.row.name_en)
        return own or (self._filled(self.template.text) if self.template else _("本系统不能识别的规则"))

    @property
    def suggestion(self) -> str:
        own = self._own(self.flags.get("suggestion", ""), self.flags.get("suggestion_en", ""))
        said = own or (self._filled(self.template.suggestion) if self.template else "")
        return "" if said == OPEN else said

    def _own(self, chinese: str, english: str) -> str:
        in_english = (get_language() or "").startswith("en")
        return (english if in_english else "") or chinese

    def _filled(self, text: str | Promise) -> str:
        fields = engine.form_of(self.template) if self.template else ()
        params = {field.name: self._param(field) for field in fields}
        listed = [params[field.name] for field in fields if field.kind == WORDS]
        return str(text).format_map(_Blanks(params, otherwise=listed[0] if listed else OPEN, label=params.get("item")))

    @property
    def validity(self) -> str:
        return span(self.row.valid_from, self.row.valid_to)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Label and words of what the rule's heading does not say: without sentence, severity and whether it is on."""
        kind = [(_("规则模板"), str(self.template.label))] if self.template else []
        rest = [
            (_("修改建议"), self.suggestion),
            (_("依据"), cited(self.row.source)),
            (_("有效期"), self.validity),
        ]
        return [(label, words) for label, words in (*kind, *self.params, *rest) if words]

    @property
    def items(self) -> tuple[str, ...]:
        """The items of the form that it speaks of."""
        bound = rows.bound(self.row)
        return bound.keys if bound else ()

    def ended(self, on: date) -> bool:
        return self.row.valid_to is not None and self.row.valid_to < on


def line(row: dict[str, Any]) -> Line:
    """Of a row in its JSON form."""
    return Line(tables.read(row))


def param_in_words(field: Field, value: Any) -> str:
    """A parameter's value: choices and natures by their labels, lists joined."""
    if field.kind == CHOICE:
        return str(dict(field.choices).get(value, value))
    if field.kind == NATURES:
        natures, language = table("owner_natures"), get_language() or ""
        return joined(natures.name_of(str(code), language) for code in value or []) or _("全部")
    return joined(value or []) if field.kind == WORDS else str(value)


def joined(words: Iterable[object]) -> str:
    return _("、").join(str(word) for word in words)


def span(first: date | None, last: date | None) -> str:
    """A validity in words; both days belong to it."""
    if first and last:
        return _("%(first)s至%(last)s") % {"first": day(first), "last": day(last)}
    if first:
        return _("%(first)s起") % {"first": day(first)}
    return _("至%(last)s") % {"last": day(last)} if last else _("长期有效")


class Shown(NamedTuple):
    """One rule of a draft with what happened to it since the edition that it began from."""

    line: Line
    kind: str
    differences: list[Difference]

    @property
    def badge(self) -> tuple[str | Promise, str] | None:
        return KINDS.get(self.kind)


def drafted(rules: Iterable[dict[str, Any]], changes: Iterable[Change]) -> list[Shown]:
    """A draft's rules: those that are new or changed, those taken out, then the others in their order."""
    changed = {change.key: change for change in changes}
    shown = [_shown(row, changed.get(drafting.key_of(row))) for row in rules]
    dropped = [Shown(line(change.before), "removed", []) for change in changed.values() if change.after is None]
    return [each for each in shown if each.kind] + dropped + [each for each in shown if not each.kind]


def _shown(row: dict[str, Any], change: Change | None) -> Shown:
    return Shown(line(row), change.kind if change else "", differences(change) if change else [])


def differences(change: Change) -> list[Difference]:
    """What is different about a changed rule, in words."""
    if change.before is None or change.after is None:
        return []
    old, new = (_told(line(row)) for row in (change.before, change.after))
    return [
        Difference(label, old.get(label, "—"), new.get(label, "—"))
        for label in {**old, **new}
        if old.get(label) != new.get(label)
    ]


def _told(shown: Line) -> dict[str, str]:
    heading = {_("状态"): on_or_off(shown.on), _("提示语"): shown.sentence, _("严重程度"): str(shown.severity[0])}
    english = {
        _("提示语（英文）"): shown.row.name_en,
        _("修改建议（英文）"): shown.flags.get("suggestion_en", ""),
    }
    return heading | dict(shown.facts) | {label: words for label, words in english.items() if words}


def on_or_off(on: bool) -> str:
    return _("启用") if on else _("停用")


def national(rule: Rule) -> dict[str, Any]:
    """A national rule as it is listed beside the bureau's own."""
    return {
        "text": str(rule.text).format_map(_Blanks()),
        "suggestion": str(rule.suggestion).format_map(_Blanks()),
        "article": cited(str(rule.article)),
        "severity": SEVERITIES[rule.severity],
        "items": joined(dict.fromkeys(item_words(key) for key in rule.items)) or _("整份备案"),
    }


def item_words(key: str) -> str:
    """A line of the form with whose it is: 网站负责人：手机号码; a list or a part of the form by its own name."""
    found = BY_KEY.get(key) or BY_KEY.get(f"{key}[]")
    if found is None:
        return reading.label_of(key)
    if key.startswith("access."):
        return _("接入：%(item)s") % {"item": found.label}
    return str(item_label(found.key))
