"""A visit at the counter: booked on a telephone, then by keyboard alone from the check-in to the report, with the browser's camera, and a reload in its middle."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator

import pytest

from beian.demo.browser import Browser
from beian.demo.invented import owner
from beian.demo.walk import Walk
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS
from tests.journeys import budget
from tests.journeys.browsing import Surf
from tests.journeys.conftest import ALBUM
from tests.journeys.people import PROVIDER, Owner, Reviewer, Verifier
from verification.photo import specimens

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]
DESK = {
    "name": "旅程核验点",
    "address": "北京市海淀区演示路18号",
    "phone": "010-66012345",
    "slot_minutes": "10",
    "active": "on",
}
PRESET = {
    "modes": ["5"],
    "server_provinces": ["11"],
    "ranges-0-start": "1.2.4.0",
    "ranges-0-end": "1.2.4.255",
    "keep_as": "北京云主机",
}


class Commands(Verifier):
    """A verifier without a mouse; every key that says something is counted, a field filled in as one."""

    given = 0

    def key(self, key: str, *, leads_on: bool = True) -> None:
        self.given += 1
        if leads_on:
            self.page.evaluate("() => { window.before = true; }")
        self.page.keyboard.press(key)
        if leads_on:
            self.page.wait_for_function("() => !window.before && document.readyState === 'complete'")

    def sign_in_quietly(self) -> None:
        self.open(f"{self.prefix}staff/sign-in/").write("账号", self.username).write("口令", self.password).click(
            "登录"
        )


class Visitor(Owner):
    """An owner at his telephone, signed in since he filed."""

    def is_signed_in_as(self, browser: Browser) -> None:
        address = str(browser.http.base_url)
        told = [{"name": one.name, "value": one.value, "url": address} for one in browser.http.cookies.jar]
        self.context.add_cookies(told)
        self.open(browser.url)


@pytest.fixture
def camera(platform, chromium, tmp_path) -> Iterator[Callable[[], Commands]]:
    """A verifier before a Chromium whose camera shows somebody in front of the backdrop."""
    shutil.rmtree(ALBUM / "counter", ignore_errors=True)
    film = tmp_path / "camera.mjpeg"
    film.write_bytes(specimens.specimen(specimens.NUMBER) * 4)
    flags = [
        *CHROMIUM_FLAGS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=flags)
    yield lambda: Commands(platform, browser, "desk", ALBUM / "counter", javascript=True)
    browser.close()


def filed(platform, company) -> tuple[str, Browser]:
    """Handed in and prechecked, by HTTP; the application's uuid, and the owner as he is signed in."""
    walk = Walk(base=platform.address, owner=company, password=platform.password, say=lambda text: None)
    signed_in = walk.sign_in_owner()
    application = walk.fill_in(signed_in)
    walk.precheck(application)
    return application, signed_in


def opened_desk(platform) -> None:
    """The head of filing opens a desk that takes appointments at every hour, so that the test may run at any."""
    walk = Walk(base=platform.address, owner=None, password=platform.password, say=lambda text: None)
    admin: Browser = walk.staff(PROVIDER, "admin").open(f"{PROVIDER}counter/desks/new/")
    hours = {f"hours_{weekday}": "00:00-23:59" for weekday in range(7)}
    admin.send(DESK | hours, action="desks/new/")


def books(visitor: Visitor, signed_in: Browser) -> str:
    """From his application's page to the first time that is free; the day that the page names."""
    visitor.is_signed_in_as(signed_in)
    visitor.click("预约现场核验").passed("booking-days")
    visitor.press(visitor.page.locator("a.booking-day").first)
    times = visitor.page.get_by_role("radio")
    times.nth(min(1, times.count() - 1)).check()
    visitor.passed("booking-times")
    visitor.click("预约这个时间").sees("预约成功").passed("booked")
    return visitor.page.locator(".booking-when").inner_text()


