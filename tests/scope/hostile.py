"""Bad input, one field at a time, for every form that a page really shows; and what has to come of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.formsets import BaseFormSet
from django.http import HttpResponse
from django.test import Client
from lxml import html

from tests.scope.walk import changed, written

SCRIPT = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"
BROKEN = b"\xed\xa0\x80"  # half of a surrogate pair, as bytes that are no UTF-8
TEXTS: dict[str, Any] = {
    "NUL": "甲\x00乙",
    "10,000 characters": "长" * 10_000,
    "lone surrogate": "甲".encode() + BROKEN,
    "turned writing": "甲\u202e乙",
    "markup": SCRIPT,
}
CODES: dict[str, Any] = {"unknown code": "no-such-code", **TEXTS}
NUMBERS: dict[str, Any] = {"a word": "seven", "negative": "-1", "endless": "9" * 40, **TEXTS}
FILES: dict[str, Any] = {
    "empty file": SimpleUploadedFile("a.jpg", b"", "image/jpeg"),
    "no picture": SimpleUploadedFile("a.jpg", b"not a picture" * 50, "image/jpeg"),
    "markup as picture": SimpleUploadedFile(f"{SCRIPT}.svg", f"<svg>{SCRIPT}</svg>".encode(), "image/svg+xml"),
}
REFUSED = (400, 413, 422)
SPARED = ("csrfmiddlewaretoken", "next", "then")


@dataclass
class Page:
    """A form as its rightful user has it before him: where it is shown, where it goes, and right answers for every field.

    `spoil` is one answer that is wrong by itself, so that markup, which is no mistake in a text, moves nothing.
    `free` are texts in which anything may stand that can be shown, `optional` may be left out though asked for, `unasked` are not
    read as things stand, and `secret` is never shown again,
    `holds` is a field by which one of several forms is known, and what only `looks_up` something may find nothing instead of refusing.
    """

    client: Client
    shown: str
    sent: str
    answers: dict[str, Any] = field(default_factory=dict)
    spoil: dict[str, Any] = field(default_factory=dict)
    free: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    holds: str = ""
    looks_up: bool = False


class Probe:
    """Puts every bad value into every field of a page; `findings` says what went wrong."""

    def __init__(self, page: Page) -> None:
        self.page, self.findings, self.sent = page, [], 0
        answer = page.client.get(page.shown)
        assert answer.status_code == 200, f"{page.shown}: {answer.status_code}"
        self.fields = known_fields(answer)
        self.form = form_in(answer.content.decode(), page.sent, page.holds)
        assert self.form is not None, f"{page.shown} has no form for {page.sent}"
        self.answers = {**shown_values(self.form), **page.answers}

    @property
    def names(self) -> list[str]:
        """Every field of the form, in the order of the page; buttons and the bookkeeping of rows are none."""
        names = dict.fromkeys(element.get("name") for element in controls(self.form))
        names |= dict.fromkeys(name for name in self.page.answers)
        return [name for name in names if name and name not in (*SPARED, *self.page.unasked) and not _of_rows(name)]

    def run(self) -> list[str]:
        for name in self.names:
            for what, value in self.bad_values(name):
                self.put(name, what, value)
        return self.findings

    def bad_values(self, name: str) -> Iterator[tuple[str, Any]]:
        known = self.fields.get(name)
        if known is not None and known.required and name not in self.page.optional:
            yield "nothing", None
        yield from _values_for(known).items()

    def put(self, name: str, what: str, value: Any) -> None:
        answers = {key: kept for key, kept in self.answers.items() if key != name}
        if value is not None:
            answers[name] = value
        allowed = self.page.looks_up or (what == "markup" and name in self.page.free)
        answer = self.send(answers | self.page.spoil if allowed else answers)
        self.sent += 1
        spoilt = allowed and bool(self.page.spoil)
        for problem in self._problems(answer, name, answers, allowed and not spoilt, spoilt):
            self.findings.append(f"{self.page.sent} {name} = {what}: {problem}")

    def send(self, answers: dict[str, Any]) -> HttpResponse:
        self.page.client.raise_request_exception = False
        if any(isinstance(value, SimpleUploadedFile) for value in answers.values()):
            for value in answers.values():
                if isinstance(value, SimpleUploadedFile):
                    value.seek(0)
            return self.page.client.post(self.page.sent, answers)
        body = urlencode(answers, doseq=True)
        return self.page.client.post(self.page.sent, body, content_type="application/x-www-form-urlencoded")

    def accepted(self) -> HttpResponse:
        """The right answers, which stand for all the refusals having been about the wrong one."""
        return self.send(self.answers)

    def _problems(self, answer: HttpResponse, name: str, answers: dict, may_pass: bool, spoilt: bool) -> Iterator[str]:
        body = answer.content.decode(errors="replace")
        if answer.status_code not in REFUSED and not (may_pass and answer.status_code < 400):
            yield f"answered {answer.status_code}"
            return
        if SCRIPT in body or "<img src=x" in body or "\x00" in body:
            yield "came back as it was"
        if answer.status_code == 422:
            yield from self._misses(body, name, answers, spoilt)

    def _misses(self, body: str, name: str, answers: dict, spoilt: bool) -> Iterator[str]:
        """A refusal names the field and keeps all other answers."""
        tree = html.fromstring(body)
        summary = tree.xpath("//*[contains(@class, 'error-summary')]")
        if not summary or not (spoilt or self._named(summary[0], name)):
            yield "the field is not named in the summary"
        form = form_in(body, self.page.sent, self.page.holds)
        if form is None:
            yield "the form is gone"
            return
        if (known := self.fields.get(name)) is not None and known.widget.is_hidden:
            return  # nobody typed that: it was tampered with
        kept = shown_values(form)
        lost = [key for key in self.answers if key != name and not self._kept(key, answers, kept)]
        if lost:
            yield f"lost {lost}"

    def _named(self, summary: html.HtmlElement, name: str) -> bool:
        known = self.fields.get(name)
        if known is None or known.widget.is_hidden:
            return bool(summary.xpath(".//li"))
        targets = [link.get("href").removeprefix("#id_") for link in summary.iter("a")]
        return any(target == name or target.startswith(f"{name}_") for target in targets) or bool(
            known.label and str(known.label) in summary.text_content()
        )

    def _kept(self, key: str, answers: dict, kept: dict) -> bool:
        if key in self.page.secret or key in SPARED or isinstance(answers.get(key), SimpleUploadedFile):
            return True
        return _text(answers.get(key)) == _text(kept.get(key)) or key in self.page.spoil


def refused(page: Page, owner_url: str, *, spared: Collection[str] = ()) -> Probe:
    """Every bad value is refused and leaves no trace."""
    probe, before = Probe(page), written(owner_url)
    assert not probe.run(), "\n".join(probe.findings)
    assert set(changed(before, written(owner_url))) <= set(spared)
    assert probe.sent >= len(probe.names) > 0
    return probe


def accepted(page: Page, owner_url: str, *, status: int = 302, **more: Any) -> None:
    """The bad values are refused, and the right ones taken: so it was the bad one each time."""
    answer = refused(page, owner_url, **more).accepted()
    told = [str(each.text) for each in (answer.context or {}).get("mistakes", [])] if answer.status_code == 422 else []
    assert answer.status_code == status, (answer.status_code, told)


def _text(value: Any) -> list[str]:
    values = value if isinstance(value, (list, tuple)) else [value]
    return sorted(str(each).replace("\r\n", "\n") for each in values if each not in (None, ""))


def _of_rows(name: str) -> bool:
    return name.endswith(("_FORMS", "-DELETE")) or name == "rows"


def _values_for(known: forms.Field | None) -> dict[str, Any]:
    match known:
        case forms.FileField():
            return FILES
        case forms.BooleanField():
            return {}
        case forms.ChoiceField():
            return CODES
        case forms.IntegerField() | forms.DateField():
            return NUMBERS
        case _:
            return TEXTS


def known_fields(answer: HttpResponse) -> dict[str, forms.Field]:
    """Name in the page → Django's field, of every form and row that the page was drawn from."""
    found: dict[str, forms.Field] = {}
    for layer in answer.context or []:
        for value in layer.flatten().values() if hasattr(layer, "flatten") else layer.values():
            drawn = value.forms if isinstance(value, BaseFormSet) else [value]
            for form in drawn:
                if isinstance(form, forms.BaseForm):
                    found |= {form.add_prefix(name): kept for name, kept in form.fields.items()}
    return found


