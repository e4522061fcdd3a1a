"""A table is filtered, ordered, paged and exported by its address alone; what it exports runs nowhere."""

import csv
import io

import django_filters
import openpyxl
import pytest
from lxml import html

from beian.audit import log
from beian.audit.models import AuditEntry
from beian.pages import exports
from beian.pages.columns import selected_keys
from beian.pages.tables import Action, Column, FilterSet, Table
from beian.people import scope
from beian.people.scope import Actor, Reach


class VerbFilter(FilterSet):
    verb = django_filters.CharFilter(label="动作")
    subject = django_filters.NumberFilter(label="编号", field_name="subject_id")


class Entries(Table):
    columns = (
        Column("verb", "动作", link=lambda row: f"/entries/{row.pk}/"),
        Column("subject_id", "对象", kind="identifier"),
        Column("state", "状态", kind="badge", value=lambda row: ("已记录", "info")),
        Column("at", "时间", kind="datetime"),
        Column("hidden", "内部", value=lambda row: "inside", export=False),
    )
    filterset = VerbFilter
    orders = {"new": ("-id",), "old": ("id",)}
    order_labels = {"new": "新的在前", "old": "旧的在前"}
    size = 3
    export_limit = 8
    name = "entries"


@pytest.fixture
def rows(cast):
    with scope.enter("province:11", Reach.STAFF, Actor.service("test")):
        for i in range(8):
            log.record(verb="=cmd|'/c calc'!A0" if i == 0 else f"verb.{i % 2}", subject=("case", i))
        yield AuditEntry.objects.filter(subject_kind="case")


@pytest.fixture
def shown(rows, rf, settings):
    def show(**query):
        return Entries.respond(rf.get("/entries/", query), rows, "tests/table.html")

    settings.ROOT_URLCONF = "tests.beian.pages.addresses"
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [settings.BASE_DIR / "templates", settings.BASE_DIR / "tests/beian/pages/templates"],
            "OPTIONS": settings.TEMPLATES[0]["OPTIONS"],
        }
    ]
    return show


def test_a_page_shows_its_rows_in_order_with_the_row_header_as_link(shown, rows):
    page = shown().content.decode()
    assert page.count("<tr>") == 4
    assert f'<th scope="row" class="cell-text"><a href="/entries/{rows.order_by("-id").first().pk}/">' in page
    assert "下一页" in page


def test_a_filter_that_finds_nothing_offers_to_clear_it(shown):
    page = shown(verb="nothing").content.decode()
    assert "没有符合条件的记录" in page
    assert "清除筛选" in page


def test_a_filter_that_cannot_be_read_is_422_and_keeps_the_value(shown):
    for query in ({"subject": "x<y"}, {"verb": "a\x00b"}):
        response = shown(**query)
        assert response.status_code == 422
        assert "<title>错误：" in response.content.decode()
    assert 'value="x&lt;y"' in shown(subject="x<y").content.decode()


def test_the_order_is_chosen_by_the_address_and_an_unknown_one_is_the_first(shown, rows):
    newest, oldest = rows.order_by("-id").first(), rows.order_by("id").first()
    for order, first in (("new", newest), ("old", oldest), ("; drop", newest)):
        page = shown(order=order).content.decode()
        assert page.index(f"/entries/{first.pk}/") == page.index("/entries/", page.index("<tbody>"))


def test_csv_holds_every_row_and_no_formula(shown):
    response = shown(export="csv", order="old")
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response["Content-Disposition"] == 'attachment; filename="entries.csv"'
    assert lines[0] == ["动作", "对象", "状态", "时间"]
    assert len(lines) == 9
    assert lines[1][0] == "'=cmd|'/c calc'!A0"
    assert lines[1][2] == "已记录"


def test_excel_holds_the_text_as_text(shown):
    sheet = openpyxl.load_workbook(io.BytesIO(shown(export="xlsx", order="old").content)).active
    assert sheet["A2"].value == "=cmd|'/c calc'!A0"
    assert sheet["A2"].data_type == "s"


def test_more_rows_than_the_limit_are_refused_in_words(shown):
    log.record(verb="verb.1", subject=("case", 9))
    response = shown(export="csv")
    assert response.status_code == 422
    assert "一次最多导出 8 行" in response.content.decode()


def test_the_export_follows_the_filter(shown):
    assert shown(export="csv", verb="verb.0").content.count(b"\r\n") == 4


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1+1", "|calc", "\r=1"])
def test_no_cell_begins_like_a_formula(cell):
    assert exports.harmless(cell).startswith("'")


@pytest.mark.parametrize("cell", ["-12.5", "京ICP备2026000001号", "a=1", "2026-12-01"])
def test_plain_cells_stay_as_they_are(cell):
    assert exports.harmless(cell) == cell


class Ticked(Entries):
    actions = (Action("批量办结", url=lambda: "/entries/close/", tone="primary"),)


def test_rows_are_ticked_and_sent_by_a_button_under_the_table(rows, rf, shown):
    page = Ticked.respond(rf.get("/entries/", {"order": "old"}), rows, "tests/table.html").content.decode()
    form = html.fromstring(page).xpath("//form[contains(@class, 'table-form')]")[0]
    boxes = form.xpath(".//input[@name='selected']")
    assert [box.get("value") for box in boxes] == [str(row.pk) for row in rows.order_by("id")[:3]]
    assert all(box.get("aria-label") for box in boxes)
    assert form.xpath(".//button/@formaction") == ["/entries/close/"]
    assert form.fields["back"] == "/entries/?order=old"


def test_a_table_without_actions_has_nothing_to_tick(shown):
    assert 'name="selected"' not in shown().content.decode()


def test_keys_of_ticked_rows_are_read_with_care(rf):
    sent = rf.post("/", {"selected": ["3", "3", "x", "-1", "9" * 30, "7", "\x00", "\u0665"]})
    assert selected_keys(sent) == [3, 7]
    assert len(selected_keys(rf.post("/", {"selected": [str(n) for n in range(500)]}))) == 200


def test_a_file_holds_the_columns_in_sight(shown):
    lines = shown(export="csv", columns="state").content.decode("utf-8-sig").splitlines()
    assert lines[0] == '"动作","状态"'


def test_an_optional_column_is_shown_when_asked_for(rows, rf, shown):
    class Optional(Entries):
        columns = (*Entries.columns, Column("actor_label", "经办人", optional=True))

    def heads(**query):
        page = Optional.respond(rf.get("/entries/", query), rows, "tests/table.html").content
        return [head.text_content() for head in html.fromstring(page).xpath("//thead//th")]

    assert "经办人" not in heads()
    assert heads(columns="actor_label") == ["动作", "经办人"]
