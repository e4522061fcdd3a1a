"""Every kind of character and number that no item may hold, typed into every field in which an item is typed: owner's pages and counter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms

from tests.provider.applications.stories import COMPANY, NATURE, PERSON, PERSON_NATURE, Desk, advance
from tests.provider.counter.desk import ACCESS, Counter
from tests.provider.stories import application_at
from tests.scope.hostile import Page, Probe
from tests.scope.test_hostile_owner import ROWS, SOMEBODY
from tests.scope.walk import changed, written

pytestmark = [pytest.mark.django_db, pytest.mark.whole, pytest.mark.requirement("B2", "B3")]
# Put into the middle of a right answer, so that nothing else is wrong with it.
CHARACTERS = {
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "right-to-left isolate": "\u2067",
    "escape": "\x1b[2J",
    "next line": "\x85",
    "line separator": "\u2028",
    "private use": "\ue000",
    "variation selector": "\ufe0f",
    "combining run": "\u0301\u0302\u0303\u0304",
    "filler": "\u3164",
    "homoglyph": " раypal ",
    "markup behind NUL": "\x00<img src=x onerror=alert(1)>",
}
CODES = {
    "true": "True",
    "infinite": "1e400",
    "not a number": "NaN",
    "float": "4.0",
    "hexadecimal": "0x4",
    "full width": "４",
    "blank and sign": " +4 ",
    "endless": "9" * 5000,
    "the last year": "9999-12-31",
    "nested": '{"code": 4}',
    "zero width": "4\u200b",
}


class Closer(Probe):
    """A probe with these values alone."""

    def bad_values(self, name: str) -> Iterator[tuple[str, Any]]:
        known = self.fields.get(name)
        if isinstance(known, forms.BooleanField | forms.FileField):
            return
        if isinstance(known, forms.ChoiceField | forms.IntegerField):
            yield from CODES.items()
            return
        right = self.answers.get(name) or "甲乙丙丁"
        yield from ((what, f"{right[:2]}{bad}{right[2:]}") for what, bad in CHARACTERS.items())


def refused(page: Page, owner_url: str) -> None:
    """Each value is refused by name beside its field, everything else kept, nothing stored, nothing echoed as markup."""
    probe, before = Closer(page), written(owner_url)
    assert not probe.run(), "\n".join(probe.findings)
    assert changed(before, written(owner_url)) == []
    assert probe.sent >= len(CODES)


@pytest.mark.parametrize(
    ("nature", "page", "answers"),
    [
        (NATURE, "nature", NATURE),
        (NATURE, "subject", COMPANY["subject"]),
        (NATURE, "subject_principal", COMPANY["subject_principal"]),
        (NATURE, "site", COMPANY["site"] | ROWS),
        (NATURE, "site_principal", SOMEBODY),
        (PERSON_NATURE, "subject", PERSON["subject"]),
        (PERSON_NATURE, "subject_principal", PERSON["subject_principal"]),
    ],
)
def test_the_owners_question_pages(cast, owner_url, nature, page, answers):
    desk = Desk(cast).begin(nature).fill(COMPANY if nature is NATURE else PERSON)
    url = desk.url("application_page", page)
    refused(Page(desk.client, url, url, answers, unasked=("sites-0-addresses", "same")), owner_url)


def test_what_came_back_to_the_owner(cast, media, owner_url):
    desk = Desk(cast).company().submitted()
    items = ("subject.name", "subject.remark", "subject.principal.mobile", "sites.0.domains.0", "sites.0.languages.0")
    reasons = tuple(
        {"item": item, "code": "not_true", "text": "不符", "suggestion": "改", "article": "R12"} for item in items
    )
    advance(cast, desk, "returned", reasons=reasons)
    url = desk.url("application_mend")
    refused(Page(desk.client, url, url), owner_url)


@pytest.mark.requirement("B9")
def test_the_access_that_the_counter_enters(cast, media, owner_url):
    counter = Counter(cast, application_at("prechecked", cast))
    refused(Page(counter.verifier, counter.url("visit"), counter.url("visit_access"), ACCESS), owner_url)


@pytest.mark.requirement("B5")
@pytest.mark.parametrize("path", ["subject.name", "subject.certificate.number", "sites.0.name", "sites.0.services"])
def test_what_the_counter_corrects(cast, media, owner_url, path):
    counter = Counter(cast, application_at("prechecked", cast))
    url = counter.url("visit_correct", path)
    refused(Page(counter.verifier, url, url, {"note": "按原件"}, unasked=("note", "version")), owner_url)


FORM = "application/x-www-form-urlencoded"
BODIES = {
    "JSON": ("application/json", b'{"subject-name":"a","subject-name":"b"}'),
    "JSON with NaN": ("application/json", b'{"subject-nature":NaN}'),
    "an entity": ("text/xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
    "broken UTF-8": (FORM, b"subject-name=%ff%fe\xff&subject-remark=%c0%af"),
    "another character set": (f"{FORM}; charset=utf-16", "subject-name=x".encode("utf-16")),
    "a character set that is none": (f"{FORM}; charset=no-such", b"subject-name=x"),
    "too many fields": (FORM, b"&".join(b"a%d=1" % n for n in range(5000))),
    "one field many times": (FORM, b"subject-name=x&" * 900),
    "parts without a boundary": ("multipart/form-data", b"subject-name=x"),
    "parts cut off": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="subject-name"\r\n\r\nx',
    ),
    "parts with a bad length": ("multipart/form-data; boundary=" + "x" * 500, b"--"),
    "nothing": (FORM, b""),
    "no type": ("", b"subject-name=x"),
}


def test_a_body_that_is_no_form_is_refused_and_leaves_the_answers_as_they_are(cast, owner_url):
    desk = Desk(cast).begin().fill(COMPANY)
    desk.client.raise_request_exception = False
    before = written(owner_url)
    for what, (kind, body) in BODIES.items():
        answer = desk.client.generic("POST", desk.url("application_page", "subject"), body, content_type=kind)
        assert answer.status_code in (400, 413, 415, 422), what
        assert "Traceback" not in answer.content.decode() and "root:" not in answer.content.decode()
    assert changed(before, written(owner_url)) == []
