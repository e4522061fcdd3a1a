"""The pages of appointments in a real browser: nothing for axe to find, no sideways scroll, no code on a screen; on a phone, too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe

from provider.counter.appointments import desks, transitions
from tests.journeys.browsing import CODES, RULES
from tests.provider.appointments.stories import TUESDAY, Story, at
from tests.provider.stories import PROVIDER

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.requirement("B5", "A2"),
    pytest.mark.skipif(not os.environ.get("BEIAN_EVERY_PAGE"), reason="every page is looked at by make pages"),
]
WIDTHS = (1280, 375)
NARROW = 360
NOW = at(TUESDAY, 10, 5)


@pytest.fixture
def tuesday() -> Iterator[None]:
    """The morning on which the desk has been open for an hour."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def look(window, cast):
    """look(role, address): a page as that person sees it; `site_owner` is the owner of the first application. `plain`: without JavaScript."""

    def opened(role: str, address: str, plain: bool = False):
        owner = role == "site_owner"
        browser = cast.client(cast.owner(PROVIDER, "13800138000")) if owner else cast.staff(role, PROVIDER)
        return window(browser, address, width=NARROW if plain else WIDTHS[0], java_script_enabled=not plain)

    return opened


def busy(story: Story):
    """A desk's Tuesday with somebody of every kind, a second desk, and a closed Wednesday; the first owner's application and the desk."""
    desk = story.desk(capacity=2)
    story.desk(name="亦庄核验点", address="北京市大兴区荣华南路10号院2号楼1层政企服务厅", note="")
    first = story.invited()
    hours = {"13900139001": time(9), "13900139002": time(9), "13900139003": time(9, 30), "13900139004": time(14)}
    booked = [story.book(story.invited(who), desk, start=start, mobile=who) for who, start in hours.items()]
    walker, waiting = story.invited("13900139005"), story.invited("13900139006")
    story.book(waiting, desk, day=TUESDAY + timedelta(days=1), mobile="13900139006")
    with story.cast.acting(story.verifier):
        transitions.check_in(booking=booked[0], by=story.verifier, now=NOW)
        transitions.miss(booking=booked[1], now=NOW)
        transitions.walk_in(application=walker, desk=desk, by=story.verifier, now=NOW)
    with story.cast.acting(story.admin):
        day = TUESDAY + timedelta(days=1)
        desks.close_day(desk=desk, day=day, note="办公楼停电", agreed=True, by=story.admin, now=NOW)
    return first, desk


def pages(story: Story, application, desk) -> dict[str, tuple[str, str]]:
    """Name → who looks, and where."""
    calendar, own = story.url("visit_calendar"), story.url("application_booking", application.uuid)
    ask = f"{calendar}?desk={desk.pk}&day="
    thursday = TUESDAY + timedelta(days=2)
    return {
        "day": ("provider_verifier", f"{ask}{TUESDAY}"),
        "day-closed": ("provider_clerk", f"{ask}{TUESDAY + timedelta(days=1)}"),
        "week": ("provider_verifier", f"{ask}{TUESDAY}&view=week"),
        "list": ("provider_verifier", f"{story.url('booking_list')}?show=all"),
        "list-empty": ("provider_verifier", f"{story.url('booking_list')}?show=missed&subject=无人"),
        "months": ("provider_admin", story.url("booking_months")),
        "arrivals": ("provider_verifier", story.url("walk_in")),
        "arrivals-found": ("provider_verifier", f"{story.url('walk_in')}?q=某某"),
        "arrivals-nobody": ("provider_verifier", f"{story.url('walk_in')}?q=不存在的公司"),
        "desks": ("provider_admin", story.url("desk_list")),
        "desk": ("provider_admin", story.url("desk", desk.pk)),
        "desk-new": ("provider_admin", story.url("desk_new")),
        "telephone": ("provider_clerk", story.url("filing_booking", application.uuid)),
        "telephone-week": ("provider_verifier", f"{story.url('filing_booking', application.uuid)}?week=2026-09-28"),
        "filing": ("provider_clerk", story.url("filing", application.uuid)),
        "visits": ("provider_verifier", story.url("visit_queue")),
        "owner-days": ("site_owner", own),
        "owner-times": ("site_owner", f"{own}?desk={desk.pk}&day={thursday}"),
    }


def faults(look, album, name: str, who: str, where: str) -> list[str]:
    """What is wrong with a page, loaded once and looked at in every width; its pictures are kept."""
    found: list[str] = []
    page = look(who, where)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=album / f"{name}-{width}.png", full_page=True)
        broken = Axe().run(page, options=RULES).response["violations"]
        found += [f"{name} {width}: {one['id']} {one['nodes'][0]['html'][:200]}" for one in broken]
    page.set_viewport_size({"width": NARROW, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    found += [f"{name}: {wide} pixels wide"] if wide > NARROW else []
    found += [f"{name}: {words}" for words in page.said]
    found += [f"{name}: shows {code}" for code in CODES.findall(page.locator("main").inner_text())]
    page.context.close()
    return found


def test_nothing_scrolls_sideways_and_axe_finds_nothing(look, story, tuesday, tmp_path_factory):
    album = tmp_path_factory.mktemp("appointments")
    application, desk = busy(story)
    found: list[str] = []
    for name, (who, where) in pages(story, application, desk).items():
        found += faults(look, album, name, who, where)
    story.book(application, desk, day=TUESDAY + timedelta(days=2), start=time(14, 30), now=NOW)
    own = story.url("application_booking", application.uuid)
    found += faults(look, album, "owner-booked", "site_owner", f"{own}?booked=1")
    found += faults(look, album, "owner-status", "site_owner", story.url("application", application.uuid))
    assert not found


def test_pages_before_the_first_desk(look, story, tuesday, tmp_path_factory):
    album = tmp_path_factory.mktemp("before")
    own = story.url("application_booking", story.invited().uuid)
    seen = {
        "calendar": ("provider_admin", story.url("visit_calendar")),
        "calendar-verifier": ("provider_verifier", story.url("visit_calendar")),
        "desks": ("provider_admin", story.url("desk_list")),
        "months": ("provider_admin", story.url("booking_months")),
        "list": ("provider_clerk", story.url("booking_list")),
        "owner": ("site_owner", own),
    }
    assert not [fault for name, (who, where) in seen.items() for fault in faults(look, album, name, who, where)]


def test_a_clerk_on_the_telephone_without_javascript_on_a_narrow_screen(look, story, tuesday, tmp_path_factory):
    album = tmp_path_factory.mktemp("telephone")
    application, desk = busy(story)
    page = look("provider_clerk", story.url("filing", application.uuid), plain=True)
    page.click("text=代为预约")
    page.click("text=星期四 >> nth=0")
    page.check("text=14:30–15:00")
    page.click("text=预约这个时间")
    assert "2026年9月17日 14:30" in page.locator("main").inner_text()
    assert story.bookings(application) == [("2026-09-17", "14:30", "booked")]
    where = story.url("filing_booking", application.uuid)
    found = faults(look, album, "telephone-booked", "provider_clerk", f"{where}?booked=1")
    found += faults(look, album, "filing-booked", "provider_clerk", story.url("filing", application.uuid))
    found += faults(look, album, "owner-told", "site_owner", story.url("application_booking", application.uuid))
    found += faults(look, album, "owner-status", "site_owner", story.url("application", application.uuid))
    assert not found
    page.goto(page.url.partition("?")[0])
    page.click("text=主办者要求取消")
    assert "已发短信告诉主办者" in page.locator("main").inner_text()
    assert story.bookings(application)[-1][2] == "cancelled"
