"""A responsible person has reached the age on the day, birthdays included."""

from datetime import date

import pytest

from beian.filing.identifiers.certificates import resident_check
from tests.beian.filing.rules.packs.trial import asked, company, places, row

P = "subject.principal.certificate.number"


def born(day):
    body = f"110105{day:%Y%m%d}002"
    return body + resident_check(body)


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("birth", "refused"),
    [(date(2008, 11, 20), False), (date(2008, 11, 21), True), (date(2010, 1, 1), True), (date(2026, 11, 20), True)],
)
def test_eighteen_is_reached_on_the_birthday(birth, refused):
    assert asked(P, born(birth), row("min_age", years=18), certificate_type=2, nature=4) is refused


def test_other_papers_and_wrong_numbers_tell_no_age():
    rule = row("min_age", years=80)
    assert not asked(P, "G12345678", rule, certificate_type=7)
    assert not asked(P, "110105201001010021", rule, certificate_type=2)
    assert asked(P, "130503670401001", rule, certificate_type=2)  # first generation: born 1967
    assert not asked(P, "1" * 10_000, rule, certificate_type=2)


def test_whose_and_natures_narrow_the_rule():
    both = {"subject.principal.certificate.number", "sites.0.principal.certificate.number"}
    document = company()
    document["subject"]["principal"]["certificate"]["number"] = born(date(2010, 1, 1))
    document["sites"][0]["principal"]["certificate"]["number"] = born(date(2010, 1, 1))
    assert places(document, row("min_age", years=18)) == both
    assert places(document, row("min_age", years=18, whose="site")) == {"sites.0.principal.certificate.number"}
    assert places(document, row("min_age", years=18, natures=[5])) == set()
    assert places(document, row("min_age", years=18, natures=[4, 5])) == both
