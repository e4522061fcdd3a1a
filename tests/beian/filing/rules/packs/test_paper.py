"""A plan document from so many sites on; whether it lies there, a human sees."""

import pytest

from tests.beian.filing.rules.packs.trial import changed, company, places, row, said


@pytest.mark.requirement("B3")
def test_sites_or_domains_are_counted():
    two = changed(company(), sites__1=company()["sites"][0] | {"domains": ["a.cn", "b.cn"]})
    assert places(company(), row("paper", paper="建设方案书", least=2)) == set()
    (found,) = said(two, row("paper", paper="建设方案书", least=2))
    assert (found.item, found.severity) == ("sites", "person") and "建设方案书" in str(found.text)
    assert places(two, row("paper", paper="建设方案书", counted="domains", least=3)) == {"sites"}
    assert places(two, row("paper", paper="建设方案书", counted="domains", least=4)) == set()
    assert places(two, row("paper", paper="建设方案书", natures=[5])) == set()
    assert places({"sites": []}, row("paper", paper="建设方案书")) == set()


def test_the_paper_s_name_is_never_read_as_a_pattern():
    (found,) = said(company(), row("paper", paper="{0.__class__} %s"))
    assert "{0.__class__} %s" in str(found.text)
