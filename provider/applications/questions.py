"""The questions of the form: each turns one item of the registration form (or two, for a place) into a field and its answer back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from beian.filing import documents, items, paths, rules
from beian.filing.documents import FilingDocument
from beian.filing.items import Item
from beian.pages.forms import CodeCheckboxes, CodeRadios, CodeSelect
from beian.reference import places
from beian.reference.tables import table

PAGES = items.PAGES
TITLES = {
    "nature": _("主办者类型和所在省"),
    "subject": _("主办者信息"),
    "subject_principal": _("主体负责人"),
    "site": _("网站信息"),
    "site_principal": _("网站负责人"),
    "documents": _("证件材料"),
}
# What a person is called where a unit's words would read wrong.
PERSONAL_TITLES = {"subject": _("本人信息"), "subject_principal": _("联系方式")}
PERSONAL_LABELS = {
    "subject.name": _("本人姓名"),
    "subject.certificate.type": _("证件类型"),
    "subject.certificate.number": _("证件号码"),
    "subject.certificate.address": _("证件上的住址"),
    "subject.principal.phone": _("住宅电话"),
}
PERSONAL_HINTS = {
    "subject.name": _("与证件上的姓名一致。"),
    "subject.certificate.address": _("按证件上的住址填写。"),
    "subject.principal.phone": _("可以不填。例如 010-66012345。"),
}
# Asked of units alone; a person's name and certificate are asked once, as the subject's.
UNITS_ONLY = ("subject.superior", "subject.remark")
# What most people answer: simplified Chinese.
PROPOSALS = {"sites[].languages[]": [1]}
RADIOS_UP_TO = 4

# Typed by hand and checked digit by digit: no spelling help, no capital at the beginning.
_EXACT = ("certificate.number", "mobile", "phone", "emergency_phone", "email", "home_url", "domains[]", "addresses[]")
_KEYBOARDS = {
    "mobile": {"type": "tel", "inputmode": "tel"},
    "phone": {"type": "tel", "inputmode": "tel"},
    "emergency_phone": {"type": "tel", "inputmode": "tel"},
    "email": {"type": "email", "inputmode": "email"},
    "home_url": {"type": "text", "inputmode": "url"},
}


# Asked once for each website.
OF_A_SITE = ("site", "site_principal")


class Page(NamedTuple):
    """A question page: which of PAGES, and of which site. Its slug says both: `site`, and `site-2` for the second site."""

    kind: str
    site: int = 0

    @property
    def slug(self) -> str:
        return f"{self.kind}-{self.site + 1}" if self.site else self.kind


def read_page(slug: str) -> Page | None:
    """The page of a slug; None for what names none."""
    kind, dash, number = slug.partition("-")
    if not dash:
        return Page(kind) if kind in PAGES else None
    known = kind in OF_A_SITE and number.isascii() and number.isdigit() and not number.startswith("0")
    return Page(kind, int(number) - 1) if known and len(number) <= 3 and number != "1" else None


def page_of_slug(slug: str) -> Page:
    """The page of a slug that is known to be one."""
    return read_page(slug) or Page(slug)


def title_of(page: str, document: FilingDocument) -> str:
    """What the page is called, with the site's number where there are several."""
    kind, site = page_of_slug(page)
    title = (document.of_person and PERSONAL_TITLES.get(kind)) or TITLES[kind]
    if kind in OF_A_SITE and len(document.sites) > 1:
        return gettext("%(title)s（第 %(n)d 个网站）") % {"title": title, "n": site + 1}
    return str(title)


def pages_of(document: FilingDocument) -> list[str]:
    """The slugs of this application's pages in order: a person is his site's principal and is not asked for another."""
    found = []
    for kind in PAGES:
        if kind == "site":
            found += [page.slug for n in range(max(1, len(document.sites))) for page in _pages_of_site(document, n)]
        elif kind not in OF_A_SITE:
            found.append(kind)
    return found


def _pages_of_site(document: FilingDocument, site: int) -> list[Page]:
    return [Page(kind, site) for kind in OF_A_SITE if not (document.of_person and kind == "site_principal")]


class NormalField(forms.CharField):
    """Put right for its user before it is judged: half width, blanks, letter case, a browser's line ends, as the item allows."""

    def __init__(self, *, key: str, **kwargs: Any) -> None:
        self.key = key
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return rules.normal(self.key, super().to_python(value)) or ""


