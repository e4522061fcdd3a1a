"""What the public asks the register with, when it is no question: a sentence and a status, in page and API alike, and never its own echo."""

from urllib.parse import quote, quote_from_bytes

import pytest
from django.test import Client

from tests.beian.filing import bad_inputs
from tests.ministry.stories import Story, filed

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("H1", "B3")]
CANARY = "<img src=x onerror=alert(1)>"
BAD = {
    "zero width": quote("exam\u200bple.cn"),
    "right to left": quote("\u202eexample.cn"),
    "isolate": quote("\u2067example.cn"),
    "homoglyph": quote("ex\u0430mple.cn"),
    "private use": quote("exam\ue000ple.cn"),
    "NUL": "exam%00ple.cn",
    "escape": "example.cn%1b[2J",
    "line separator": quote("example.cn\u2028x"),
    "combining run": quote("e\u0301\u0302\u0303\u0304xample.cn"),
    "half a pair": quote_from_bytes(b"example\xed\xa0\x80.cn"),
    "broken UTF-8": "%ff%fe.cn",
    "overlong slash": "%c0%af.cn",
    "10,000 characters": "a" * 10_000 + ".cn",
    "10,000 labels": "a." * 10_000 + "cn",
    "markup": quote(f"{CANARY}.cn", safe=""),
    "statement": quote("a.cn' OR 1=1 --"),
    "template": quote("{{7*7}}.cn"),
    "private address": "192.168.1.1",
    "mapped address": quote("[::ffff:10.0.0.1]", safe=""),
    "loopback": "127.0.0.1",
    "suffix": "com.cn",
    "emoji": quote("😀.cn"),
}


def check_unspoken(body: str) -> None:
    assert CANARY not in body and "<img src=x" not in body
    assert "\x00" not in body and "\x1b" not in body and "Traceback" not in body


@pytest.mark.parametrize("value", BAD.values(), ids=BAD)
def test_the_api_says_what_is_wrong_as_problem_details(cast, value):
    answer = Client(raise_request_exception=False).get(f"/api/v1/filings/{value}")
    check_unspoken(answer.content.decode())
    if value.startswith("%c0%af") or answer.status_code in (400, 404):
        return  # not even an address
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 422 and problem["title"] and problem["detail"]


@pytest.mark.parametrize("value", BAD.values(), ids=BAD)
def test_the_page_names_the_box_and_stands(cast, value):
    answer = Client(raise_request_exception=False).get(f"/query/?q={value}")
    body = answer.content.decode()
    check_unspoken(body)
    assert answer.status_code == 422
    assert 'href="#id_q"' in body and "<title>错误：" in body


BODIES = {
    "a key twice": ("application/json", b'{"domain":"a.cn","domain":"b.cn"}'),
    "not a number": ("application/json", b'{"domain":NaN}'),
    "past a float": ("application/json", b'{"domain":1e400}'),
    "nested without end": ("application/json", b"[" * 100_000),
    "broken UTF-8": ("application/json", b'{"domain":"\xff"}'),
    "an entity": ("application/xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
    "a form said to be JSON": ("application/json", b"domain=a.cn"),
    "a type that is none": ("no/such; charset=utf-99", b"\x00"),
    "no type": ("", b""),
}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(("kind", "body"), BODIES.values(), ids=BODIES)
def test_the_api_takes_no_body(cast, method, kind, body):
    client = Client(raise_request_exception=False)
    answer = client.generic(method.upper(), "/api/v1/filings/example.cn", body, content_type=kind)
    assert answer.status_code in (400, 405, 415)
    check_unspoken(answer.content.decode())
    assert "root:" not in answer.content.decode()


@pytest.mark.parametrize("accept", ["text/xml", "\x00", "*/*;q=NaN", "a" * 5000, "application/json;version=<b>"])
def test_no_wish_about_the_answers_form_breaks_it(cast, accept):
    filed(Story())
    answer = Client(raise_request_exception=False, headers={"accept": accept}).get("/api/v1/filings/example.cn")
    assert answer.status_code in (200, 406)
    assert answer["Content-Type"].startswith(("application/json", "application/problem+json"))


NUMBERS = [row for row in bad_inputs.rows() if row["field"] == bad_inputs.NUMBER]


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row["why"])
def test_every_filing_number_is_looked_up_or_refused(cast, row):
    value = bad_inputs.value_of(row)
    answer = Client(raise_request_exception=False).get("/query/", {"q": value})
    check_unspoken(answer.content.decode())
    if row["expected"] == "valid":
        page = Client().get(answer["Location"])
        assert answer.status_code == 302 and page.status_code == 200
    else:
        assert answer.status_code in (422, 200)
        assert answer.status_code == 422 or "没有" in answer.content.decode(), "what is no number is asked as a name"
