"""What only a browser shows: the owner's pages on a phone, without scripts, and what a slow line does to an upload."""

import gzip
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.journeys.browsing import RULES
from tests.provider.applications.stories import COMPANY, NODE, Desk, advance, picture

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
REASON = {
    "item": "sites.0.name",
    "code": "site_name",
    "text": "网站名称与内容不符。",
    "suggestion": "请写出网站的实际名称。",
    "article": "P09 附件3二(五)",
}
SMALL = """[...document.querySelectorAll('main a.btn, main button:not(.visually-hidden), main input:not([type=hidden]), main select')]
.map(e => e.closest('.form-check') ?? e).filter(e => e.offsetHeight > 4 && e.offsetHeight < 43).map(e => e.outerHTML)"""


@pytest.fixture
def open_as(live_server, chromium):
    """open_as(desk, width=375): a browser in which the desk's owner is signed in."""
    contexts = []

    def opened(desk: Desk, *, width: int = 375, javascript: bool = True):
        context = chromium.new_context(
            viewport={"width": width, "height": 812}, java_script_enabled=javascript, has_touch=width < 500
        )
        contexts.append(context)
        session = desk.client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.base = live_server.url
        return page

    yield opened
    for context in contexts:
        context.close()


def addresses(desk: Desk) -> list[str]:
    """The pages of a draft in their order."""
    pages = ["subject", "subject_principal", "site", "site_principal", "documents"]
    return [
        f"{desk.cast.url(NODE, 'start')}?who=unit&province=11",
        desk.url("application_list"),
        desk.url("application_new"),
        desk.url("application"),
        *(desk.url("application_page", page) for page in pages),
        desk.url("application_check"),
        desk.url("application_withdraw"),
    ]


def look(page, address: str, width: int) -> None:
    """Nothing for axe, nothing sideways, nothing too small to touch, nothing said by the console."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size({"width": width, "height": 812})
    page.goto(page.base + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, (address, width, [(one["id"], one["nodes"][0]["html"]) for one in found])
    if width < 500:
        assert page.evaluate(SMALL) == [], address
    assert said == [], address


@pytest.mark.requirement("B1", "B2")
def test_every_page_of_a_draft_on_a_phone_and_at_a_desk(cast, open_as):
    desk = Desk(cast).company()
    page = open_as(desk)
    for width in (360, 1280):
        for address in addresses(desk):
            look(page, address, width)


@pytest.mark.requirement("B13")
def test_the_pages_after_handing_in(cast, open_as):
    desk = Desk(cast).company().submitted()
    page = open_as(desk)
    look(page, desk.url("application_submitted"), 360)
    look(page, desk.url("application"), 360)
    advance(cast, desk, "returned", reasons=(REASON,))
    for name in ("application", "application_mend", "application_check"):
        look(page, desk.url(name), 360)


def test_the_first_view_weighs_little(cast):
    """At most 60 KB compressed, styles and script included."""
    page = Desk(cast).client.get(cast.url(NODE, "start")).content
    files = ["vendor/bootstrap/bootstrap.selected.min.css", "beian/tokens.css", "beian/site.css", "beian/site.js"]
    weights = [len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in files]
    assert len(gzip.compress(page)) + sum(weights) <= 60_000


@pytest.mark.requirement("B2")
def test_a_page_is_filled_in_and_a_contact_confirmed_without_scripts(cast, open_as):
    desk = Desk(cast).begin().fill({"subject": COMPANY["subject"]})
    page = open_as(desk, javascript=False)
    page.goto(page.base + desk.url("application_page", "subject_principal"))
    for name, value in COMPANY["subject_principal"].items():
        control = page.locator(f"[name='{name}']")
        control.select_option(value) if control.evaluate("e => e.tagName") == "SELECT" else control.fill(value)
    page.get_by_role("button", name="换了号码，发验证码确认").click()
    assert page.get_by_label("收到的验证码").is_visible()
    assert page.input_value("[name='subject-principal-name']") == "王建国"
    page.locator("[name='subject-principal-email']").press("Enter")
    page.wait_for_url(f"**{desk.url('application_page', 'site')}")
    assert desk.document().subject.principal.name == "王建国"


@pytest.mark.requirement("B7")
def test_an_upload_that_the_line_breaks_off_is_said_and_can_be_sent_again(cast, open_as):
    desk = Desk(cast).begin().fill(COMPANY)
    page = open_as(desk)
    page.goto(page.base + desk.url("application_page", "documents"))
    paper = {"name": "证.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    page.set_input_files("[name='owner_certificate']", paper)
    page.route(f"**{desk.url('application_page', 'documents')}", lambda route: route.abort("connectionreset"))
    page.get_by_role("button", name="上传并留在本页").click()
    page.get_by_text("上传中断了").wait_for()
    page.unroute(f"**{desk.url('application_page', 'documents')}")
    page.get_by_role("button", name="上传并留在本页").click()
    page.get_by_text("最新的一份为准").wait_for()
