"""An officer at his lists, in a real browser: views, columns, a long job, a session that dies; wide and narrow, in every display mode."""

import os
from pathlib import Path

import pytest

from beian.exchange import drain
from beian.pages.jobs import exporting, tasks
from beian.people import scope
from beian.people.models import Session
from beian.people.nodes import node_url
from beian.people.scope import Actor, Reach
from province.cases.tables import CaseTable
from tests.beian.pages.serving import serving
from tests.beian.pages.test_browser import RULES
from tests.cast import PASSWORD
from tests.province.stories import report

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
NODE = "province:11"
TOO_WIDE = """width => [...document.querySelectorAll("main *")].filter(one => one.getBoundingClientRect().right > width
  && !one.closest(".table-scroll, .tabs")).map(one => one.outerHTML.slice(0, 120)).slice(-2)"""


def url(name, *args) -> str:
    return node_url(NODE, name, *args)


@pytest.fixture
def office(cast, chromium, monkeypatch):
    """Somebody who reviews has signed in; five cases wait, and a list gives out three at once."""
    for number in range(1, 6):
        report(number=number)
    drain()
    monkeypatch.setattr(CaseTable, "export_limit", 3)
    monkeypatch.setattr(exporting, "BATCH", 2)
    person = cast.person("province_reviewer", NODE)
    with serving() as address:
        context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 800}, locale="zh-CN")
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(url("staff_sign_in"))
        sign_in(page, person)
        yield page
        context.close()


def sign_in(page, person) -> None:
    page.get_by_label("账号").fill(person.username)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def looked_through(page, name: str) -> list:
    """What axe and a ruler find, wide and narrow, in every display mode; pictures are kept where PAGES_ALBUM names a folder."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for display in ("standard", "large", "contrast"):
        page.evaluate(f"document.documentElement.dataset.display = '{display}'")
        for width in (1280, 375, 360):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append((name, display, width, "scrolls sideways", page.evaluate(TOO_WIDE, width)))
            if width != 360:
                violations = Axe().run(page, options=RULES).response["violations"]
                found += [(name, display, width, one["id"], one["nodes"][0]["html"]) for one in violations]
                _picture(page, f"{name}-{display}-{width}")
    page.evaluate("document.documentElement.dataset.display = 'standard'")
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


def _picture(page, name: str) -> None:
    if album := os.environ.get("PAGES_ALBUM"):
        page.screenshot(path=Path(album) / f"{name}.png", full_page=True)


def test_views_and_columns_of_a_list(office):
    office.goto(url("queue"))
    office.evaluate("window.stayed = true")
    office.locator("summary", has_text="选择列").click()
    office.get_by_role("checkbox", name="网站").uncheck()
    found = looked_through(office, "columns")
    office.get_by_role("button", name="应用").click()
    office.locator("thead:not(:has(th:text-is('网站')))").wait_for()
    assert office.evaluate("window.stayed") is True and "columns=" in office.url
    office.locator("summary", has_text="保存视图").click()
    office.get_by_label("把现在的筛选、排序和列保存为").fill("不看网站")
    office.get_by_role("button", name="保存").click()
    office.get_by_role("link", name="不看网站").wait_for()
    office.locator("summary", has_text="管理视图").click()
    assert found + looked_through(office, "views") == []
    office.goto(url("queue"))
    office.get_by_role("link", name="不看网站").click()
    office.locator("thead:not(:has(th:text-is('网站')))").wait_for()


def test_a_long_export_is_watched_and_fetched(office):
    office.goto(url("queue"))
    office.get_by_role("link", name="导出 CSV").click()
    found = looked_through(office, "offer")
    office.get_by_role("button", name="在后台导出").click()
    office.get_by_text("您可以关闭本页").wait_for()
    found += looked_through(office, "job-waiting")
    turn = tasks._next(NODE)
    turn.slice()
    office.get_by_text("2 / 5").first.wait_for()
    found += looked_through(office, "job-running")
    turn.release()
    tasks.go_on(NODE)
    office.get_by_role("link", name="下载结果").wait_for()
    found += looked_through(office, "job-done")
    with office.expect_download() as download:
        office.get_by_role("link", name="下载结果").click()
    assert download.value.suggested_filename == "cases.csv"
    office.get_by_role("link", name="我的任务").first.click()
    assert found + looked_through(office, "jobs") == []


def test_a_session_that_dies_loses_nothing(office, cast):
    office.goto(url("queue"))
    office.locator("summary", has_text="保存视图").click()
    office.get_by_label("把现在的筛选、排序和列保存为").fill("本周")
    with scope.enter(NODE, Reach.SYSTEM, Actor.service("test")):
        Session.objects.all().delete()
    office.get_by_role("button", name="保存").click()
    office.get_by_text("您刚才填写的内容已经保留").wait_for()
    found = looked_through(office, "signed-out")
    sign_in(office, cast.person("province_reviewer", NODE))
    office.get_by_role("heading", name="找回刚才填写的内容").wait_for()
    found += looked_through(office, "kept")
    office.get_by_role("button", name="找回内容").click()
    assert office.get_by_label("视图名称").input_value() == "本周"
    found += looked_through(office, "found-again")
    office.get_by_role("button", name="保存").click()
    office.get_by_role("link", name="本周").wait_for()
    assert found == []


def test_the_display_mode_goes_with_the_account(office):
    office.goto(url("queue"))
    office.get_by_role("button", name="大字").click()
    office.context.clear_cookies(name="beian_display")
    office.goto(url("queue"))
    assert office.get_attribute("html", "data-display") == "large"
