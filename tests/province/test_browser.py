"""The province's pages in a real browser: nothing for axe to find, no sideways scroll, fields and a document seen together."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from beian.exchange import drain
from province.cases import granting
from province.register.models import Subject
from tests.province.rules.stories import Bureau
from tests.province.stories import approve, case_of, report, returned_once, settle

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
NODE = "province:11"
# What only a machine says: a path or code of the document, an unfilled blank.
CODES = re.compile(r"\b(?:subject|sites|access)\.[a-z]|\b[a-z]+_[a-z_]+\b|\bNone\b|%\([a-z]+\)s")


@pytest.fixture
def look(window, cast):
    """look(role, address, width): a page as that person sees it."""

    def opened(role: str, address: str, width: int = 1280, height: int = 768):
        return window(cast.staff(role, NODE) if role else None, address, width=width, height=height)

    return opened


@pytest.fixture
def addresses(cast):
    """One case in each standing that a page shows differently."""
    waiting, returned = report(), returned_once(cast, number=2)
    granted = report_number(cast, 3)
    cases = {"case": waiting, "second round": returned, "granted": granted}
    found = {name: ("province_reviewer", cast.url(NODE, "case", case_of(uuid).pk)) for name, uuid in cases.items()}
    pk = case_of(waiting).pk
    with cast.acting(cast.person("province_reviewer", NODE)):
        subject = Subject.objects.get().pk
    found |= _rules(cast)
    return found | {
        "queue": ("province_reviewer", cast.url(NODE, "queue") + "?show=all"),
        "nothing": ("province_reviewer", cast.url(NODE, "queue") + "?show=mine&nothing=1"),
        "supervised": ("province_supervisor", cast.url(NODE, "supervised")),
        "reveal": ("province_reviewer", cast.url(NODE, "case_reveal", pk)),
        "contact": ("province_reviewer", cast.url(NODE, "case_contact", pk)),
        "reasons": ("province_supervisor", cast.url(NODE, "reasons")),
        "reason": ("province_supervisor", cast.url(NODE, "reason", 2)),
        "new reason": ("province_supervisor", cast.url(NODE, "reason_add")),
        "second look": ("province_supervisor", cast.url(NODE, "second_look_rate")),
        "register": ("province_reviewer", cast.url(NODE, "register")),
        "subject": ("province_reviewer", cast.url(NODE, "register_subject", subject)),
        "sign in": ("", cast.url(NODE, "staff_sign_in")),
        "operations": ("operations", cast.url(NODE, "exchange")),
    }


def _rules(cast) -> dict[str, tuple[str, str]]:
    """The pages about the bureau's rules: an edition in force, one announced, a draft, and a trial of it."""
    bureau, today = Bureau(cast, NODE).begin(), timezone.localdate()
    bureau.add(p_years="16")
    bureau.publish(today)
    bureau.begin().add("max_sites", p_most="3", severity="warn", source="某管局〔2026〕2号", on="on")
    bureau.publish(today + timedelta(days=40))
    bureau.begin().add(p_years="80", name="负责人须年满八十周岁，方可在本省办理网站备案。")
    trial = bureau.tried().pk
    names = ("rules", "rules_draft", "rules_rule", "rules_publish", "rules_history", "rules_trials", "rules_national")
    found = {name: cast.url(NODE, name) for name in names}
    found |= {
        "rule form": found["rules_rule"] + "?template=suffix_only",
        "trial": cast.url(NODE, "rules_trial", trial),
        "edition": cast.url(NODE, "rules_edition", bureau.get("rules").context["standing"].edition.pk),
    }
    return {name: ("province_supervisor", address) for name, address in found.items()}


def report_number(cast, number: int):
    uuid = report(number=number)
    drain()
    approve(cast, uuid)
    settle()
    assert granting.grant_waiting(NODE, now=cast.now) == 0
    return uuid