class LinesField(forms.CharField):
    """Several values, one a line; empty lines and repetitions do not count."""

    widget = forms.Textarea

    def __init__(self, *, key: str, each: int, most: int, **kwargs: Any) -> None:
        self.key, self.each, self.most = key, each, most
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = [rules.normal(self.key, line) for line in super().to_python(value).splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise forms.ValidationError(_("最多填写 %(most)d 个，每行一个。"), params={"most": self.most})
        for number, line in enumerate(value, 1):
            if len(line) > self.each:
                text = _("第 %(line)d 行超过 %(each)d 个字符，请核对后缩短。")
                raise forms.ValidationError(text, params={"line": number, "each": self.each})

    def run_validators(self, value: list[str]) -> None:
        """The validators of text look at each line."""
        for line in value:
            super().run_validators(line)


@dataclass(frozen=True)
class Question:
    """One field: its item, its place in the document, and how it turns into a form field and back."""

    item: Item
    path: str

    @property
    def name(self) -> str:
        """The field's name: the path with hyphens, `sites-0-name`."""
        return self.path.replace(".", "-")

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.path,)

    def label(self, document: FilingDocument) -> Any:
        return (document.of_person and PERSONAL_LABELS.get(self.item.key)) or self.item.label

    def hint(self, document: FilingDocument) -> Any:
        return (document.of_person and PERSONAL_HINTS.get(self.item.key)) or self.item.hint

    def initial(self, document: FilingDocument) -> Any:
        return paths.get(documents.dump(document), self.path)

    def proposal(self, document: FilingDocument, today: date) -> Any:
        """What most people answer, filled in beforehand; it counts once the page is saved."""
        if self.item.code_table == "certificate_types":
            return _usual_certificate(self.item, document, today)
        return PROPOSALS.get(self.item.key)

    def values(self, answer: Any) -> dict[str, Any]:
        """The document's paths and values of this answer; None takes it away."""
        if self.item.widget == "choice" and answer not in (None, "") and self.item.code_table not in items.TEXT_CODES:
            return {self.path: int(answer)}
        if self.item.widget == "multi":
            return {self.path: [int(code) for code in answer]}
        return {self.path: None if answer == "" else answer}

    def shown(self, document: FilingDocument) -> str | list[str]:
        """The answer in words."""
        value = self.initial(document)
        if value in (None, ""):
            return ""
        if self.item.widget == "flag":
            return str(_("是") if value else _("否"))
        if isinstance(value, list):
            return [self._word(one) for one in value]
        return self._word(value)

    def _word(self, value: Any) -> str:
        name = self.item.code_table
        return table(name).name_of(str(value), language()) if name else str(value)

    def field(self, document: FilingDocument, today: date) -> forms.Field:
        common = {
            "label": self.label(document),
            "help_text": self.hint(document),
            "required": self.item.is_required(document.subject.nature),
        }
        match self.item.widget:
            case "choice":
                return self._choice(common, self._choices(document, today))
            case "multi":
                choices = self._choices(document, today)
                return forms.MultipleChoiceField(choices=choices, widget=CodeCheckboxes, **common)
            case "list":
                return LinesField(
                    key=self.item.key,
                    each=self.item.max_length,
                    most=self.item.max_count,
                    widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
                    **common,
                )
            case "flag":
                return forms.BooleanField(**common | {"required": False})
            case "lines":
                widget = forms.Textarea(attrs={"rows": 3})
                return NormalField(key=self.item.key, max_length=self.item.max_length, widget=widget, **common)
            case _:
                return self._text(common)

    def _text(self, common: dict) -> forms.Field:
        ending = self.item.key.rpartition(".")[2]
        widget = forms.TextInput(attrs=_KEYBOARDS.get(ending, {}))
        if self.item.key.endswith(_EXACT):
            widget.attrs |= {"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}
        return NormalField(key=self.item.key, max_length=self.item.max_length, widget=widget, **common)

    def _choice(self, common: dict, choices: list) -> forms.Field:
        if len(choices) <= RADIOS_UP_TO:
            return forms.ChoiceField(choices=choices, widget=CodeRadios, **common)
        return forms.ChoiceField(choices=[("", _("请选择")), *choices], widget=CodeSelect, **common)

    def _choices(self, document: FilingDocument, today: date) -> list[tuple[str, str]]:
        if self.item.code_table == "certificate_types":
            return certificate_choices(self.item, document, today)
        return table(self.item.code_table).choices(today, language())


class PlaceQuestion(Question):
    """City and county in one list, counties under their city: one answer instead of two, and no script needed."""

    @property
    def paths(self) -> tuple[str, ...]:
        return ("subject.address.city", "subject.address.county")

    def label(self, document: FilingDocument) -> Any:
        return _("通信地址所在市、县（区）")

    def hint(self, document: FilingDocument) -> Any:
        return _("先找到所在的市，再选择县或市辖区。")

    def field(self, document: FilingDocument, today: date) -> forms.Field:
        choices = [("", _("请选择")), *places_of(document.subject.address.province or "", today)]
        return forms.ChoiceField(
            choices=choices, widget=CodeSelect, label=self.label(document), help_text=self.hint(document)
        )

    def initial(self, document: FilingDocument) -> str | None:
        return document.subject.address.county or document.subject.address.city

    def values(self, answer: str) -> dict[str, Any]:
        county = None if answer.endswith("00") else answer or None
        return {"subject.address.city": f"{answer[:4]}00" if answer else None, "subject.address.county": county}

    def shown(self, document: FilingDocument) -> str:
        address = document.subject.address
        return places.place(address.city, address.county, language())


def language() -> str:
    return get_language() or "zh-hans"


def places_of(province: str, today: date) -> list[tuple[str, Any]]:
    """(city, its counties) for each city of the province, a municipality's all under its name; a city without counties is a choice itself."""
    found: dict[str, Any] = {}
    for code, _name in table("cities").choices(today, language(), prefix=province):
        name = places.city(code, language())
        counties = table("counties").choices(today, language(), prefix=code[:4])
        if counties:
            found.setdefault(name, []).extend(counties)
        else:
            found[code] = name
    return list(found.items())


def certificate_choices(item: Item, document: FilingDocument, today: date) -> list[tuple[str, str]]:
    """Certificates that prove somebody of this nature (P10 一1), first choices first; for a principal those that prove a person."""
    rows = table("certificate_types").active(today)
    if "principal" in item.key:
        rows = [row for row in rows if row.flags["principal"]]
    elif document.subject.nature is not None:
        rows = [row for row in rows if str(document.subject.nature) in row.flags["natures"]]
    rows = sorted(rows, key=lambda row: (row.flags["choice"], row.order))
    return [(row.code, row.label(language())) for row in rows]


def _usual_certificate(item: Item, document: FilingDocument, today: date) -> str | None:
    """The paper of first choice, once it is known who files (P10 一1)."""
    if document.subject.nature is None:
        return None
    return next((code for code, _name in certificate_choices(item, document, today)), None)


def on_page(page: str, document: FilingDocument) -> list[Question]:
    """The questions of one page, without what a person need not answer twice and what stands in rows of its own."""
    kind, site = page_of_slug(page)
    return [
        _question(item, site)
        for item in items.on_page(kind)
        if item.key != "subject.address.county" and not _in_rows(item) and not _spared(item, document)
    ]


def all_questions(document: FilingDocument) -> list[Question]:
    return [question for page in pages_of(document) for question in on_page(page, document)]


def answering(path: str, questions: Iterable[Question]) -> Question | None:
    """The question under which this path, or something inside it, is answered."""
    for question in questions:
        if any(path == own or path.startswith(f"{own}.") for own in question.paths):
            return question
    return None


def _question(item: Item, site: int) -> Question:
    if item.key == "subject.address.city":
        return PlaceQuestion(item, "subject.address.place")
    return Question(item, item.parent.replace("[]", f".{site}"))


def _in_rows(item: Item) -> bool:
    return "pre_approvals" in item.key


def _spared(item: Item, document: FilingDocument) -> bool:
    if not document.of_person:
        return False
    own = item.key.removeprefix("subject.principal.")
    return item.key in UNITS_ONLY or (item.key.startswith("subject.principal.") and own in items.OWN_PRINCIPAL)
