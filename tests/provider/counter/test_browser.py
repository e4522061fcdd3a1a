"""The counter's pages in a real browser: nothing for axe to find, no sideways scroll, no code on a screen, papers that turn."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from beian.evidence.models import EvidenceReading
from provider.applications.models import Application
from provider.counter import contacts
from tests.provider.counter.desk import REASONS, Counter
from tests.provider.stories import application_at

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
NODE = "provider:p01"
# What only a machine says: a path or code of the document, an unfilled blank, a bare article.
CODES = re.compile(r"\b(?:subject|sites|access)\.[a-z]|\b[a-z]+_[a-z_]+\b|\bNone\b|%\([a-z]+\)s|\bP(?:09|10|16)\b")


@pytest.fixture
def look(window, cast):
    """look(role, address, width): a page as that person sees it."""

    def opened(role: str, address: str, width: int = 1280, height: int = 768, name: str = ""):
        return window(cast.staff(role, NODE, name), address, width=width, height=height)

    return opened


@pytest.fixture
def counter(cast) -> Counter:
    """One waits to be prechecked, one has come back, one was sent back, one is filed by a clerk."""
    counter = Counter(cast, application_at("submitted", cast))
    returned = Counter(cast, application_at("submitted", cast, domain="yi.cn"))
    clerk = cast.person("provider_clerk", NODE)
    with cast.acting(clerk):
        contacts.note_call(
            application=Application.objects.get(uuid=counter.uuid),
            item="subject.principal.mobile",
            outcome="no_answer",
            note="两次无人接听",
            by=clerk,
            now=timezone.now(),
        )
    assert returned.clerk_post("precheck_return", REASONS | {"revision": returned.row.revision}).status_code == 302
    application_at("prechecked", cast, domain="bing.cn")
    application_at("verified", cast, domain="ding.cn")
    counter.returned = returned
    return counter


def pages(counter: Counter) -> dict[str, tuple[str, str]]:
    url = counter.cast.url
    marked = f"{counter.url('precheck_return')}?item=subject.name&item=sites.0.name"
    return {
        "today": ("provider_clerk", url(NODE, "today")),
        "today-admin": ("provider_admin", url(NODE, "today")),
        "queue": ("provider_clerk", url(NODE, "precheck_queue")),
        "queue-done": ("provider_clerk", f"{url(NODE, 'precheck_queue')}?show=overdue&done={counter.returned.uuid}"),
        "precheck": ("provider_clerk", counter.url("precheck")),
        "return": ("provider_clerk", marked),
        "calls": ("provider_clerk", url(NODE, "call_list")),
        "filings": ("provider_clerk", url(NODE, "filing_list")),
        "filing": ("provider_clerk", counter.returned.url("filing")),
        "round": ("provider_clerk", counter.returned.url("filing_round", 1)),
        "behalf": ("provider_clerk", url(NODE, "behalf")),
        "visits": ("provider_verifier", url(NODE, "visit_queue")),
    }


@pytest.mark.requirement("B4", "A2")
def test_axe_finds_nothing_and_nothing_scrolls_sideways(look, counter):
    for name, (role, address) in pages(counter).items():
        for width in (1280, 375, 360):
            page = look(role, address, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            assert page.said == [], name
            assert not CODES.findall(page.locator("body").inner_text()), name
            if width == 360:
                continue
            found = Axe().run(page, options=RULES).response["violations"]
            assert not found, (name, width, [(one["id"], one["nodes"][0]["html"]) for one in found])


def test_papers_are_enlarged_and_turned_beside_the_fields(look, counter):
    page = look("provider_clerk", counter.url("precheck"))
    paper = page.locator("[data-paper]").first
    paper.get_by_role("button", name="放大").click()
    assert "enlarged" in paper.locator(".paper-window").get_attribute("class")
    paper.get_by_role("button", name="旋转").click()
    assert "rotate(90deg)" in paper.locator("img").get_attribute("style")
    paper.get_by_role("button", name="复原").click()
    assert "rotate" not in (paper.locator("img").get_attribute("style") or "")


@pytest.mark.requirement("Q2")
def test_at_the_desk_a_folded_paper_is_not_opened_and_an_unfolded_one_is(look, cast):
    """Whatever the page fetches is logged as opened: it fetches what somebody looks at."""
    visitor = Counter(cast, application_at("prechecked", cast))
    verifier = cast.person("provider_verifier", NODE)

    def readings() -> int:
        with cast.acting(verifier):
            return EvidenceReading.objects.filter(evidence__application=visitor.uuid).count()

    page = look("provider_verifier", visitor.url("visit"))
    page.wait_for_load_state("networkidle")
    assert readings() == 0
    page.locator("summary", has_text="主办者上传的材料").click()
    expect(page.locator("#step-papers [data-paper] img").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.wait_for_function("document.querySelector('#step-papers [data-paper] img').naturalWidth > 0")
    assert readings() > 0


def test_a_chosen_reason_fills_its_words_and_leaves_the_clerks_own(look, counter):
    page = look("provider_clerk", f"{counter.url('precheck_return')}?item=subject.name&item=subject.principal.mobile")
    assert page.locator("#id_reasons-1-code").input_value() == "unreachable"
    page.select_option("#id_reasons-0-code", "paper_differs")
    assert page.input_value("#id_reasons-0-text") == "填写的内容与所交证件不一致。"
    page.fill("#id_reasons-0-text", "少写了“有限”二字。")
    page.select_option("#id_reasons-0-code", "not_true")
    assert page.input_value("#id_reasons-0-text") == "少写了“有限”二字。"


@pytest.mark.requirement("B4")
def test_three_clicks_in_a_browser_without_javascript_too(window, cast, counter):
    page = window(cast.staff("provider_clerk", NODE), cast.url(NODE, "today"), java_script_enabled=False)
    page.get_by_role("button", name="核对下一件").click()
    page.get_by_label("已通过电话、邮件联系到负责人，联系方式正确").check()
    page.get_by_role("button", name="通过预核验").click()
    page.get_by_text("已通过预核验，现场核验通知已发给主办者。").wait_for()
    assert counter.state == "prechecked"
