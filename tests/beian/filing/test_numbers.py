import json

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from beian.filing import numbers
from beian.filing.numbers import FilingNumber, NumberError

characters = st.sampled_from(numbers.PROVINCE_CHARACTERS)


@pytest.mark.requirement("B17")
def test_a_number_is_the_provinces_character_the_year_and_six_digits():
    assert numbers.format_filing("京", 2026, 1) == "京ICP备2026000001号"
    assert numbers.format_filing("新", 2030, 999_999) == "新ICP备2030999999号"
    assert numbers.site_number("京ICP备2026000001号", 12) == "京ICP备2026000001号-12"


def test_the_characters_are_those_of_the_31_administrations():
    rows = json.loads((settings.BASE_DIR / "beian/reference/data/provinces.json").read_text(encoding="utf-8"))
    assert "".join(row["flags"]["character"] for row in rows) == numbers.PROVINCE_CHARACTERS


@given(characters, st.integers(2000, 9999), st.integers(1, 999_999), st.integers(1, 999_999))
def test_every_number_given_is_read_again(character, year, serial, index):
    number = numbers.format_filing(character, year, serial)
    assert numbers.parse(number) == (character, f"{year}{serial:06d}", None)
    site = numbers.parse(numbers.site_number(number, index))
    assert (site.subject, site.site, str(site)) == (number, index, f"{number}-{index}")


@given(characters, st.integers(6, 10).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n)))
def test_older_and_shorter_numbers_are_understood(character, digits):
    assert numbers.parse(f"{character}ICP备{digits}号") == FilingNumber(character, digits)


@pytest.mark.requirement("H1")
@pytest.mark.parametrize(
    "text",
    [
        "京ICP备12345678号-1",
        "京icp备12345678号-1",
        "京ＩＣＰ備１２３４５６７８號－１",
        "　京 ICP 备 12345678 号 - 1 ",
        "京ICP备12345678号–1",
        "京ICP备12345678号—1",
    ],
)
def test_numbers_are_read_as_people_write_them(text):
    assert numbers.parse(text) == FilingNumber("京", "12345678", 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "京ICP备12345678号' OR 1=1--",
        "京ICP备12345678号-99999999999999999999",
        "京ICP备12345678号-0",
        "京ICP备12345678号-01",
        "京ICP备12345678号-",
        "京ICP备12345678号--1",
        "京ICP备12345号",
        "京ICP备12345678901号",
        "京ICP备12345678",
        "ICP备12345678号",
        "川ICP备12345678号",
        "京京ICP备12345678号",
        "京ICP证030173号",
        "京ICP备٣٤٥٦٧٨号",
        "京ICP备12345678号\x00",
        "京ICP备1234\u200b5678号",
        "%ICP备12345678号",
        "京ICP备" + "1" * 100_000 + "号",
    ],
)
def test_anything_else_is_refused_with_a_sentence(text):
    with pytest.raises(NumberError, match="备案号应形如"):
        numbers.parse(text)


@given(st.text())
def test_any_text_is_a_number_or_a_refusal(text):
    with pytest.raises(NumberError):
        numbers.parse(text)


@pytest.mark.parametrize(
    ("character", "year", "serial"),
    [("京", 2026, 0), ("京", 2026, 1_000_000), ("京", 26, 1), ("川", 2026, 1), ("京津", 2026, 1), ("", 2026, 1)],
)
def test_no_number_is_made_outside_the_range(character, year, serial):
    with pytest.raises(NumberError):
        numbers.format_filing(character, year, serial)


def test_a_site_has_no_sites_and_no_index_below_one():
    with pytest.raises(NumberError):
        numbers.site_number("京ICP备2026000001号-1", 1)
    for index in (0, -1, 1_000_000, 2**64):
        with pytest.raises(NumberError):
            numbers.site_number("京ICP备2026000001号", index)
