"""An application brings so many domains, over all its sites."""

import pytest

from tests.beian.filing.rules.packs.trial import changed, company, places, row


@pytest.mark.requirement("B3")
def test_the_site_that_goes_past_the_limit_is_named():
    site = company()["sites"][0]
    many = changed(company(), sites__1=site | {"domains": ["a.cn", "b.cn"]}, sites__2=site | {"domains": ["c.cn"]})
    assert places(many, row("max_domains", most=2)) == {"sites.1.domains"}
    assert places(many, row("max_domains", most=3)) == {"sites.2.domains"}
    assert places(many, row("max_domains", most=4)) == set()
    assert places(many, row("max_domains", most=2, natures=[5])) == set()
