"""The desk camera in Chromium with a camera of its own make: by keyboard alone, and a file input where there is none."""

import pytest
from playwright.sync_api import expect

from tests.beian.pages.serving import serving
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.requirement("B6")]
FAKE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture
def address(settings):
    settings.ROOT_URLCONF = "tests.verification.photo.desk"
    with serving() as site:
        yield f"{site}/desk/"


@pytest.fixture
def with_camera(chromium):
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*CHROMIUM_FLAGS, *FAKE])
    yield browser
    browser.close()


def test_three_keys_from_the_closed_camera_to_the_sent_photo(with_camera, address):
    page = with_camera.new_page(viewport={"width": 1280, "height": 800})
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(address)
    page.get_by_role("button", name="打开相机").focus()
    page.keyboard.press("Enter")
    shoot = page.get_by_role("button", name="拍照")
    shoot.wait_for()
    expect(shoot).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-camera-count]")).to_have_text("3")
    page.keyboard.press("Escape")
    expect(page.locator("[data-camera-status]")).to_contain_text("已取消")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="上传照片")).to_be_focused(timeout=20_000)
    assert page.locator("#preview").is_visible() and not page.locator("video").is_visible()
    page.keyboard.press("Enter")
    told = page.locator("#told").inner_text().split()
    assert told[:2] == ["photo.jpg", "JPEG"] and int(told[2].split("x")[0]) >= 640
    assert complaints == []


def test_the_open_camera_fits_small_screens_and_axe_finds_nothing(with_camera, address):
    from axe_playwright_python.sync_playwright import Axe

    page = with_camera.new_page()
    for width in (1280, 375, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        page.get_by_role("button", name="打开相机").click()
        page.get_by_role("button", name="拍照").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="关闭相机").click()
    assert not page.locator("video").is_visible()


def test_a_refused_camera_says_what_to_do(chromium, address):
    page = chromium.new_page()
    page.goto(address)
    page.get_by_role("button", name="打开相机").click()
    expect(page.locator("[data-camera-status]")).to_contain_text("选择照片文件")
    page.close()


def test_without_javascript_the_file_input_stands_alone(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert (
        page.locator("input[type=file]").is_visible() and not page.get_by_role("button", name="打开相机").is_visible()
    )
    context.close()
