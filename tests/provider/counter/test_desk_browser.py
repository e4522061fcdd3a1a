"""The desk page in a real browser: nothing for axe to find, no sideways scroll, no code on a screen, and one key for what is next."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.browsing import CODES, RULES
from tests.provider.counter.desk import ACCESS, Counter, photo
from tests.provider.counter.test_browser import look
from tests.provider.stories import application_at

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
__all__ = ["look"]
PRESET = ACCESS | {"keep_as": "北京云主机"}


@pytest.fixture
def counter(cast) -> Counter:
    return Counter(cast, application_at("prechecked", cast))


def standings(counter: Counter):
    """The page at every step of its way, by name; each is made when it is come to."""
    yield "fresh"
    counter.verifier_post("visit_begin", {})
    yield "begun"
    counter.verifier_post("visit_compare", {"version": "0", "whole": "documents"})
    counter.verifier_post("visit_differ", {"note": "少一个字", "version": "0"}, "subject.name")
    yield "differs"
    counter.verifier_post("visit_compare", counter.ticks())
    counter.verifier_post("visit_photo", {"photo": photo()})
    yield "doubt"
    counter.verifier_post("visit_settle", {"overrule-backdrop_number": "编号被遮挡，核验员当面确认"})
    counter.verifier_post("visit_access", PRESET)
    yield "agreement"
    counter.verifier_post("visit_agreement", counter.agreement())
    yield "ready"
    counter.verifier_post("visit_sign", {"version": str(counter.ticks()["version"])})
    yield "signed"


@pytest.mark.requirement("A2", "B5")
def test_axe_finds_nothing_at_any_step_and_nothing_scrolls_sideways(look, counter, tmp_path_factory):
    album = tmp_path_factory.mktemp("desk")
    for name in standings(counter):
        for width in (1280, 375, 360):
            page = look("provider_verifier", counter.url("visit"), width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            assert page.said == [], name
            assert not CODES.findall(page.locator("main").inner_text()), name
            if width == 360:
                continue
            page.screenshot(path=album / f"{name}-{width}.png", full_page=True)
            found = Axe().run(page, options=RULES).response["violations"]
            assert not found, (name, width, [(one["id"], one["nodes"][0]["html"]) for one in found])


def test_a_tick_is_kept_at_once_and_the_rail_says_so(look, counter):
    page = look("provider_verifier", counter.url("visit") + "?step=compare")
    with page.expect_response(lambda answer: "compare" in answer.url):
        page.locator("[name=compared]").first.check()
    page.locator("#steps").get_by_text("已核对 1/").wait_for()
    with page.expect_response(lambda answer: "compare" in answer.url):
        page.locator("[name=compared]").nth(1).check()
    page.locator("#steps").get_by_text("已核对 2/").wait_for()
    with page.expect_response(lambda answer: "compare" in answer.url):
        page.locator("[name=compared]").first.uncheck()
    page.locator("#steps").get_by_text("已核对 1/").wait_for()
    page.reload()
    assert page.locator("[name=compared]:checked").count() == 1


def test_keys_move_between_items_and_steps_and_can_be_switched_off(look, counter):
    page = look("provider_verifier", counter.url("visit") + "?step=compare")
    page.locator("body").press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "subject.nature" or page.evaluate(
        "document.activeElement.closest('tr[data-item]') !== null"
    )
    page.keyboard.press("x")
    page.get_by_label("哪里不一致").wait_for()
    page.keyboard.insert_text("少一个字")
    page.keyboard.press("Enter")
    page.locator(".differs-note").wait_for()
    page.keyboard.press("j")
    assert page.locator("#step-photo[open]").count() == 1
    page.keyboard.press("?")
    page.get_by_role("button", name="关闭单键快捷键").click()
    page.keyboard.press("k")
    page.keyboard.press("d")
    assert page.locator("[name=documents]:checked").count() == 0
