"""What the desk made, in front of the reviewer in another system: photo, sheet and findings beside the fields, in a real browser (B12, B15)."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from beian.exchange import drain
from beian.people import scope
from beian.people.nodes import node_url
from beian.people.scope import Actor, Reach
from province.cases import certifying
from province.cases.certificates import Certificate
from tests.beian.filing.drafts import company
from tests.provider.stories import application_at
from tests.province.stories import approve, case_of, settle

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.requirement("B12")]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
NODE = "province:11"


@pytest.fixture
def application(cast):
    found = application_at("reported", cast, document=company())
    drain()
    return found.uuid


@pytest.fixture
def look(window, cast):
    """look(role, address, width): a page as that person sees it; nobody where the role is empty."""

    def opened(role: str, address: str, width: int = 1366, height: int = 768):
        page = window(cast.staff(role, NODE) if role else None, address, width=width, height=height)
        page.wait_for_load_state("networkidle")
        return page

    return opened


def sound(page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    assert page.said == []


def test_eight_fields_and_the_sheet_are_seen_together_and_it_is_turned_and_enlarged(look, application):
    page = look("province_reviewer", node_url(NODE, "case", case_of(application).pk))
    fields = page.evaluate(
        "[...document.querySelectorAll('.document tr')].filter(row => row.getBoundingClientRect().bottom <= innerHeight).length"
    )
    assert fields >= 8
    sheet = page.locator(".paper-page img").first
    page.locator(".paper-index a", has_text="核验单").click()
    assert sheet.evaluate("one => one.naturalWidth") > 800
    box = sheet.bounding_box()
    assert 0 < box["y"] < 400
    assert box["x"] > 600  # beside the fields
    paper = page.locator("[data-paper]", has=page.locator(".paper-page")).first
    wide = box["width"]
    paper.locator("[data-turn=larger]").click()
    assert sheet.bounding_box()["width"] > wide * 1.4
    paper.locator("[data-turn=right]").click()
    assert "rotate(90deg)" in sheet.evaluate("one => one.style.transform")
    paper.locator("[data-turn=back]").click()
    assert "已打开" in paper.locator("[data-seen]").inner_text()
    sound(page, 1366)


def test_on_a_phone_nothing_scrolls_sideways(look, application):
    sound(look("province_reviewer", node_url(NODE, "case", case_of(application).pk), 360), 360)


@pytest.mark.parametrize("width", [1280, 360])
def test_anybody_reads_the_certificates_page(look, cast, application, width):
    approve(cast, application)
    settle(NODE)
    certifying.make_waiting(NODE, now=timezone.now())
    drain()
    with scope.enter(NODE, Reach.STAFF, Actor.service("story")):
        token = Certificate.objects.get().token
    page = look("", f"/query/certificate/{token}/", width)
    assert "证书有效" in page.locator("main").inner_text()
    sound(page, width)
    sound(look("", "/query/certificate/", width), width)
    sound(look("province_supervisor", node_url(NODE, "load_papers"), width), width)
    granted = look("province_reviewer", node_url(NODE, "case", case_of(application).pk), width)
    assert "已发给主办者" in granted.locator("main").inner_text()
    sound(granted, width)