@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(look, addresses, width):
    for name, (role, address) in addresses.items():
        page = look(role, address, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        found = Axe().run(page, options=RULES).response["violations"]
        assert not found, (name, [(one["id"], one["nodes"][0]["html"]) for one in found])
        assert not CODES.findall(page.locator("main").inner_text()), name
        assert page.said == [], name


@pytest.mark.requirement("B15")
def test_eight_fields_and_a_document_are_seen_together(look, addresses):
    page = look("province_reviewer", addresses["case"][1], 1366, 768)
    seen = page.evaluate(
        "[...document.querySelectorAll('.document tr')].filter(row => row.getBoundingClientRect().bottom <= innerHeight).length"
    )
    picture = page.locator("#papers img").first.bounding_box()
    assert seen >= 8
    assert picture["y"] + picture["height"] <= 768


@pytest.mark.requirement("B15")
def test_the_fields_of_a_second_round_are_seen_beside_a_document_too(look, addresses):
    page = look("province_reviewer", addresses["second round"][1], 1366, 768)
    bar = page.locator("#bar").bounding_box()["y"]
    rows = page.locator(".document tr")
    seen = [rows.nth(n).bounding_box() for n in range(rows.count())]
    assert sum(box["y"] + box["height"] <= bar for box in seen) >= 8


@pytest.mark.requirement("B15")
def test_a_clean_case_is_approved_and_the_next_is_open_after_three_keys(look, cast):
    """`a`, then Ctrl and Enter together: the pictures beside the fields have been opened by being shown."""
    first, following = report(), report(number=2)
    drain()
    page = look("province_reviewer", cast.url(NODE, "case", case_of(first).pk), 1366, 768)
    page.locator("[data-seen] .tone-success").nth(2).wait_for()
    page.keyboard.press("a")
    assert "按 Ctrl+Enter 发出" in page.locator(".armed").inner_text()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert f"/cases/{case_of(following).pk}/?done={case_of(first).pk}" in page.url
    assert "已审核通过：北京某某科技有限公司" in page.locator("main").inner_text()
    assert case_of(first).state == "approved"
    assert case_of(following).claimed_by_id is not None


@pytest.mark.requirement("B15")
def test_a_return_is_written_by_keyboard_alone(look, cast):
    application = report()
    drain()
    page = look("province_reviewer", cast.url(NODE, "case", case_of(application).pk), 1366, 768)
    for key in ("j", "j", "f", "j", "k"):
        page.keyboard.press(key)
    marked = page.locator("input[name=mark]:checked")
    assert [marked.nth(n).get_attribute("value") for n in range(marked.count())] == ["subject.name"]
    with page.expect_navigation():
        page.keyboard.press("r")
    assert page.locator("[name=reasons-0-item]").input_value() == "subject.name"
    area = page.locator("[name=reasons-0-text]")
    area.focus()
    area.fill("")
    for key in "arfjk?":
        page.keyboard.press(key)
    assert area.input_value() == "arfjk?"
    assert page.locator("input[name=mark]:checked").count() == 1
    assert not page.locator("#keys").evaluate("one => one.open")
    area.fill("名称与执照不一致")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert case_of(application).reasons[0]["text"] == "名称与执照不一致"


@pytest.mark.requirement("B15")
def test_keys_are_explained_and_can_be_switched_off(look, cast):
    application = report()
    drain()
    page = look("province_reviewer", cast.url(NODE, "case", case_of(application).pk), 1366, 768)
    page.keyboard.press("?")
    assert page.get_by_text("f 标记当前项").is_visible()
    page.locator("#keys-on").uncheck()
    page.keyboard.press("a")
    assert page.locator(".armed").inner_text() == ""
    page.reload()
    page.keyboard.press("a")
    assert page.locator(".armed").inner_text() == ""


@pytest.mark.requirement("B15")
def test_papers_are_enlarged_and_turned_and_reasons_found(look, cast):
    application = report()
    drain()
    page = look("province_reviewer", cast.url(NODE, "case", case_of(application).pk), 1366, 768)
    paper = page.locator("[data-paper]").first
    picture = paper.locator("img")
    wide = picture.bounding_box()["width"]
    paper.locator("[data-turn=larger]").click()
    assert picture.bounding_box()["width"] > wide * 1.4
    paper.locator("[data-turn=right]").click()
    assert "rotate(90deg)" in picture.evaluate("one => one.style.transform")
    paper.locator("[data-turn=back]").click()
    assert picture.bounding_box()["width"] == pytest.approx(wide, abs=2)
    page.keyboard.press("r")
    page.locator("#reason-words").fill("联系")
    page.locator("[data-pick=unreachable]").click()
    assert page.locator("[name=reasons-0-code]").input_value() == "unreachable"
    assert page.locator("[name=reasons-0-text]").input_value() == "按所填方式联系不上。"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    assert page.said == []


@pytest.mark.requirement("B15")
def test_the_claim_is_prolonged_in_place_and_nothing_written_is_lost(look, cast):
    application = report()
    drain()
    reviewer = cast.staff("province_reviewer", NODE)
    reviewer.post(cast.url(NODE, "case_claim", case_of(application).pk))
    page = look("province_reviewer", cast.url(NODE, "case", case_of(application).pk), 1366, 768)
    assert re.search(r"1[45]:[0-5][0-9]", page.locator(".lease-left").inner_text())
    page.keyboard.press("r")
    page.locator("[name=reasons-0-text]").fill("写了一半")
    before = page.locator("[data-until]").get_attribute("data-until")
    page.wait_for_timeout(1100)
    page.get_by_role("button", name="再留 15 分钟").click()
    page.locator(f"[data-until]:not([data-until='{before}'])").wait_for()
    assert page.locator("[name=reasons-0-text]").input_value() == "写了一半"
