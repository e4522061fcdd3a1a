"""What only a browser shows: nothing for axe to find, no sideways scroll, and what site.js adds."""

import pytest

from beian.pages.specimens import SPECIMENS
from tests.beian.pages.serving import serving

ADDRESSES = ["/", "/accessibility/", "/form/", "/conflict/", "/gallery/?layout=owner&wrong=1", "/gallery/?layout=staff"]
COMPONENTS = [f"/gallery/{specimen.slug}/?layout=owner" for specimen in SPECIMENS]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
PIXEL = b"\x89PNG\r\n\x1a\n"

pytestmark = pytest.mark.browser


@pytest.fixture
def site(browser):
    """The addresses of addresses.py, served to a real browser on a port of its own."""
    with serving() as address:
        yield address


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("display", ["standard", "large", "contrast"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(site, page, display):
    from axe_playwright_python.sync_playwright import Axe

    page.context.add_cookies([{"name": "beian_display", "value": display, "url": site}])
    for width in (1280, 375, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for address in ADDRESSES:
            page.goto(site + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
            found = Axe().run(page, options=RULES).response["violations"] if width != 360 else []
            assert not found, (address, width, [(one["id"], one["nodes"][0]["html"]) for one in found])


def test_axe_finds_nothing_on_the_page_of_any_component(site, page):
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": 360, "height": 800})
    for number, address in enumerate(COMPONENTS):
        display = ("standard", "large", "contrast")[number % 3]
        page.context.add_cookies([{"name": "beian_display", "value": display, "url": site}])
        page.goto(site + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        found = Axe().run(page, options=RULES).response["violations"]
        assert not found, (address, display, [(one["id"], one["nodes"][0]["html"]) for one in found])


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}])
def test_the_machines_own_settings_are_honoured(site, page, media):
    page.emulate_media(**media)
    page.goto(site + "/gallery/?layout=staff")
    card = page.locator(".tag").first.evaluate("one => getComputedStyle(one).borderTopColor")
    moves = page.locator(".btn").first.evaluate("one => getComputedStyle(one).transitionDuration")
    assert card != "rgba(0, 0, 0, 0)" if "forced_colors" in media else set(moves.split(", ")) == {"0s"}


def test_paper_shows_the_matter_and_not_the_frame(site, page):
    page.goto(site + "/gallery/?layout=staff")
    page.emulate_media(media="print")
    for hidden in (".site-header", ".site-footer", ".filter-form", ".toolbar", ".pager", ".btn"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator("thead").first.evaluate("one => getComputedStyle(one).display") == "table-header-group"
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_owners_find_nothing_too_small_to_touch(site, page):
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(site + "/form/")
    small = page.evaluate(
        "[...document.querySelectorAll('a:not(.skip-link), button, input:not([type=hidden]), select')].map(e => e.closest('.form-check') ?? e)"
        ".filter(e => e.offsetHeight > 4 && e.offsetHeight < 43).map(e => e.outerHTML)"
    )
    assert small == []


def test_no_page_breaks_the_content_security_policy(site, page):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in ("/", "/form/", "/gallery/?layout=staff", "/gallery/?layout=owner"):
        page.goto(site + address)
    assert said == []


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(site, page):
    page.goto(site + "/form/")
    page.get_by_role("button", name="保存").last.click()
    page.wait_for_function("document.activeElement.matches('.error-summary')")
    page.get_by_role("link", name="请填写单位名称。").click()
    assert page.evaluate("document.activeElement.id") == "id_name"


def test_enter_saves_and_does_not_add_a_row(site, page):
    page.goto(site + "/form/")
    page.fill("#id_name", "甲")
    page.check("#id_kind_0")
    page.fill("#id_domains-0-domain", "a.cn")
    page.press("#id_domains-0-domain", "Enter")
    page.wait_for_function("document.body.innerText.includes('a.cn')")
    assert "domain': 'a.cn'" in page.inner_text("body")


def test_a_form_is_sent_once_and_works_again_after_back(site, page):
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.goto(site + "/form/")
    page.evaluate(
        "document.querySelector('form[data-once]').addEventListener('submit', e => setTimeout(() => e.target.requestSubmit()))"
    )
    page.get_by_role("button", name="保存").last.click()
    page.wait_for_selector(".error-summary")
    assert len(posts) == 1
    page.go_back()
    page.get_by_role("button", name="保存").last.click()
    page.wait_for_selector(".error-summary")
    assert len(posts) == 2


def test_a_chosen_picture_is_shown_before_it_is_sent(site, page):
    page.goto(site + "/gallery/?layout=owner")
    page.set_input_files("#id_photo", {"name": "a.png", "mimeType": "image/png", "buffer": PIXEL})
    assert page.get_attribute("#sample-preview", "src").startswith("blob:")
    page.set_input_files("#id_photo", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    assert page.get_attribute("#sample-preview", "hidden") is not None


def test_filtering_exchanges_the_table_alone_and_the_address_tells_it(site, page):
    page.goto(site + "/gallery/?layout=staff")
    page.evaluate("window.stayed = true")
    page.fill("#id_domain", "a&b.cn")
    page.get_by_role("button", name="查询").click()
    page.wait_for_selector("#table-sample .empty-filtered")
    assert page.evaluate("window.stayed") is True
    assert "domain=a%26b.cn" in page.url
    page.go_back()
    page.wait_for_selector("#table-sample tbody")


def test_a_table_that_cannot_be_fetched_leads_to_the_error_page(site, page):
    page.goto(site + "/gallery/?layout=staff")
    page.evaluate("document.querySelector('.filter-form').setAttribute('hx-get', '/broken/')")
    page.evaluate("htmx.process(document.querySelector('.filter-form'))")
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**/broken/**")
    page.get_by_role("heading", name="系统出错").wait_for()


def test_without_javascript_the_switch_and_another_row_work(site, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/form/")
    page.get_by_role("button", name="大字").click()
    assert page.get_attribute("html", "data-display") == "large"
    page.fill("#id_name", "甲")
    page.get_by_role("button", name="再加一行").click()
    assert page.input_value("#id_name") == "甲"
    assert page.is_visible("#id_domains-1-domain")
    context.close()
