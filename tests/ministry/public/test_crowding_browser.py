"""What somebody sees who asked, or sent files, too often: in a real browser, on a phone and at a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from beian.people import visits
from ministry.public import checking

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.requirement("H1")]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
PDF = {"name": "证书.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}


def sound(page) -> None:
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    for width in (1280, 375, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_the_box_keeps_the_question_and_says_when_to_ask_again(cast, settings, window):
    settings.QUERIES_PER_MINUTE = 1
    page = window(None, "/query/?q=com.cn", width=375)
    page.goto(page.url)
    assert "请在1分钟后再试" in page.locator("main").inner_text()
    assert page.locator("input[name=q]").input_value() == "com.cn"
    sound(page)


def test_a_file_too_many_is_not_looked_at_and_the_page_says_so(cast, monkeypatch, window):
    monkeypatch.setattr(checking, "OFTEN", visits.Limit("certificate.check", 1, checking.OFTEN.span))
    page = window(None, "/query/certificate/", width=375)
    for _time in range(2):
        page.locator("input[type=file]").set_input_files(PDF)
        page.get_by_role("button", name="查验文件").click()
        page.wait_for_load_state()
    words = page.locator("main").inner_text()
    assert "文件还没有查验" in words and "请在10分钟后再试" in words
    sound(page)