def form_in(body: str, sent: str, holds: str) -> html.HtmlElement | None:
    """The form that posts there and has a field of this name; one without an address posts to the page itself."""
    for form in html.fromstring(body).iter("form"):
        action = urlsplit(form.get("action") or sent).path
        posts = (form.get("method") or "").lower() == "post" and action == sent and not _of_frame(form)
        if posts and (not holds or any(element.get("name") == holds for element in controls(form))):
            return form
    return None


def _of_frame(form: html.HtmlElement) -> bool:
    """Language, display and signing out stand on every page."""
    return not any(parent.tag == "main" for parent in form.iterancestors())


def controls(form: html.HtmlElement) -> list[html.HtmlElement]:
    """What can be filled in, also where it stands outside the form's own element and names it."""
    outside = form.getroottree().xpath("//*[@form=$id]", id=form.get("id")) if form.get("id") else []
    found = [*form.iter("input", "select", "textarea"), *outside]
    return [element for element in found if element.get("type") not in ("submit", "button") and element.tag != "button"]


def shown_values(form: html.HtmlElement) -> dict[str, Any]:
    """What the form would send as it stands."""
    values: dict[str, Any] = {}
    for element in controls(form):
        name, kind = element.get("name"), element.get("type") or ""
        if not name or kind == "file":
            continue
        if kind in ("checkbox", "radio"):
            if element.get("checked") is not None:
                values.setdefault(name, []).append(element.get("value") or "on")
        elif element.tag == "select":
            values[name] = [one.get("value") for one in element.iter("option") if one.get("selected") is not None]
        elif element.tag == "textarea":
            values[name] = (element.text or "").removeprefix("\n")
        else:
            values[name] = element.get("value") or ""
    return values
