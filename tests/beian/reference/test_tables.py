"""Code tables: one form, known codes, validity."""

from datetime import date

import pytest

from beian.reference import provinces
from beian.reference.tables import NAMES, table

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_the_one_form(name):
    rows = table(name).rows
    assert rows or name == "calendar", "the calendar begins empty: its first years stand in a library"
    assert [row.order for row in rows] == sorted(row.order for row in rows)
    for row in rows:
        assert row.code and row.name and row.source and row.confidence
        assert row.valid_from is None or row.valid_to is None or row.valid_from <= row.valid_to
        assert row.name_en or row.valid_to, row


def test_unknown_table_is_named():
    with pytest.raises(KeyError, match="planets"):
        table("planets")


def test_thirty_one_provinces_have_characters_of_their_own():
    rows = table("provinces").active(TODAY)
    assert len(rows) == 31 == len({row.flags["character"] for row in rows})
    assert provinces.character("11") == "京" and provinces.by_character("蜀").code == "51"
    assert provinces.by_character("川") is None
    assert provinces.bureau("33") == "浙江省通信管理局"
    with pytest.raises(KeyError):
        provinces.province("99")


def test_tile_map_shows_thirty_four_places_and_the_islands():
    tiles = provinces.tiles()
    assert len(tiles) == 35 == len({(tile.row, tile.column) for tile in tiles})
    assert {tile.name for tile in tiles if not tile.has_data} == {
        "台湾省",
        "香港特别行政区",
        "澳门特别行政区",
        "南海诸岛",
    }


def test_choices_follow_the_day_the_language_and_the_place():
    kinds = table("certificate_types")
    assert ("8", "军官证") in kinds.choices(date(2015, 1, 1)) and ("8", "军官证") not in kinds.choices(TODAY)
    assert ("11", "Beijing") in table("provinces").choices(TODAY, "en")
    cities = dict(table("cities").choices(TODAY, prefix="33"))
    assert cities["330100"] == "杭州市" and all(code.startswith("33") for code in cities)
    counties = dict(table("counties").choices(TODAY, prefix="3301"))
    assert counties["330106"] == "西湖区" and "市辖区" not in counties.values()


def test_a_code_given_twice_is_read_by_the_day():
    counties = table("counties")
    assert counties.get("440303").name == "罗湖区"
    assert counties.get("440303", date(1985, 1, 1)).name == "罗湖区办事处"
    assert counties.get("000000") is None


def test_abolished_approvals_are_outside_their_validity():
    active = {row.flags["short_name"] for row in table("pre_approvals").active(TODAY)}
    assert {"新闻", "出版", "文化"} <= active and not {"教育", "卫生", "电子公告"} & active


def test_every_certificate_type_belongs_to_known_natures():
    natures = table("owner_natures").codes
    for row in table("certificate_types").rows:
        assert set(row.flags["natures"]) <= natures and row.flags["numbers"]
