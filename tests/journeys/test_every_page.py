"""Nobody meets a page that cannot be read, seen or worked: every address, role, width and display mode; usual, refused and empty."""

import pytest

from tests.journeys.every_page import Eyes, by_visitor, sights

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.requirement("A2", "H2")]


@pytest.mark.parametrize(("tier", "least"), [("", 8), ("provider", 40), ("province", 40), ("ministry", 20)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways_on_any_page(world, live_server, chromium, tier, least):
    eyes = Eyes(chromium, live_server.url)
    for mine in by_visitor(sights(world, tier)):
        eyes.go_round(mine)
    print(*eyes.findings, sep="\n")
    assert not eyes.findings, f"{len(eyes.findings)} findings on {eyes.seen} pages: see above"
    assert eyes.seen >= least
