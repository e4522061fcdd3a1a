"""The contact address lies where the certificate says the owner is at home."""

import pytest

from tests.beian.filing.rules.packs.trial import BEIJING, GUANGDONG, changed, company, person, places, row

RULE = row("same_city")
CITY = {"subject.address.city"}


@pytest.mark.requirement("B3")
def test_credit_code_and_resident_id_are_held_against_the_city():
    # 91350100…: registered in Fuzhou
    assert places(company(), RULE) == CITY
    assert places(changed(company(), subject__address__city="350100"), RULE) == set()
    assert places(changed(company(), subject__address__city="350200"), RULE) == CITY
    assert places(person(), RULE) == set()
    assert places(changed(person(), subject__certificate__number=GUANGDONG), RULE) == CITY
    assert (
        places(changed(person(), subject__certificate__number=BEIJING, subject__address__city="110200"), RULE) == set()
    )


@pytest.mark.parametrize("number", ["12100000400010275N", "D2143569X", "91990100M000100Y43", "", "9" * 10_000])
def test_a_number_without_a_city_says_nothing(number):
    assert places(changed(company(), subject__certificate__number=number), RULE) == set()
