"""The tables' pages: everybody at a desk reads which edition counts here; one officer of the ministry writes the next one."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html
from openpyxl import load_workbook

from beian import exchange
from beian.editions import words
from beian.editions.models import Draft, Edition
from beian.people import scope
from beian.people.scope import Actor, Reach
from beian.reference import tables
from tests.scope.hostile import SCRIPT

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A1")]
READERS = {
    "provider:p01": ("provider_clerk", "provider_verifier", "provider_admin"),
    "province:11": ("province_support", "province_reviewer", "province_supervisor", "province_leader", "operations"),
    "ministry": ("ministry_analyst", "ministry_supervisor", "filing_centre", "operations"),
}
STRANGERS = {
    "provider:p01": ("system_admin", "security_admin", "audit_admin"),
    "province:11": ("system_admin", "security_admin", "audit_admin"),
    "ministry": ("system_admin", "security_admin", "audit_admin"),
}
FISHERY = {
    "code": "21",
    "name": "渔业合作组织",
    "name_en": "Fishery cooperative",
    "order": "19",
    "source": "某部〔2026〕21号",
    "confidence": "high",
    "flags_kind": "unit",
    "flags_other_name": "",
    "flags_needs_superior": "on",
}
NOTE = {"note": "增加渔业合作组织", "confirm": "on"}
QUERIES = 8  # session, person and roles among them


class Desk:
    """The officer of the ministry at one table."""

    def __init__(self, cast, name="owner_natures", role="ministry_supervisor"):
        self.cast, self.name = cast, name
        self.client = cast.staff(role, "ministry")

    def url(self, page, *args):
        return self.cast.url("ministry", page, *(args or (self.name,)))

    def get(self, page, query=""):
        return self.client.get(self.url(page) + query)

    def post(self, page, data=None, query=""):
        return self.client.post(self.url(page) + query, data or {})

    def begin(self):
        answer = self.post("table_begin")
        assert answer.status_code == 302 and answer["Location"] == self.url("table_draft")
        return self

    def add(self, **change):
        return self.post("table_row", FISHERY | {"revision": self.revision} | change)

    @property
    def revision(self):
        with scope.enter("ministry", Reach.STAFF, Actor.service("test")):
            return Draft.objects.values_list("revision", flat=True).get(name=self.name)

    def publish(self, **change):
        return self.post("table_publish", NOTE | {"revision": self.revision} | change)


@pytest.fixture
def desk(cast):
    return Desk(cast)


def text(answer):
    return " ".join(html.fromstring(answer.content.decode()).find(".//main").text_content().split())


def rows_of(answer):
    return [" ".join(" ".join(row.itertext()).split()) for row in html.fromstring(answer.content.decode()).iter("tr")]


def held(node, name="owner_natures"):
    with scope.enter(node, Reach.STAFF, Actor.service("test")):
        return {row.code: row for row in tables.table(name).rows}


def test_every_table_has_a_title_and_every_flag_a_label():
    from beian.editions.forms import row_form

    assert set(words.TITLES) == set(tables.NAMES)
    for name in tables.NAMES:
        assert all(field.label and "." not in str(field.label) for field in row_form(name)().fields.values()), name


@pytest.mark.parametrize("node", READERS)
def test_everybody_at_a_desk_reads_and_others_are_turned_away(cast, node):
    for role in READERS[node]:
        client = cast.staff(role, node)
        for page, args in (("tables", ()), ("table", ("clocks",)), ("calendar", ())):
            answer = client.get(cast.url(node, page, *args))
            assert answer.status_code == 200, (role, page)
        assert "第 1 版（随软件）" in text(client.get(cast.url(node, "tables")))
    for role in STRANGERS[node]:
        assert cast.staff(role, node).get(cast.url(node, "tables")).status_code == 403


def test_an_owner_sees_no_tables(cast):
    owner = cast.client(cast.owner())
    assert owner.get(cast.url("provider:p01", "tables")).status_code == 403


@pytest.mark.parametrize("name", tables.NAMES)
def test_every_table_is_shown_in_words(cast, name):
    answer = cast.staff("province_reviewer", "province:11").get(cast.url("province:11", "table", name))
    assert answer.status_code == 200
    told = text(answer)
    assert str(words.TITLES[name]) in told or name == "calendar"
    assert not re.search(r"flags|\bNone\b|\bTrue\b|workday|\bP10\b", told)


def test_an_unknown_table_or_edition_is_not_found(cast, desk):
    client = cast.staff("province_reviewer", "province:11")
    for address in ("no-such-table/", "rules/", "owner_natures/2/", "owner_natures/1/", "owner_natures/99999999999/"):
        assert client.get(cast.url("province:11", "tables") + address).status_code == 404
    for page in ("table_draft", "table_row", "table_publish"):
        assert desk.client.get(desk.url(page, "nothing")).status_code == 404


def test_the_officer_adds_a_code_and_every_node_says_so(cast, desk):
    assert "渔业" not in text(desk.get("table"))
    assert desk.begin().add()["Location"] == desk.url("table_draft")
    told = text(desk.get("table_publish"))
    assert "新增" in told and "渔业合作组织" in told and "须填写上级主管单位" in told
    assert "21" not in held("ministry")
    assert desk.publish()["Location"] == desk.url("table")
    assert held("ministry")["21"].flags == {
        "kind": "unit",
        "other_name": "",
        "needs_superior": True,
        "in_2013": False,
    }
    told = text(desk.get("table"))
    assert "第 2 版" in told and "已下发 2 个系统，0 个已确认持有" in told and "浙江省通信管理局" in told
    overview = text(desk.client.get(cast.url("ministry", "tables")))
    assert "0/2 已确认" in overview and "北京市通信管理局" in overview
    exchange.drain()
    assert "2/2 已确认" in text(desk.client.get(cast.url("ministry", "tables")))
    clerk = cast.staff("provider_clerk", "provider:p02")
    line = next(row for row in rows_of(clerk.get(cast.url("provider:p02", "tables"))) if "主办者性质" in row)
    assert "第 2 版" in line and "工业和信息化部" in line
    told = text(clerk.get(cast.url("provider:p02", "table_edition", "owner_natures", 2)))
    assert "与第 1 版（随软件）相比，改动 1 行" in told and "增加渔业合作组织" in told and "渔业合作组织" in told


def test_a_changed_row_shows_old_and_new_of_each_member_and_nothing_else(desk):
    desk.begin()
    shown = desk.get("table_row", "?row=4~")
    form = shown.context["form"]
    assert form.fields["code"].disabled and "不能删除" in text(shown)
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    changed = values | {"valid_to": "2027-12-31", "name_en": "Enterprises"}
    assert desk.post("table_row", changed, "?row=4~").status_code == 302
    (change,) = desk.get("table_publish").context["changes"]
    assert [(m.label, m.after) for m in change.members] == [("英文名称", "Enterprises"), ("失效日期", "2027-12-31")]
    assert change.code == "4"


@pytest.mark.parametrize("name", [name for name in tables.NAMES if name != "calendar"])
def test_a_row_that_is_saved_as_it_was_is_no_difference(cast, name):
    desk = Desk(cast, name).begin()
    for row in tables.packaged(name).rows[:: max(len(tables.packaged(name).rows) // 7, 1)]:
        query = f"?row={row.code}~{row.valid_from or ''}"
        form = desk.get("table_row", query).context["form"]
        values = {bound.html_name: bound.value() for bound in form}
        sent = {key: bound_text(form[key], value) for key, value in values.items() if value not in (None, False)}
        answer = desk.post("table_row", sent, query)
        assert answer.status_code == 302, (row.code, answer.context["form"].errors)
    assert desk.get("table_publish").context["count"] == 0


def bound_text(bound, value):
    return bound.field.prepare_value(value) if isinstance(value, list) and hasattr(bound.field, "widget") else value


def test_a_row_may_be_taken_out_before_it_is_published_and_never_after(desk):
    desk.begin().add()
    token = {"row": "21~", "revision": desk.revision}
    assert "删除这一行" in text(desk.get("table_row", "?row=21~"))
    assert desk.post("table_remove", token).status_code == 302
    assert desk.get("table_row", "?row=21~").status_code == 404
    refused = desk.post("table_remove", {"row": "4~", "revision": desk.revision})
    assert refused.status_code == 409 and "失效日期" in refused.content.decode()


def test_nobody_else_edits(cast, desk):
    desk.begin()
    for role in ("ministry_analyst", "filing_centre", "operations"):
        other = Desk(cast, role=role)
        assert "修改这张表" not in text(other.get("table")) and "打开草稿" not in text(other.get("table"))
        for page in ("table_draft", "table_row", "table_publish"):
            assert other.get(page).status_code == 403
        for page in ("table_begin", "table_row", "table_remove", "table_publish", "table_discard"):
            assert other.post(page, FISHERY | NOTE | {"revision": "1"}).status_code == 403
        assert other.client.post(cast.url("ministry", "calendar_year")).status_code == 403
    leader = cast.staff("province_leader", "province:11")
    page = cast.url("province:11", "table", "owner_natures")
    assert "修改这张表" not in text(leader.get(page))
    for below in ("begin/", "draft/", "draft/row/", "draft/publish/"):
        assert leader.post(page + below, FISHERY | NOTE).status_code == 404


def test_two_windows_and_two_officers_do_not_overwrite_each_other(cast, desk):
    seen = desk.begin().revision
    assert desk.add().status_code == 302
    late = desk.add(code="22", revision=seen)
    assert late.status_code == 409
    assert "电信管理局管理员" in late.content.decode() and "请刷新后再改" in late.content.decode()
    assert desk.publish(revision=seen).status_code == 409
    assert desk.post("table_discard", {"revision": seen}).status_code == 409
    with scope.enter("ministry", Reach.STAFF, Actor.service("test")):
        assert not Edition.objects.exists() and len(Draft.objects.get().rows) == 19


def test_back_after_publishing_changes_nothing(desk):
    desk.begin().add()
    revision = desk.revision
    assert desk.publish().status_code == 302
    again = desk.post("table_publish", NOTE | {"revision": revision})
    assert again.status_code == 409 and "草稿已经发布或放弃" in again.content.decode()
    assert desk.post("table_row", FISHERY | {"revision": revision}).status_code == 409
    assert desk.post("table_discard", {"revision": revision}).status_code == 409
    for page in ("table_draft", "table_row", "table_publish"):
        assert desk.get(page)["Location"] == desk.url("table")
    with scope.enter("ministry", Reach.STAFF, Actor.service("test")):
        assert Edition.objects.get().version == 2 and not Draft.objects.exists()


def test_a_draft_without_differences_or_note_is_not_published(desk):
    desk.begin()
    assert "没有差别" in text(desk.get("table_publish"))
    empty = desk.publish()
    assert empty.status_code == 422 and "没有差别" in text(empty)
    desk.add()
    for missing in ("note", "confirm"):
        answer = desk.publish(**{missing: ""})
        assert answer.status_code == 422 and "新增" in text(answer)


def test_discarding_brings_back_what_counts(desk):
    desk.begin().add()
    assert desk.post("table_discard", {"revision": desk.revision}).status_code == 302
    assert "修改这张表" in text(desk.get("table")) and "21" not in held("ministry")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "渔\u200b业"}, "name"),
        ({"name": "渔\u202e业"}, "name"),
        ({"source": "通\u2063知"}, "source"),
        ({"code": "1 2"}, "code"),
        ({"code": "4"}, "code"),
        ({"code": "٢١"}, "code"),
        ({"valid_from": "2027-02-30"}, "valid_from"),
        ({"valid_from": "2027-02-02", "valid_to": "2027-02-01"}, "valid_to"),
        ({"order": "-1"}, "order"),
        ({"flags_kind": "fish"}, "flags_kind"),
        ({"flags_other_name": "长" * 501}, "flags_other_name"),
        ({"confidence": "sure"}, "confidence"),
    ],
)
def test_a_wrong_row_is_refused_at_its_field_and_everything_is_kept(desk, change, field):
    desk.begin()
    answer = desk.add(**change)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert form["name_en"].value() == "Fishery cooperative"
    assert html.fromstring(answer.content.decode()).xpath(f"//a[@href='#id_{field}' or @href='#id_{field}_0']")


def test_words_stand_one_per_line(cast):
    desk = Desk(cast, "pre_approvals").begin()
    form = desk.get("table_row", "?row=1~").context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, [])}
    sent["flags_words"] = "新闻\r\n\r\n 快讯 \n"
    assert desk.post("table_row", sent, "?row=1~").status_code == 302
    (change,) = desk.get("table_publish").context["changes"]
    assert [(m.label, m.before, m.after) for m in change.members] == [("关键词", "新闻", "新闻、快讯")]
    desk.publish()
    assert held("ministry", "pre_approvals")["1"].flags["words"] == ["新闻", "快讯"]


def test_markup_is_text_wherever_it_stands(cast, desk):
    desk.begin().add(name=SCRIPT, flags_other_name=SCRIPT)
    pages = [desk.get("table_draft"), desk.get("table_publish"), desk.get("table_row", "?row=21~")]
    desk.publish(note=SCRIPT)
    pages += [desk.get("table"), desk.client.get(desk.url("table_edition", "owner_natures", 2))]
    for page in pages:
        assert page.status_code == 200
        body = page.content.decode()
        assert "<script>alert" not in body and "<img src=x" not in body and "&lt;script&gt;" in body


def test_rows_are_found_by_code_and_name_and_by_the_day(cast):
    client = cast.staff("province_reviewer", "province:11")
    page = cast.url("province:11", "table", "cities")
    today, everything = text(client.get(page + "?text=县")), text(client.get(page + "?text=县&valid=all"))
    assert len(everything) > len(today)
    assert "上海市" not in text(client.get(page + "?text=Hangzhou")) and "杭州市" in text(
        client.get(page + "?text=hangzhou")
    )
    assert "杭州市" in text(client.get(page + "?text=3301"))
    assert "没有" in text(client.get(page + "?text=没有这样的地方"))
    assert client.get(page + "?text=%00").status_code == 422


def test_a_big_table_is_paged_there_and_back(cast):
    client = cast.staff("provider_clerk", "provider:p01")
    page, seen = cast.url("provider:p01", "table", "counties"), []
    address = page
    for _turn in range(4):
        view = client.get(address).context["view"]
        seen += [row.code for row in view.page.rows]
        address = f"{page}?after={view.page.next}"
    valid = [row.code for row in tables.packaged("counties").rows if row.valid_to is None]
    assert seen == valid[:200]
    view = client.get(f"{page}?after={view.page.previous}").context["view"]
    assert [row.code for row in view.page.rows] == valid[100:150]
    first = client.get(f"{page}?after=999999~").context["view"].page
    assert [row.code for row in first.rows] == valid[:50] and first.notice


@pytest.mark.parametrize(("page", "args"), [("tables", ()), ("table", ("counties",)), ("calendar", ())])
def test_a_page_takes_few_queries(cast, desk, page, args):
    desk.begin().add()
    desk.publish()
    exchange.drain()
    for node, role in (("ministry", "ministry_supervisor"), ("province:11", "province_leader")):
        client = cast.staff(role, node)
        client.get(cast.url(node, page, *args))
        with CaptureQueriesContext(connection) as asked:
            client.get(cast.url(node, page, *args))
        assert len([query for query in asked if "FROM" in query["sql"]]) <= QUERIES


def test_the_export_holds_every_row_of_the_filter_and_no_formula(cast, desk):
    desk.begin().add(name="=1+1")
    desk.publish()
    answer = desk.get("table", "?export=csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0][:3] == ["代码", "名称", "英文名称"] and len(lines) == 20
    assert lines[-1][1] == "'=1+1" and "单位" in lines[-1][5]
    sheet = load_workbook(io.BytesIO(desk.get("table", "?export=xlsx&text=21").content)).active
    assert [cell.data_type for cell in list(sheet.rows)[1]][:2] == ["s", "s"]


def test_all_counties_fit_into_an_export(cast):
    client = cast.staff("provider_clerk", "provider:p01")
    answer = client.get(cast.url("provider:p01", "table", "counties") + "?export=csv&valid=all")
    assert answer.content.decode().count("\r\n") == len(tables.packaged("counties").rows) + 1
