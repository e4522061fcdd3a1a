"""The pages of figures and of the public in a real browser: nothing for axe to find, no sideways scroll, the map by keyboard."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from tests.ministry.dashboard.test_nation import DAYS, line, told
from tests.ministry.stories import Story, filed

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = [
    ("ministry_analyst", f"/ministry/?{DAYS}"),
    ("ministry_analyst", "/ministry/?show=overdue"),
    ("ministry_analyst", "/ministry/?first=2026-13-01"),
    ("ministry_analyst", "/ministry/provinces/11/"),
    ("ministry_analyst", "/ministry/providers/p01/?province=11"),
    ("filing_centre", "/ministry/"),
    ("filing_centre", "/ministry/office/"),
    ("filing_centre", "/ministry/office/notices/new/"),
    ("audit_admin", "/ministry/audit/"),
    ("security_admin", "/ministry/accounts/"),
    ("", "/query/"),
    ("", "/query/d/xn--80ak6aa92e.com/"),
    ("", "/query/contacts/"),
    ("", "/query/contacts/11/"),
    ("", "/query/notices/"),
    ("", "/query/policies/"),
    ("", "/query/policies/steps/"),
    ("", "/"),
    ("", "/accessibility/"),
    ("province_supervisor", "/province/11/load/"),
    ("province_supervisor", "/province/11/load/providers/"),
    ("province_supervisor", "/province/11/office/"),
]


@pytest.fixture
def look(window, cast):
    """look(role, address, width): a page as that person sees it."""

    def opened(role: str, address: str, width: int = 1280):
        node = "province:11" if role.startswith("province") else "ministry"
        return window(cast.staff(role, node) if role else None, address, width=width)

    return opened


@pytest.fixture
def nation(cast):
    filed(Story(), 1)
    filed(Story(domains=("four.cn",), certificate="911101085513850910", subject_province="33"), 1)
    told("11", providers=[line(waiting=8, overdue=5, left_unchecked=4)])
    told("33", now=timezone.now() - timedelta(days=2))


def test_axe_finds_nothing_and_nothing_scrolls_sideways(nation, look):
    """Officers at a desk, the public with a phone; the other width must not scroll either."""
    for role, address in PAGES:
        page = look(role, address, 1280 if role else 375)
        found = Axe().run(page, options=RULES).response["violations"]
        assert not found, (address, [(one["id"], one["nodes"][0]["html"]) for one in found])
        assert [text for text in page.said if "Content Security Policy" in text] == [], address
        for width in (1280, 375, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


@pytest.mark.requirement("S1")
def test_the_map_is_walked_by_keyboard_in_reading_order(nation, look):
    page = look("ministry_analyst", f"/ministry/?{DAYS}")
    places = page.evaluate(
        "[...document.querySelectorAll('a.tile')].map(e => { const b = e.getBoundingClientRect(); return [b.top, b.left] })"
    )
    assert len(places) == 31 and places == sorted(places)
    page.locator("a.tile").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('a.tile')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ministry/provinces/**first=2026-11-01**")
