"""Only domains under the suffixes that the bureau accepts."""

import pytest

from beian.filing.rules import packs
from tests.beian.filing.rules.packs.trial import asked, changed, company, places, row

DOMAIN = "sites.0.domains.0"
RULE = row("suffix_only", suffixes=["cn", "公益"])


@pytest.mark.requirement("B2")
@pytest.mark.parametrize(
    ("domain", "refused"),
    [
        ("example.cn", False),
        ("example.com.cn", False),
        ("例子.公益", False),
        ("xn--fsqu00a.xn--55qw42g", False),
        ("example.com", True),
        ("examplecn.com", True),
        ("examplecn", True),
        ("not a domain", False),
    ],
)
def test_suffixes_are_compared_label_by_label(domain, refused):
    assert asked(DOMAIN, domain, RULE) is refused


def test_each_domain_of_the_chosen_natures_is_named():
    two = changed(company(), sites__0__domains=["example.cn", "example.com"], subject__nature=3)
    assert places(two, row("suffix_only", suffixes=["cn"], natures=[3])) == {"sites.0.domains.1"}
    assert places(changed(two, subject__nature=4), row("suffix_only", suffixes=["cn"], natures=[3])) == set()


@pytest.mark.parametrize("suffix", [".cn", "c n", "*.cn", "cn.", "http://cn", "(a+)+", "a..b", "-cn", "x" * 64])
def test_what_is_no_suffix_is_refused_as_a_parameter(suffix):
    assert [problem.place for problem in packs.problems([row("suffix_only", suffixes=[suffix])])] == [
        "params.suffixes.0"
    ]
