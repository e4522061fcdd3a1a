"""A person from another province is refused, or asked for the residence paper."""

import pytest
from django.utils.translation import override

from tests.beian.filing.rules.packs.trial import GUANGDONG, asked, changed, company, person, places, row, said

NUMBER = "subject.certificate.number"


@pytest.mark.requirement("B3")
def test_the_first_two_digits_are_held_against_the_province():
    rule = row("person_from_elsewhere")
    away = changed(person(), subject__certificate__number=GUANGDONG)
    assert places(person(), rule) == set() and places(away, rule) == {NUMBER}
    assert places(changed(away, subject__address__province="44"), rule) == set()
    assert not asked(NUMBER, GUANGDONG, rule, nature=4, province="11", certificate_type=2)
    assert not asked(NUMBER, GUANGDONG, rule, nature=5, certificate_type=2)


def test_units_passports_and_false_numbers_are_left_alone():
    rule = row("person_from_elsewhere")
    assert places(company(), rule) == set()
    assert not asked(NUMBER, "G12345678", rule, nature=5, province="11", certificate_type=7)
    assert not asked(NUMBER, GUANGDONG[:-1] + "0", rule, nature=5, province="11", certificate_type=2)


def test_a_residence_paper_is_for_a_person_to_see():
    rule = row("person_from_elsewhere", outcome="residence_paper", severity="person")
    (found,) = said(changed(person(), subject__certificate__number=GUANGDONG), rule)
    assert found.severity == "person" and "居住证" in str(found.text) and "居住证" in str(found.suggestion)
    with override("en"):
        assert "{" not in str(found.text) + str(found.suggestion)
