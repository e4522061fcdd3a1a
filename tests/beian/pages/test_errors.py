"""What went wrong is said in words, with the right status, without a database and without giving anything away."""

import logging

import pytest
from django.core.cache import cache
from django.test import Client
from lxml import html

from beian.pages import errors

FILE = "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere/", 404, "没有这个页面"),
        ("/denied/", 403, "需要“省局审核员”角色。"),
        ("/away/", 503, "核验来源没有应答。"),
        ("/database/", 503, "暂时无法提供服务"),
        ("/broken/", 500, "追踪号"),
    ],
)
def test_a_failure_is_explained_on_a_page_of_ours(browser, address, status, words):
    response = browser.get(address)
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert "网站备案管理平台" in page
    assert "secret-canary" not in page


def test_a_conflict_says_who_did_what_and_when_and_leads_to_the_record(browser):
    response = browser.get("/conflict/")
    page = response.content.decode()
    assert response.status_code == 409
    assert "2026-12-01 14:05" in page
    assert "李&lt;b&gt;审核" in page
    assert 'href="/cases/7/"' in page


def test_the_trace_number_on_the_page_stands_in_the_log(browser, caplog):
    with caplog.at_level(logging.ERROR, logger="beian.pages.errors"):
        page = browser.get("/broken/").content.decode()
    line = next(record.getMessage() for record in caplog.records if record.name == "beian.pages.errors")
    assert line.split()[1].rstrip(":") in page


def test_a_service_that_is_away_says_when_to_come_back(browser):
    assert browser.get("/away/")["Retry-After"] == str(errors.RETRY_SECONDS)


def test_too_many_fields_are_refused_with_a_page(browser, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    response = browser.post("/body/", {f"f{i}": "x" for i in range(20)})
    assert response.status_code == 400
    assert "没有保存任何内容" in response.content.decode()


def test_a_body_over_the_limit_is_refused_with_413(browser, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = browser.post("/body/", "a=" + "x" * 5000, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413


def test_a_body_that_is_no_form_is_refused_and_not_an_error(browser):
    assert browser.post("/body/", b"\x00\xff no boundary", content_type=FILE).status_code in (200, 400)
    assert browser.post("/body/", b"x", content_type="multipart/form-data").status_code == 400


def test_a_missing_token_says_that_nothing_was_saved(browser):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/display/", {"display": "large"})
    assert response.status_code == 403
    assert "没有保存" in response.content.decode()


def test_an_error_page_that_cannot_be_drawn_is_plain_text(rf, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("no templates")

    monkeypatch.setattr(errors, "render_to_string", fails)
    response = errors.page_not_found(rf.get("/nowhere/"))
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/plain")


def test_error_pages_ask_the_database_nothing(rf, settings):
    """These tests may not touch the database at all: a query would fail them. What another test read is forgotten."""
    cache.clear()
    settings.ROOT_URLCONF = "tests.beian.pages.addresses"
    request = rf.get("/province/11/cases/")
    assert "省级系统 11" in errors.page_not_found(request).content.decode()


TYPED = {"name": ['"><b>甲', "乙"], "password": "geheim", "csrfmiddlewaretoken": "old"}


@pytest.mark.parametrize(("address", "status"), [("/broken/", 500), ("/away/", 503), ("/database/", 503)])
def test_what_was_typed_survives_a_failure(browser, address, status):
    answer = browser.post(address, TYPED, headers={"origin": "http://testserver"})
    assert answer.status_code == status
    form = html.fromstring(answer.content).xpath("//main//form")[0]
    fields = [(field.name, field.value) for field in form.inputs if field.name]
    assert ("name", '"><b>甲') in fields and ("name", "乙") in fields
    assert form.action == address and "geheim" not in answer.content.decode()
    assert "再试一次" in answer.content.decode()


def test_a_missing_token_keeps_what_was_typed_on_a_page_of_ours(browser):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/display/", TYPED, headers={"origin": "http://testserver"})
    form = html.fromstring(answer.content).xpath("//main//form")[0]
    assert answer.status_code == 403 and form.fields["_again"] == "1"
    assert "csrftoken" in answer.cookies
    assert strict.post("/display/", dict(form.fields), headers={"origin": "http://testserver"}).status_code == 302


@pytest.mark.parametrize("origin", ["https://evil.example", "http://testserver.evil.example", "null", None])
def test_a_form_from_elsewhere_is_never_offered_again(browser, origin):
    headers = {"origin": origin} if origin else {}
    strict = Client(enforce_csrf_checks=True)
    for client, address in ((strict, "/display/"), (browser, "/broken/")):
        answer = client.post(address, TYPED, headers=headers)
        assert not html.fromstring(answer.content).xpath("//main//form")


def test_what_was_kept_is_shown_again_before_it_is_sent(browser):
    given = {
        "name": "甲公司",
        "kind": "1",
        "domains-TOTAL_FORMS": "1",
        "domains-INITIAL_FORMS": "0",
        "domains-0-domain": "a.cn",
    }
    assert browser.post("/form/", given).status_code == 200
    answer = browser.post("/form/", given | {"_again": "1"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="甲公司"' in text and 'value="a.cn"' in text and "您刚才填写的内容已找回" in text
    assert 'name="_again"' not in text
