"""A refused form says what to mend, where, and keeps what was typed."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from beian.pages.forms import DateInput, PageForm, mistakes, page_formset, unprocessable

ROWS = {"domains-TOTAL_FORMS": "1", "domains-INITIAL_FORMS": "0"}


class Sample(PageForm):
    name = forms.CharField(label="单位名称", max_length=5)
    note = forms.CharField(label="备注", required=False, error_messages={"required": "自己的话"})
    count = forms.IntegerField(label="数量", required=False)
    kind = forms.ChoiceField(label="性质", choices=[("1", "企业")])
    photo = forms.FileField(label="照片", required=False)


class Row(PageForm):
    domain = forms.CharField(label="域名", max_length=60)


def test_a_refused_form_is_422_with_title_summary_field_and_values(browser):
    response = browser.post(
        "/form/", {**ROWS, "name": "甲<script>" * 9, "opened": "2026-02-30", "domains-0-domain": ""}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(r"<title>错误：主体信息", page)
    assert 'href="#id_name"' in page
    assert 'href="#id_kind_0"' in page
    assert 'href="#id_domains-0-domain"' in page
    assert 'value="甲&lt;script&gt;' in page
    assert 'value="2026-02-30"' in page
    assert "<script>甲" not in page


def test_the_words_beside_the_field_are_those_of_the_summary(browser):
    page = browser.post("/form/", {**ROWS, "name": "", "kind": "1", "domains-0-domain": "a.cn"}).content.decode()
    assert page.count("请填写单位名称。") == 2
    assert re.search(r'<input[^>]*name="name"[^>]*aria-describedby="id_name_error"', page)
    assert 'id="id_name_error"' in page


def test_a_page_asked_for_has_no_error_title(browser):
    page = browser.get("/form/").content.decode()
    assert "<title>主体信息" in page
    assert "error-summary" not in page


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"name": ""}, "name", "请填写单位名称。"),
        ({"name": "甲乙丙丁戊己"}, "name", "最多 5 个字，现在有 6 个，请缩短。"),
        ({"name": "甲\x00乙"}, "name", None),
        ({"name": "甲\ud800"}, "name", "含有无法显示的字符"),
        ({"name": "甲\u202e乙"}, "name", "含有无法显示的字符"),
        ({"name": "甲\x1b乙"}, "name", "含有无法显示的字符"),
        ({"count": "three"}, "count", "数量只能填写数字。"),
        ({"kind": "9"}, "kind", "请从给出的选项中选择性质。"),
        ({"kind": ""}, "kind", "请选择性质。"),
    ],
)
def test_a_refusal_names_the_field_and_the_remedy(data, field, words):
    form = Sample({"name": "甲", "kind": "1", **data})
    assert not form.is_valid()
    assert field in form.errors
    assert words is None or words in str(form.errors[field])


def test_line_ends_and_tabs_are_ordinary_text():
    class Long(PageForm):
        text = forms.CharField(label="说明", widget=forms.Textarea)

    assert Long({"text": "一\r\n二\t三"}).is_valid()


@given(st.text(alphabet=st.characters(codec=None), max_size=30))
def test_no_text_whatever_breaks_the_form_or_its_page(text):
    form = Sample({"name": text, "kind": text})
    form.is_valid()
    response = unprocessable(None, "layout/crumbs.html", {"form": form, "crumbs": [(text, "")]})
    assert response.status_code == 422
    assert b"<script" not in response.content


def test_the_words_of_the_author_stay():
    form = Sample({"name": "甲", "kind": "1"})
    assert form.fields["note"].error_messages["required"] == "自己的话"


def test_two_forms_of_a_class_do_not_share_their_words():
    first, second = Sample({}), Sample({})
    assert len(first.fields["name"].validators) == len(second.fields["name"].validators)


def test_the_browser_does_not_cut_what_is_pasted():
    assert "maxlength" not in str(Sample()["name"])


def test_a_day_that_does_not_exist_is_shown_as_it_was_typed():
    assert 'type="text"' in DateInput().render("day", "2026-02-30")
    assert 'type="date"' in DateInput().render("day", "2026-02-28")


def test_findings_stand_beside_their_fields_and_warnings_apart():
    finding = SimpleNamespace(item="subject.name", text="与证件不一致。", suggestion="照证件填写。", severity="reject")
    warning = SimpleNamespace(item="subject.name", text="像是简称。", suggestion="", severity="warn")
    elsewhere = SimpleNamespace(item="site.x", text="缺少网站。", suggestion="", severity="reject")
    form = Sample({"name": "甲", "kind": "1"})
    form.is_valid()
    form.add_findings([finding, warning, elsewhere], {"subject.name": "name"})
    assert form.errors["name"] == ["与证件不一致。 照证件填写。"]
    assert form.non_field_errors() == ["缺少网站。"]
    assert form.advice == [warning]


def test_another_row_keeps_everything_and_judges_nothing(browser):
    data = {**ROWS, "name": "", "domains-0-domain": "a.cn", "rows": "domains"}
    response = browser.post("/form/", data)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'name="domains-1-domain"' in page
    assert 'value="a.cn"' in page
    assert "请填写" not in page
    assert "错误：" not in page


def test_rows_end_at_the_limit(browser):
    data = {"domains-TOTAL_FORMS": "3", "domains-INITIAL_FORMS": "0", "rows": "domains"}
    page = browser.post("/form/", data).content.decode()
    assert "domains-3-domain" not in page
    assert 'name="rows"' not in page


def test_a_hostile_number_of_rows_is_refused(browser):
    for total in ("-1", "x", "99999999", ""):
        data = {
            "name": "甲",
            "kind": "1",
            "domains-TOTAL_FORMS": total,
            "domains-INITIAL_FORMS": "0",
            "rows": "domains",
        }
        assert browser.post("/form/", data).status_code in (200, 422)


def test_removed_and_empty_rows_are_left_out():
    rows = page_formset(Row, min_num=1, max_num=5)
    data = QueryDict(mutable=True)
    data.update({"d-TOTAL_FORMS": "3", "d-INITIAL_FORMS": "0", "d-0-domain": "a.cn", "d-1-domain": "b.cn"})
    data.update({"d-1-DELETE": "on", "d-2-domain": ""})
    formset = rows(data, prefix="d")
    assert formset.is_valid(), formset.errors
    assert formset.rows == [{"domain": "a.cn"}]


def test_a_removed_row_is_not_complained_about():
    rows = page_formset(Row, min_num=0, max_num=5)
    data = {"d-TOTAL_FORMS": "1", "d-INITIAL_FORMS": "0", "d-0-domain": "x" * 99, "d-0-DELETE": "on"}
    formset = rows(data, prefix="d")
    assert formset.is_valid()
    assert mistakes(formset) == []


def test_unchanged_rows_that_were_there_before_stay():
    rows = page_formset(Row, min_num=0, max_num=5)
    data = {"d-TOTAL_FORMS": "1", "d-INITIAL_FORMS": "1", "d-0-domain": "a.cn"}
    formset = rows(data, prefix="d", initial=[{"domain": "a.cn"}])
    assert formset.is_valid()
    assert formset.rows == [{"domain": "a.cn"}]
