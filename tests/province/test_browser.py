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
def look(live_server, chromium, cast, request):
    """look(role, address, width): a page as that person sees it."""
    contexts = []

    def opened(role: str, address: str, width: int = 1280, height: int = 768):
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        contexts.append(context)
        if role:
            session = cast.staff(role, NODE).cookies["beian_session"].value
            context.add_cookies([{"name": "beian_session", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
        page.goto(live_server.url + address)
        return page

    yield opened
    for context in contexts:
        context.close()


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
        "register": ("province_reviewer", cast.url(NODE, "register")),
        "subject": ("province_reviewer", cast.url(NODE, "register_subject", subject)),
        "sign in": ("", cast.url(NODE, "staff_sign_in")),
        "landing": ("audit_admin", cast.url(NODE, "home")),
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
