"""The tables' pages in a real browser: nothing for axe to find, no sideways scroll, nothing on the console; and all of it by clicking."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from beian import exchange
from tests.beian.editions.test_calendar_page import Officer, enter
from tests.beian.editions.test_pages import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def look(window, cast):
    """look(role, node, address, width): a page as that person sees it; what it says on the console stands in `said`."""

    def opened(role, node, address, width, javascript=True):
        return window(cast.staff(role, node), address, width=width, java_script_enabled=javascript)

    return opened


@pytest.fixture
def addresses(cast):
    """Pages with something to show: two tables published, a third in the making."""
    natures, calendar = Desk(cast), Officer(cast, "calendar")
    natures.begin().add()
    natures.publish()
    enter(calendar)
    calendar.publish()
    exchange.drain()
    natures.begin().add(code="22")
    officer, bureau, clerk = (
        ("ministry_supervisor", "ministry"),
        ("province_leader", "province:11"),
        ("provider_clerk", "provider:p01"),
    )
    return {
        "overview": (*officer, cast.url("ministry", "tables")),
        "table": (*officer, natures.url("table")),
        "draft": (*officer, natures.url("table_draft")),
        "row": (*officer, natures.url("table_row") + "?row=22~"),
        "publish": (*officer, natures.url("table_publish")),
        "year": (*officer, calendar.url("calendar_year")),
        "edition": (*bureau, cast.url("province:11", "table_edition", "owner_natures", 2)),
        "known year": (*bureau, cast.url("province:11", "calendar") + "?year=2027"),
        "unknown year": (*clerk, cast.url("provider:p01", "calendar") + "?year=2029"),
        "counties": (*clerk, cast.url("provider:p01", "table", "counties")),
    }


@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(look, addresses, width):
    for name, (role, node, address) in addresses.items():
        page = look(role, node, address, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        found = Axe().run(page, options=RULES).response["violations"]
        assert not found, (name, [(one["id"], one["nodes"][0]["html"]) for one in found])
        assert page.said == [], name


@pytest.mark.parametrize("javascript", [True, False])
def test_a_year_is_entered_by_hand_with_or_without_scripts(look, cast, javascript):
    officer = Officer(cast, "calendar")
    page = look("ministry_supervisor", "ministry", officer.url("calendar"), 1280, javascript)
    page.get_by_role("link", name="录入放假安排").click()
    page.get_by_label("年份").fill("2027")
    page.get_by_label("通知文号").fill("国办发明电〔2026〕7号")
    page.get_by_label("放假日期").fill("元旦：1月1日至3日")
    page.get_by_label("是", exact=True).check()
    page.get_by_role("button", name="先看影响").click()
    page.get_by_role("heading", name="2027年的安排会改变什么").wait_for()
    page.get_by_role("button", name="写入草稿").click()
    page.get_by_label("发布说明").fill("2027年放假安排")
    page.get_by_label("以上改动我已逐项核对").check()
    page.get_by_role("button", name="发布并下发").click()
    page.get_by_text("下级系统的确认").wait_for()
    page.go_back()
    page.get_by_text("下级系统的确认").wait_for()
    assert page.get_by_role("button", name="发布并下发").count() == 0
