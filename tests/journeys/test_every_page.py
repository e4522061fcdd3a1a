"""Nobody meets a page that cannot be read, seen or worked: every address, role, width and display mode; usual, refused and empty."""

import os

import pytest

from tests.journeys.every_page import Eyes, by_visitor, sights

# It takes half an hour, so it has a command of its own; the usual run looks at the main pages of each portal in their own tests.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.requirement("A2", "H2"),
    pytest.mark.skipif(not os.environ.get("BEIAN_EVERY_PAGE"), reason="every page is looked at by make pages"),
]


@pytest.mark.parametrize(("tier", "least"), [("", 8), ("provider", 40), ("province", 40), ("ministry", 20)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways_on_any_page(world, live_server, chromium, tier, least):
    eyes = Eyes(chromium, live_server.url)
    for mine in by_visitor(sights(world, tier, every_role=True)):
        eyes.go_round(mine)
    print(*eyes.findings, sep="\n")
    assert not eyes.findings, f"{len(eyes.findings)} findings on {eyes.seen} pages: see above"
    assert eyes.seen >= least
