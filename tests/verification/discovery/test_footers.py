"""Numbers read off home pages: what a visitor sees, in one normal form, and nothing that only looks like a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.discovery.footers import numbers
from verification.discovery.pages import seen_text

J, H, B = "京ICP备12345678号", "沪ICP备2021012345号", "粤B2-20090059"

# page → numbers, divided by spaces
READ = {
    # the normal forms themselves
    "京ICP备12345678号": J,
    "京ICP备2021012345号-1": "京ICP备2021012345号-1",
    "京ICP备2021012345号-1A": "京ICP备2021012345号-1A",
    "京ICP备2021012345号-1X": "京ICP备2021012345号-1X",
    "京ICP备2021012345号-123456": "京ICP备2021012345号-123456",
    "京ICP证030173号": "京ICP证030173号",
    "京ICP证030173号-1": "京ICP证030173号-1",
    "粤B2-20090059": B,
    "粤B2-20090059-5": "粤B2-20090059-5",
    "粤B2-20090059-28A": "粤B2-20090059-28A",
    "川B2-20110012": "川B2-20110012",
    # 号 missing, at the end, twice; what stands before the digits
    "京ICP备12345678": J,
    "京ICP证030173": "京ICP证030173号",
    "京ICP备12345678-2号": "京ICP备12345678号-2",
    "京ICP备12345678-2": "京ICP备12345678号-2",
    "京ICP备12345678号-2号": "京ICP备12345678号-2",
    "京ICP备12345678-2号A": "京ICP备12345678号-2",
    "京ICP证030173-1号": "京ICP证030173号-1",
    "粤B2-20090059号": B,
    "粤B2-20090059-5号": "粤B2-20090059-5",
    "粤ICP备案：12345678号": "粤ICP备12345678号",
    "粤ICP备案:12345678号": "粤ICP备12345678号",
    "粤ICP备案12345678号": "粤ICP备12345678号",
    "京ICP备：12345678号": J,
    "京ICP备案号：12345678": J,
    "京ICP备案编号：12345678号": J,
    "京ICP备号12345678": J,
    "京ICP备字12345678号": J,
    "京ICP备第12345678号": J,
    "京ICP证：030173号": "京ICP证030173号",
    "ICP备案号：京ICP备12345678号": J,
    "京ICP备案：京ICP备12345678号": J,
    "北京ICP备12345678号": J,
    # letters, signs and characters
    "京icp备12345678号": J,
    "京Icp备12345678号-1a": "京ICP备12345678号-1A",
    "粤b2-20090059": B,
    "京ＩＣＰ备１２３４５６７８号－１Ａ": "京ICP备12345678号-1A",
    "京ICP備12345678號": J,
    "京ICP備案12345678號-3": "京ICP备12345678号-3",
    "京ICP證030173號": "京ICP证030173号",
    "京ICP証030173号": "京ICP证030173号",
    "滬ICP備2021012345號": H,
    "粵B2-20090059": B,
    "京ICP备12345678号—1": "京ICP备12345678号-1",
    "京ICP备12345678号——1": "京ICP备12345678号-1",
    "京ICP备12345678号–1": "京ICP备12345678号-1",
    "京ICP备12345678号−1": "京ICP备12345678号-1",
    "粤B2—20090059": B,
    "粤Ｂ２－２００９００５９": B,
    "粤B2 20090059": B,
    # blanks and what takes no room
    "京 ICP 备 12345678 号 - 1": "京ICP备12345678号-1",
    "京 I C P 备 1 2 3 4 5 6 7 8 号": J,
    "京ICP备\u300012345678\u3000号": J,
    "京ICP备&nbsp;12345678&ensp;号": J,
    "京ICP备\t12345678\r\n号": J,
    "京ICP备1234 5678号": J,
    "京ICP备1234 5678": J,
    "京\u200bICP\u200d备\ufeff12\u206034\u00ad5678号": J,
    "京ICP备12\u202e34\u202c5678号": J,
    "京ICP&zwj;备&shy;12345678号": J,
    # entities
    "&#20140;ICP&#22791;12345678&#21495;": J,
    "&#x4eac;ICP&#X5907;12345678&#x53f7;-1": "京ICP备12345678号-1",
    "&#20140&#73&#67&#80&#22791&#49;2345678号": J,
    # inline elements and line breaks may split a number
    "京<b>ICP</b>备<i>1234</i><span>5678</span>号": J,
    "京ICP备<br>12345678<br/>号": J,
    "京ICP备1234<br>5678号": J,
    "<a href=https://beian.miit.gov.cn>京ICP备<font color=red>12345678</font>号</a>-<em>1</em>": "京ICP备12345678号-1",
    "京ICP备<!-- x -->12345678号": J,
    "京ICP备<wbr>1234<wbr>5678号": J,
    "京ICP备<img src=x>12345678号": J,
    "京<x-y>ICP备</x-y>12345678号": J,
    "京ICP备12345678<span hidden>999</span>号": J,
    "京ICP备12345678<span style='display: none'>999</span>号": J,
    "京<b>ICP备<i>12345678</b></i>号": J,
    "<div style='display:inline'>京ICP备</div>12345678号": J,
    # several, glued together or not, each once and in order
    f"{J} {J} {J}": J,
    "京ICP备12345678号沪ICP备2021012345号-1粤B2-20090059京ICP证030173号": "京ICP备12345678号 沪ICP备2021012345号-1 粤B2-20090059 京ICP证030173号",
    "京ICP备12345678沪ICP备2021012345粤B2-20090059-5京ICP证030173": "京ICP备12345678号 沪ICP备2021012345号 粤B2-20090059-5 京ICP证030173号",
    "京ICP备12345678号-1京公网安备11010502030143号": "京ICP备12345678号-1",
    "京ICP备12345678号|京ICP证030173号": "京ICP备12345678号 京ICP证030173号",
    "京ICP备12345678号<br>沪ICP备2021012345号": "京ICP备12345678号 沪ICP备2021012345号",
    "<p>沪ICP备2021012345号<p>京ICP备12345678号<p>沪ICP备2021012345号": "沪ICP备2021012345号 京ICP备12345678号",
    "京ICP备12345678号 京ICP备12345678号-1": "京ICP备12345678号 京ICP备12345678号-1",
    "沪ICP证：沪B2-20080224": "沪B2-20080224",
    "沪ICP证沪B2-20080224-1": "沪B2-20080224-1",
    "浙ICP证B2-20080224": "浙B2-20080224",
    # what stands after it is something else
    "京ICP备12345678 2023 版权所有": J,
    "京ICP备12345678<br>010-66012345": J,
    "京ICP备12345678号 - 2023 某某公司": J,
    "京ICP备12345678号 © 2023": J,
    "京ICP备12345678号-1 400-123-4567": "京ICP备12345678号-1",
    "京ICP备12345678号-1 All rights reserved": "京ICP备12345678号-1",
    "京ICP备12345678号-1<a>All rights reserved</a>": "京ICP备12345678号-1",
    "京ICP备12345678号1楼": J,
    "京ICP备12345678号，电话 010-66012345": J,
    "京ICP备12345678号-12345678": J,
    "京ICP备12345678,京ICP证030173": "京ICP备12345678号 京ICP证030173号",
    "京ICP备12345678 xiaomi.com": J,
    # only what is seen
    "<!-- 沪ICP备2021012345号 -->京ICP备12345678号": J,
    "<script>'沪ICP备2021012345号'</script>京ICP备12345678号": J,
    "<script><!-- <script> </script> 沪ICP备2021012345号 --></script>京ICP备12345678号": J,
    "<style>a:after{content:'沪ICP备2021012345号'}</style>京ICP备12345678号": J,
    "<template><p>沪ICP备2021012345号</p></template>京ICP备12345678号": J,
    "<title>沪ICP备2021012345号</title>京ICP备12345678号": J,
    "<noscript>沪ICP备2021012345号</noscript>京ICP备12345678号": J,
    "<iframe>沪ICP备2021012345号</iframe>京ICP备12345678号": J,
    "<a title='沪ICP备2021012345号' data-x='粤B2-20090059'>京ICP备12345678号</a>": J,
    "<input type=hidden value=沪ICP备2021012345号><img alt=沪ICP备2021012345号>京ICP备12345678号": J,
    "<p hidden>沪ICP备2021012345号<div>京ICP备12345678号</div>": J,
    "<div style='visibility:hidden'><p>沪ICP备2021012345号</p></div>京ICP备12345678号": J,
    "<div style='display:none'><div>沪ICP备2021012345号</div></div>京ICP备12345678号": J,
    "<textarea>京ICP备12345678号</textarea>": J,
    "<table><tr><td>京ICP备12345678号": J,
    "<svg><text>京ICP备12345678号</text></svg>": J,
    "<meta charset=gbk><p>京ICP备12345678号": J,
    "\ufeff<!DOCTYPE html><html><body></body></html>京ICP备12345678号": J,
    "京ICP备\x0012345678号": J,
    "<<<>>><p <b 京>京ICP备12345678号": J,
}
NOT_READ = [
    # block elements part
    "京ICP备<div>12345678号</div>",
    "<p>京ICP备</p><p>12345678号</p>",
    "<td>京ICP备<td>12345678号",
    "<li>京ICP备<li>12345678号",
    "<h1>京</h1>ICP备12345678号",
    "京ICP备<hr>12345678号",
    "京ICP备1234<section>5678号</section>",
    "<span style='display:block'>京ICP备</span>12345678号",
    # numbers of another kind
    "京公网安备11010502030143号",
    "京公网安备 11010502030143号 <b>网站标识码bm99990001</b>",
    "京网文[2020]1234-123号",
    "京网文〔2020〕1234-123号",
    "互联网新闻信息服务许可证10120170001",
    "信息网络传播视听节目许可证0108283号",
    "互联网药品信息服务资格证书(京)-经营性-2020-0001",
    "京食药监械经营备20201234号",
    "京教研[2002]7号",
    "ICP",
    # no province, or none of the 31
    "ICP备12345678号",
    "备案号：12345678",
    "备ICP12345678号",
    "B2-20090059",
    "合字B2-20210155",
    "A2.B1.B2-20070004",
    "萌ICP备12345678号",
    "喵ICP备20200101号",
    "国ICP备12345678号",
    "川ICP备12345678号",
    "港ICP备12345678号",
    "X ICP备12345678号",
    # placeholders
    "京ICP备XXXXXXXX号",
    "京ICP备xxxxxxxx号-1",
    "京ICP备********号",
    "京ICP备1234****号",
    "京ICP备12345678**号",
    "京ICP备12345678X号",
    "京ICP备123456××号",
    "京ICP备＊＊＊＊＊＊＊＊号",
    "京ICP备**12345678号",
    "京ICP备（）号",
    "京ICP备号",
    "粤B2-XXXXXXXX",
    # zeros
    "京ICP备00000000号",
    "京ICP备0000000000号-1",
    "京ICP证000000号",
    "粤B2-00000000",
    # wrong counts
    "京ICP备1号",
    "京ICP备1234567号",
    "京ICP备123456789号",
    "京ICP备12345678901号",
    "京ICP备123456789012号",
    "京ICP证03017号",
    "京ICP证0301731号",
    "粤B2-2009005",
    "粤B2-200900591",
    "京ICP备1234567 89号",
    "京ICP备二〇二一〇一二三号",
    "京ICP备①②③④⑤⑥⑦⑧号",
    # nothing
    "",
    " ",
    "<html></html>",
]


@pytest.mark.requirement("B20")
@pytest.mark.parametrize("page", READ, ids=range(len(READ)))
def test_number_is_read_in_its_normal_form(page):
    assert " ".join(numbers(page)) == READ[page]


@pytest.mark.requirement("B20")
@pytest.mark.parametrize("page", NOT_READ, ids=range(len(NOT_READ)))
def test_what_is_no_number_is_not_read(page):
    assert numbers(page) == []


@pytest.mark.requirement("M1")
def test_normal_forms_read_themselves():
    for expected in READ.values():
        assert " ".join(numbers(expected)) == expected


N = 100_000
HOSTILE = {
    "deep": "<div>" * N,
    "deep, with end tags of others": "<div>" * N + "</p>" * N,
    "deep, misnested": "<b><i></b></i>" * N,
    "attributes": "<div " + " ".join(f"a{count}=1" for count in range(N)) + ">",
    "comments": "<!-->" * N,
    "entities": "&amp;&#1" * N,
    "unclosed": "<a href='" * N + "'>",
    "angles": "<" * N,
    "blanks": "京 " * N,
    "digits": "京ICP备" + "1" * N + "<p>",
    "digits and blanks": "京ICP备" + "9 " * N + "<p>",
    "beginnings": "京ICP备" * N,
    "invisible": "京\u200b" * N,
    "lists": "<ul><li>" * N,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_to_its_end(name):
    assert J in numbers(f"{HOSTILE[name]}<p>{J}</p>")


@given(st.text())
def test_any_text_is_a_page(text):
    assert isinstance(numbers(text), list)
    assert isinstance(seen_text(text), str)


@given(st.text("<>/!-=\"' abdipsvtrcyle&#;京ICP备号1234567890", max_size=200))
def test_any_markup_is_a_page(text):
    for number in numbers(text):
        assert numbers(number) == [number]
