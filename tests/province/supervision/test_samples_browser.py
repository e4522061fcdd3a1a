"""Pages of samples, backdrops and identity checks in a real browser: nothing for axe to find, no sideways scroll, no machine words."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from beian.exchange import drain
from beian.people.models import Node
from beian.people.nodes import node_url
from ministry.supervision import backdrops
from tests.ministry.stories import at_ministry
from tests.ministry.supervision.test_identities import UNKNOWN, WRONG_DIGIT, Identified, at_province, reported, work
from tests.province.supervision.test_samples import closed, drawn, kept

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.requirement("M12")]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
# What only a machine says: a path or code of the document, an unfilled blank.
CODES = re.compile(r"\b(?:subject|sites|access)\.[a-z]|\b[a-z]+_[a-z_]+\b|\bNone\b|%\([a-z]+\)s")
PICTURES = os.environ.get("BEIAN_PICTURES", "")


@pytest.fixture(autouse=True)
def everybody_is_served_here(settings, provinces_and_ministry):
    settings.NODES = "*"


@pytest.fixture
def pages(cast):
    """(who, where, address) of every page, with something on it."""
    centre = cast.person("filing_centre", "ministry")
    with cast.acting(centre):
        for code in ("p01", "p01", "p02"):
            node = Node.objects.get(name=f"provider:{code}")
            given = backdrops.issue(provider=node, many=1, by=centre, now=timezone.now())[0]
    with at_ministry():
        backdrops.revoke(backdrop=given, reason="幕布破损，已重新发放", by=centre, now=timezone.now())
    reported(Identified(principal=WRONG_DIGIT, of_site=UNKNOWN, domains=("w.cn",), certificate="91110108MA00000010"))
    work()
    drain()
    own = given.number
    supervisor = cast.staff("province_supervisor", "province:11")
    kept(3)
    first = closed(supervisor)
    kept(2, first=7)
    second = drawn(supervisor, 5)
    drain()
    (mismatch,) = at_province()[:1]
    ministry = ["home", "backdrops", "backdrop_issue", ("backdrop", own), "identities", "identity_counts"]
    province = ["samples", "sample_draw", ("sample", first), ("sample", second), ("sample_item", second, 1)]
    province += ["heard_samples", "identities", ("identity", mismatch.pk)]
    provider = ["backdrops", ("backdrop", backdrops.number_of(1)), "sample_results", ("sample_result", first)]
    found = []
    for role, node, names in (
        ("filing_centre", "ministry", ministry),
        ("province_supervisor", "province:11", province),
        ("provider_admin", "provider:p01", provider),
    ):
        asked = [(name,) if isinstance(name, str) else name for name in names]
        found += [(role, node, node_url(node, name, *arguments)) for name, *arguments in asked]
    return found


def test_axe_finds_nothing_and_nothing_scrolls_sideways(live_server, chromium, cast, pages):
    for number, (role, node, address) in enumerate(pages):
        session = cast.staff(role, node).cookies["beian_session"].value
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        context.add_cookies([{"name": "beian_session", "value": session, "url": live_server.url}])
        page, said = context.new_page(), []
        page.on("console", lambda message, said=said: said.append(message.text) if message.type == "error" else None)
        for width in (1280, 375, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.goto(live_server.url + address).status == 200, address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
            violations = Axe().run(page, options=RULES).response["violations"] if width != 360 else []
            assert not violations, (address, width, [(one["id"], one["nodes"][0]["html"]) for one in violations])
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{number:02}-{width}.png", full_page=True)
        assert not CODES.findall(page.inner_text("main")), (address, CODES.findall(page.inner_text("main")))
        assert not said, (address, said)
        context.close()
