"""A provider reports what no form would have let through, under its own seal and signature: the item is named, and nobody else is held up."""

from __future__ import annotations

import base64
import json
import os
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beian.exchange import drain
from beian.exchange.models import InboxMessage
from beian.filing import documents, paths, sealing
from beian.filing.canonical import digest
from beian.people import keys
from beian.people.identity import uuid7
from province.cases.models import Case
from tests.beian.exchange.notes import at
from tests.province.stories import numbered, report, signed

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B2", "B3", "B13")]
CAPITAL = "province:11"
CANARY = "<img src=x onerror=alert(1)>"
PAPERS = ("owner_certificate", "principal_certificate", "desk_photo")
# Well formed, and broken only by the rules: the case comes back to the owner with the item among its reasons.
RETURNED: list[tuple[str, Any]] = [
    ("sites.0.name", "晴川\u200b官网"),
    ("sites.0.name", "晴川\u202e官网"),
    ("sites.0.name", "раypal 官网"),
    ("sites.0.name", f"晴川{CANARY}"),
    ("sites.0.remark", "z\u0300\u0301\u0302\u0303"),
    ("sites.0.domains.0", "ex\u0430mple.cn"),
    ("sites.0.home_url", "javascript:alert(1)"),
    ("sites.0.languages.0", 4096),
    ("subject.name", "北京\ue000晴川有限公司"),
    ("subject.superior", "甲\u2067乙"),
    ("subject.address.city", "339999"),
    ("subject.nature", 2**62),
    ("access.ip_ranges.0.start", "::ffff:10.0.0.1"),
    ("subject.certificate.number", "91350100M000100Y44"),
    ("subject.address.detail", "同上"),
    ("subject.principal.name", "张\u200d三"),
    ("subject.principal.name", CANARY),
    ("subject.principal.mobile", "138\u200b00138000"),
    ("subject.principal.email", "a@example.cn\u2028"),
    ("sites.0.principal.phone", "010-00000000"),
]
# Of a type, length or kind of character that no document has: parked with the item named, before there is a case.
PARKED: list[tuple[str, Any]] = [
    ("sites.0.name", "晴川\x1b[2J"),
    ("sites.0.name", "晴" * 10_000),
    ("sites.0.name", {"zh": {"zh": {"zh": "晴川"}}}),
    ("sites.0.ip_only", 1),
    ("sites.0.languages.0", True),
    ("sites.0.services.0", "8"),
    ("sites.0.pre_approvals", "none"),
    ("subject.nature", True),
    ("subject.address.city", 110100),
    ("subject.unheard_of", CANARY),
    ("access.provider", ["p01"]),
    ("subject.principal.mobile", 13800138000),
    ("subject.principal.mobile", "1" * 10_000),
    ("subject.principal.certificate.type", True),
    ("subject.certificate.number", "91350100M000100Y43\x07"),
    ("subject.address.detail", [["文三路1号"]]),
]


def reported(place: str, value: Any, number: int = 1, province: str = "11"):
    """Report a filing of this province in which this value stands at this place, sealed and signed as the provider's own."""
    application = uuid7()

    def forge(body: dict) -> None:
        key, data = sealing.new_key(), numbered(number)
        data["access"]["provider"] = "p01"
        if province == "33":
            data["subject"]["address"] |= {"province": "33", "city": "330100", "county": "330106"}
        opened, personal = sealing.split(documents.load(data))
        if place in personal:
            personal[place] = value
        else:
            paths.put(opened, place, value)
        body |= {"document": opened, "sealed": base64.b64encode(_sealed(opened, personal, application, key)).decode()}
        wrapped = {node: keys.wrap_for(node, key, f"application|{application}") for node in body["keys"]}
        body["keys"] = {node: base64.b64encode(blob).decode() for node, blob in wrapped.items()}
        body["sheet"] |= signed(body, application=application, round=1)

    papers = () if province == "11" else PAPERS
    return report(application=application, number=number, subject_province=province, forged=forge, papers=papers)


def _sealed(opened: dict, personal: dict, application, key: bytes) -> bytes:
    """The block, by hand: the platform's own seal refuses to be put on such a document."""
    nonce = os.urandom(12)
    plain = json.dumps([[path, value] for path, value in personal.items()]).encode()
    bound = b"beian.filing.sealing\x01" + application.bytes + (1).to_bytes(8) + digest(opened)
    return b"\x01" + nonce + AESGCM(key).encrypt(nonce, plain, bound)


