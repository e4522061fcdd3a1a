"""The papers of a filing at the ministry in a real browser: with and without JavaScript, at a desk and on a phone (B12)."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ministry.register.test_papers import LABELS, listed, readings, reported  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.requirement("B12")]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
SIZE = "one => one.decode().then(() => one.naturalWidth)"


@pytest.fixture
def look(window, cast):
    """look(address, **context): the page as the ministry's supervisor sees it."""

    def opened(address: str, **options):
        return window(cast.staff("ministry_supervisor", "ministry"), address, **options)

    return opened


def checked(page, name: str) -> None:
    """At every width; a picture for whoever sets PICTURES to a folder."""
    for width in (1280, 375, 360):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (name, width, wide)
        found = Axe().run(page, options=RULES).response["violations"] if width != 360 else []
        assert not found, (name, width, [(one["id"], one["nodes"][0]["html"]) for one in found])
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_supervisor_says_why_and_reads_the_papers_beside_the_list(cast, reported, look):  # noqa: F811
    page = look(cast.url("ministry", "passage", reported))
    page.get_by_role("link", name="核验材料").click()
    checked(page, "list")
    page.get_by_role("button", name="打开：核验单").click()
    assert page.get_by_text("请选择查阅事由").first.is_visible()
    assert page.locator("[data-paper]").count() == 0 and readings() == []
    checked(page, "refused")
    page.get_by_label("信息冲突核查").check()
    page.get_by_role("button", name="打开：核验单").click()
    picture = page.locator("[data-paper] img")
    assert picture.evaluate(SIZE) > 800
    checked(page, "sheet")
    page.get_by_role("button", name="打开：现场核验照片").click()
    assert picture.evaluate(SIZE) == 800
    wide = picture.bounding_box()["width"]
    page.locator("[data-turn=larger]").click()
    assert picture.bounding_box()["width"] > wide * 1.4
    page.locator("[data-turn=right]").click()
    assert "rotate(90deg)" in picture.evaluate("one => one.style.transform")
    page.locator("[data-turn=back]").click()
    assert picture.bounding_box()["width"] == pytest.approx(wide, abs=2)
    checked(page, "photo")
    assert [text for text in page.said if "Content Security Policy" in text] == []
    assert [(what, why) for _who, what, why in readings()] == [
        ("verification_sheet", "conflict"),
        ("desk_photo", "conflict"),
    ]


def test_it_is_read_without_javascript(cast, reported, look):  # noqa: F811
    page = look(listed(cast, reported), java_script_enabled=False)
    assert all(page.get_by_role("rowheader", name=label).is_visible() for label in LABELS)
    page.get_by_label("监督检查").check()
    page.get_by_role("button", name="打开：主办者证件").click()
    page.locator("[data-paper] img").wait_for()
    assert page.get_by_role("button", name="旋转").count() == 0
    with page.expect_navigation():
        page.locator("[data-paper] a").click()
    assert page.url.endswith("/file/?reason=supervise")
    assert {(what, why) for _who, what, why in readings()} == {("owner_certificate", "supervise")}