def checks_in(verifier: Commands, company) -> None:
    """From the calendar's day on to the desk page. On a holiday nobody is expected: he comes without an appointment."""
    verifier.open(f"{PROVIDER}counter/appointments/").passed("calendar")
    here = verifier.page.get_by_role("button", name=re.compile(rf"登记到场\s*：{re.escape(company.name)}"))
    if not here.count():
        verifier.open(f"{PROVIDER}counter/appointments/arrivals/?q={company.name}")
    verifier.press(here)
    verifier.page.locator("#step-papers[open]").wait_for()


def usual_access(platform, application: str) -> None:
    """An earlier visit has left a usual access; nobody types it again."""
    walk = Walk(base=platform.address, owner=None, password=platform.password, say=lambda text: None)
    desk: Browser = walk.staff(PROVIDER, "verifier").open(f"{PROVIDER}counter/visits/{application}/")
    desk.send(PRESET, action="access/")


@pytest.mark.requirement("B5", "B6", "B7", "B9", "B10", "B11", "B12")
def test_a_visit_by_keyboard_alone_in_fourteen_commands(platform, company, meet, camera):
    usual_access(platform, filed(platform, owner("the company before"))[0])
    opened_desk(platform)
    application, signed_in = filed(platform, company)
    visitor = meet("phone", "counter-owner")(Visitor)
    booked = books(visitor, signed_in)
    verifier = camera()
    verifier.sign_in_quietly()
    checks_in(verifier, company)
    compares(verifier)
    photographs(verifier)
    verifier.passed("photo-taken")
    verifier.page.reload()
    verifier.page.locator("#step-access[open]").wait_for()
    verifier.key("a")
    verifier.key("g")
    verifier.passed("ready")
    verifier.key("s")
    verifier.passed("signed")
    pages = sheet_pages(verifier)
    verifier.key("u")
    verifier.sees("已上报")
    assert verifier.given <= budget.goal("visit clicks")
    assert pages == [(595, 842), (595, 842)]
    assert verifier.faults == []
    visitor.page.reload()
    assert "您的预约" not in visitor.words, booked
    assert visitor.faults == []
    sees_the_evidence(meet("desk", "counter-review")(Reviewer), company)


def compares(verifier: Commands) -> None:
    """All originals with one key, each group with one."""
    verifier.key("d")
    while verifier.page.locator("[name=whole][data-key=c]").count():
        verifier.key("c")
    verifier.page.locator("#step-photo[open]").wait_for()


def photographs(verifier: Commands) -> None:
    """Open the camera, count down, keep the picture; what only a person can say is said."""
    verifier.key("p", leads_on=False)
    verifier.page.locator("[data-camera=shoot]:visible:focus").wait_for()
    verifier.page.wait_for_function("() => document.querySelector('video').videoWidth > 0")
    verifier.key("Enter", leads_on=False)
    verifier.page.locator("#photo-form button:not([type=button]):focus").wait_for()
    verifier.key("Enter")
    if verifier.page.get_by_label(re.compile("仍然采用的理由$")).count():
        before = verifier.given
        verifier.answers_doubts()
        verifier.given = before + 2


def sheet_pages(verifier: Surf) -> list[tuple[int, int]]:
    """The sealed sheet's pages in points: one side of A4 for each of the two copies."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    address = verifier.page.get_by_role("link", name=re.compile(r"^核验单 .*PDF")).get_attribute("href")
    pdf = PdfFileReader(io.BytesIO(verifier.page.request.get(address).body()))
    return list(sizes(pdf.root["/Pages"]))


def sizes(node, outer=None) -> Iterator[tuple[int, int]]:
    """Width and height of each page under a node of the page tree; what a page does not say its parent does."""
    box = node.get("/MediaBox", outer)
    if "/Kids" not in node:
        yield round(float(box[2]) - float(box[0])), round(float(box[3]) - float(box[1]))
        return
    for kid in node["/Kids"]:
        yield from sizes(kid.get_object(), box)


def sees_the_evidence(reviewer: Reviewer, company) -> None:
    """Photo and sheet stand beside the fields of the review page."""
    reviewer.claims(company)
    papers = reviewer.page.locator("[data-paper]")
    words = " ".join(papers.all_inner_texts())
    assert "现场核验照片" in words
    assert "核验单" in reviewer.words
    assert company.name in reviewer.words
