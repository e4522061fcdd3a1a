"""Places as people call them."""

import pytest

from beian.reference import places


@pytest.mark.parametrize(
    ("city", "county", "chinese", "english"),
    [
        ("110100", "110108", "北京市 海淀区", "Beijing Haidian"),
        ("500200", "500235", "重庆市 云阳县", "Chongqing Yunyang"),
        ("310100", None, "上海市", "Shanghai"),
        ("330100", "330106", "杭州市 西湖区", "Hangzhou Xihu"),
        (None, None, "", ""),
    ],
)
def test_a_municipality_is_called_by_its_name(city, county, chinese, english):
    assert places.place(city, county) == chinese
    assert places.place(city, county, "en") == english
