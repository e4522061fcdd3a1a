"""The pages at the root: no database, no inline code, switches that lead nowhere else."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from beian.pages import navigation
from beian.pages.context import Page
from beian.pages.navigation import NavigationEntry, entries_for

STATIC = Path(settings.BASE_DIR) / "static"


@pytest.mark.parametrize(
    "address", ["/", "/accessibility/", "/gallery/", "/gallery/?layout=owner", "/gallery/?layout=public"]
)
def test_a_page_has_one_heading_a_language_and_no_inline_code(browser, address):
    response = browser.get(address)
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1") == (2 if "gallery" in address else 1)
    assert '<html lang="' in page
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)


def test_the_health_page_answers_without_a_database(browser):
    assert browser.get("/healthz").content == b"ok\n"


def test_an_owners_first_view_is_at_most_60_kilobytes_compressed(browser):
    page = browser.get("/gallery/?layout=owner").content
    files = [STATIC / found for found in re.findall(r'/static/([^"]+?)"', page.decode())]
    assert len(gzip.compress(page)) + sum(len(gzip.compress(file.read_bytes())) for file in set(files)) <= 60 * 1024
    assert not any("htmx" in file.name for file in files)


def test_the_public_page_is_at_most_30_kilobytes_compressed(browser):
    page = browser.get("/").content
    files = [STATIC / found for found in re.findall(r'/static/([^"]+?)"', page.decode())]
    assert len(gzip.compress(page)) + sum(len(gzip.compress(file.read_bytes())) for file in set(files)) <= 30 * 1024


def test_the_display_is_remembered_and_shown(browser):
    response = browser.post("/display/", {"display": "contrast", "next": "/accessibility/"})
    assert response["Location"] == "/accessibility/"
    assert 'data-display="contrast"' in browser.get("/").content.decode()


def test_an_unknown_display_changes_nothing(browser):
    browser.post("/display/", {"display": '"><script>'})
    browser.cookies["beian_display"] = '"><script>'
    assert 'data-display="standard"' in browser.get("/").content.decode()


@pytest.mark.parametrize("switch", ["/display/", "/language/"])
@pytest.mark.parametrize(
    "outside", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_a_switch_leads_to_no_other_site(browser, switch, outside):
    response = browser.post(switch, {"display": "large", "language": "en", "next": outside})
    assert response.status_code in (302, 204)
    assert "evil" not in response.get("Location", "")
    assert "javascript" not in response.get("Location", "")


@pytest.mark.parametrize("switch", ["/display/", "/language/"])
def test_switches_change_nothing_on_a_get(browser, switch):
    assert browser.get(switch).status_code == 405


@pytest.fixture
def no_entries(monkeypatch):
    """A platform whose tiers have registered nothing yet."""
    navigation._discover()
    monkeypatch.setattr(navigation, "_entries", {})


def test_navigation_is_what_the_roles_may_open(no_entries):
    navigation.register(NavigationEntry("province", ("province_reviewer",), "审核队列", "queue", 20))
    navigation.register(NavigationEntry("province", ("province_reviewer", "province_supervisor"), "总览", "home", 10))
    navigation.register(NavigationEntry("ministry", ("province_reviewer",), "别处", "elsewhere"))
    labels = [entry.label for entry in entries_for(node="province:11", roles={"province_reviewer"})]
    assert labels == ["总览", "审核队列"]
    assert entries_for(node="province:11", roles=set()) == []


def test_the_same_page_registered_twice_stands_once(no_entries):
    for label in ("旧", "新"):
        navigation.register(NavigationEntry("province", ("province_reviewer",), label, "queue"))
    assert [entry.label for entry in entries_for(node="province:11", roles={"province_reviewer"})] == ["新"]


def test_the_language_is_the_visitors_choice_and_not_the_browsers(rf):
    from beian.pages.language import chosen

    request = rf.get("/", headers={"accept-language": "en"})
    assert chosen(request) == "zh-hans"
    request.COOKIES["django_language"] = "en"
    assert chosen(request) == "en"
    request.COOKIES["django_language"] = "../../etc"
    assert chosen(request) == "zh-hans"


def test_the_frame_knows_its_office_without_reading(rf):
    assert Page(rf.get("/provider/p01/"), reading=False).office == "接入服务商 p01"
    assert Page(rf.get("/query/"), reading=False).office == ""
