"""One domain a site, or as many as the bureau says."""

import pytest

from tests.beian.filing.rules.packs.trial import asked, changed, company, places, row


@pytest.mark.requirement("B3")
def test_the_second_domain_is_refused_at_its_site():
    twin = changed(company(), sites__0__domains=["example.cn", "example.com.cn"])
    assert places(twin, row("max_domains_per_site", most=1)) == {"sites.0.domains"}
    assert places(twin, row("max_domains_per_site", most=2)) == set()
    assert places(company(), row("max_domains_per_site", most=1)) == set()


def test_the_form_asks_with_the_whole_list():
    rule = row("max_domains_per_site", most=1)
    assert asked("sites.3.domains", ["a.cn", "b.cn"], rule)
    assert not asked("sites.3.domains", ["a.cn"], rule)
    assert not asked("sites.3.domains.1", "b.cn", rule)
    assert not asked("sites.3.domains", "a.cn", rule) and not asked("sites.3.domains", ["a.cn"] * 201, rule)