def test_what_breaks_a_rule_comes_back_with_the_item_named_and_nobody_waits_for_it(cast):
    sent = [(reported(place, value), place, value) for place, value in RETURNED]
    good = report(number=2)
    drain()
    with at(CAPITAL):
        cases = {case.application: case for case in Case.objects.all()}
        assert list(InboxMessage.objects.exclude(state="applied")) == []
    assert cases[good].state == "under_review"
    for application, place, value in sent:
        case = cases[application]
        assert case.state == "returned", place
        named = {reason["item"]: reason for reason in case.reasons}
        assert place in named, (place, list(named))
        assert str(value) not in named[place]["text"] + named[place]["suggestion"]


def test_what_is_no_document_is_parked_with_the_item_named_and_leaves_nothing_half_done(cast):
    sent = [(reported(place, value), place) for place, value in PARKED]
    good = report(number=2)
    drain()
    with at(CAPITAL):
        assert [case.application for case in Case.objects.all()] == [good]
        parked = {message.key: message for message in InboxMessage.objects.filter(state="parked")}
        assert InboxMessage.objects.filter(kind="filing.reported").count() == len(parked) + 1 == len(PARKED) + 1
    for application, place in sent:
        error = parked[str(application)].error
        assert place in error, (place, error)
        assert not any(text in error for text in (CANARY, "\x1b", "1" * 50, "晴" * 50, "91350100"))


AWAY = [
    ("subject.principal.name", "张\u200d三"),
    ("subject.principal.email", f"{CANARY}@example.cn"),
    ("subject.certificate.number", "91350100M000100Y44"),
    ("subject.address.detail", "文三路\u202e1号"),
]


@pytest.mark.requirement("B14")
def test_what_only_the_subjects_province_can_open_is_held_against_the_rules_there(cast):
    """The provider's province has the personal items masked and passes the report on."""
    sent = [(reported(place, value, number, "33"), place) for number, (place, value) in enumerate(AWAY, 1)]
    good = report(subject_province="33", number=9)
    drain()
    with at("province:33"):
        cases = {case.application: case for case in Case.objects.all()}
    assert cases[good].state == "under_review"
    for application, place in sent:
        assert cases[application].state == "returned"
        assert place in [reason["item"] for reason in cases[application].reasons]
    with at(CAPITAL):
        assert {case.state for case in Case.objects.exclude(application=good)} == {"returned"}


@pytest.mark.requirement("Q3")
def test_what_an_officer_sees_of_it_is_escaped(cast, media):
    reported("sites.0.name", f"晴川{CANARY}")
    reported("subject.unheard_of", CANARY)
    drain()
    for role, name in (("province_reviewer", "queue"), ("operations", "exchange")):
        page = cast.staff(role, CAPITAL).get(cast.url(CAPITAL, name) + ("?show=all" if name == "queue" else ""))
        assert page.status_code == 200 and "<img src=x" not in page.content.decode()
    with at(CAPITAL):
        case = Case.objects.get()
    page = cast.staff("province_reviewer", CAPITAL).get(cast.url(CAPITAL, "case", case.pk)).content.decode()
    assert "&lt;img src=x" in page and "<img src=x" not in page


DATES = (
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",
    "2199-12-31T23:59:59",
    "infinity",
    "1e400",
    "0000-00-00",
    True,
    None,
)


@pytest.mark.parametrize("moment", DATES)
def test_a_day_out_of_all_reach_is_parked_with_its_field_named(cast, monkeypatch, moment):
    """Dates of the year 9999 have no moment in Shanghai; days without a zone are no moment anywhere."""
    with monkeypatch.context() as careless:  # a sender that does not look at what it sends
        careless.setattr("beian.exchange.outbox._plain", lambda model, body: json.loads(json.dumps(body, default=str)))
        for field in ("signed_at", "submitted_at", "verified_at"):
            report(forged=lambda body, field=field: _place_of(field, body).update({field: moment}), papers=())
    good = report(number=2)
    drain()
    with at(CAPITAL):
        assert [case.application for case in Case.objects.all()] == [good]
        errors = [message.error for message in InboxMessage.objects.filter(state="parked").order_by("id")]
    assert [error.split(": ")[2] for error in errors] == ["sheet.signed_at", "submitted_at", "verified_at"]


def _place_of(field: str, body: dict) -> dict:
    return body["sheet"] if field == "signed_at" else body
