"""One site an application, or as many as the bureau says."""

import pytest

from tests.beian.filing.rules.packs.trial import changed, company, places, row


@pytest.mark.requirement("B3")
def test_the_second_site_of_an_application_is_refused():
    two = changed(company(), sites__1=company()["sites"][0])
    assert places(two, row("max_sites", most=1)) == {"sites"}
    assert places(two, row("max_sites", most=2)) == set()
    assert places({"sites": "none"}, row("max_sites", most=1)) == set()
