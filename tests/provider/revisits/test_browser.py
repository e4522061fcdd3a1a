"""The pages of revisits in a real browser: nothing for axe to find, no sideways scroll, no code on a screen; on a phone, too."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe

from beian import exchange
from provider.counter.revisits.models import Revisit
from tests.journeys.browsing import CODES, RULES
from tests.provider.revisits.stories import DUE, NOW, Care, granted, inside
from tests.provider.stories import PROVIDER

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.requirement("C8", "A2"),
    pytest.mark.skipif(not os.environ.get("BEIAN_EVERY_PAGE"), reason="every page is looked at by make pages"),
]
WIDTHS = (1280, 375)
NARROW = 360
BUREAU = "province:11"
LATER = NOW + timedelta(days=15)


@pytest.fixture
def look(window, cast):
    """look(role, node, address): a page as that person sees it."""

    def opened(role: str, node: str, address: str):
        return window(cast.staff(role, node), address, width=WIDTHS[0])

    return opened


def faults(look, album, name: str, role: str, node: str, where: str) -> list[str]:
    """What is wrong with a page, loaded once and looked at in every width; its pictures are kept."""
    found: list[str] = []
    page = look(role, node, where)
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


def under_way(cast, care: Care) -> tuple[int, dict[str, int]]:
    """A plan of five filings, one of them in each standing: the plan's key, and standing → the revisit's key."""
    for number in range(1, 6):
        granted(cast, number=number)
    plan = care.plan()
    with inside():
        rows = list(Revisit.objects.order_by("position"))
    names = ("planned", "consistent", "promised", "refused", "stopped")
    found = dict(zip(names, rows, strict=True))
    care.note("unreachable", revisit=found["consistent"], note="两次无人接听")
    care.note("consistent", revisit=found["consistent"], how="visit", note="负责人当面确认没有变化")
    for name, result in (("promised", "promised"), ("refused", "refused"), ("stopped", "refused")):
        care.note(result, revisit=found[name], due=DUE, note="已搬到新地址，原登记地址不再使用")
    care.stop(LATER, revisit=found["stopped"])
    exchange.drain()
    return plan.pk, {name: row.pk for name, row in found.items()}


def test_nothing_scrolls_sideways_and_axe_finds_nothing(look, cast, care, tmp_path_factory):
    album = tmp_path_factory.mktemp("revisits")
    with time_machine.travel(NOW, tick=True) as clock:
        plan, rows = under_way(cast, care)
        clock.move_to(LATER)
        url = care.url
        seen = {
            "list": ("provider_clerk", f"{url('revisit_list')}?show=all"),
            "list-late": ("provider_admin", f"{url('revisit_list')}?show=late"),
            "list-none": ("provider_clerk", f"{url('revisit_list')}?show=all&subject=无人"),
            **{f"one-{name}": ("provider_admin", url("revisit", pk)) for name, pk in rows.items()},
            "plans": ("provider_admin", url("revisit_plans")),
            "plan": ("provider_clerk", url("revisit_plan", plan)),
            "plan-new": ("provider_admin", url("revisit_plan_new")),
            "months": ("provider_admin", url("revisit_months")),
        }
        found: list[str] = []
        for name, (role, where) in seen.items():
            found += faults(look, album, name, role, PROVIDER, where)
        refusals = cast.url(BUREAU, "refusals")
        found += faults(look, album, "refusals", "province_supervisor", BUREAU, refusals)
        assert not found


def test_pages_before_the_first_plan(look, cast, care, tmp_path_factory):
    album = tmp_path_factory.mktemp("before")
    seen = {
        "list": ("provider_clerk", PROVIDER, care.url("revisit_list")),
        "plans": ("provider_admin", PROVIDER, care.url("revisit_plans")),
        "months": ("provider_admin", PROVIDER, care.url("revisit_months")),
        "refusals": ("province_reviewer", BUREAU, cast.url(BUREAU, "refusals")),
    }
    assert not [fault for name, one in seen.items() for fault in faults(look, album, name, *one)]
