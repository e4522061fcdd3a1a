"""The calendar's page: every node shows the year it counts by; the officer enters a notice and sees what it moves before it counts."""

from datetime import date

import pytest
from lxml import html

from beian import exchange
from beian.editions import years
from beian.editions.models import Draft
from beian.people import scope
from beian.people.scope import Actor, Reach
from beian.reference import clocks, tables, workdays
from tests.beian.editions.test_pages import Desk, rows_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O1")]
NOTICE = {
    "year": "2027",
    "notice": "国办发明电〔2026〕7号",
    "off": "元旦：2027-01-01至2027-01-03\n春节：2月5日至11日",
    "worked": "春节：2027-02-14、2027-02-20",
    "complete": "True",
}
UNKNOWN = workdays.Calendar({}, frozenset())


class Officer(Desk):
    def url(self, page, *args):
        return self.cast.url("ministry", page, *([] if page.startswith("calendar") else [self.name]))


@pytest.fixture
def officer(cast):
    return Officer(cast, "calendar")


def shown(cast, year, node="province:11", role="province_reviewer"):
    return cast.staff(role, node).get(cast.url(node, "calendar") + f"?year={year}")


def enter(officer, then="draft", revision=0, **change):
    return officer.client.post(officer.url("calendar_year"), NOTICE | {"then": then, "revision": revision} | change)


def days(answer, month):
    """Number → class of each day of a month as the page draws it."""
    table = html.fromstring(answer.content.decode()).xpath("//table[contains(@class, 'month')]")[month - 1]
    cells = [cell for cell in table.iter("td") if cell.text]
    return {int(cell.text): (cell.get("class"), cell.text_content().lstrip("0123456789")) for cell in cells}


def test_twelve_months_with_days_off_and_make_up_days(cast):
    answer = shown(cast, 2026)
    october = days(answer, 10)
    assert october[1] == ("day-off", "休") and october[10] == ("day-extra", "班") and october[8][0] == "day-work"
    assert sum(len(days(answer, month)) for month in range(1, 13)) == 365
    assert all(
        table.find("caption") is not None
        for table in html.fromstring(answer.content.decode()).iter("table")
        if "month" in table.get("class")
    )
    assert "随软件" in text(answer) and "国庆节" in text(answer) and "尚未公布" not in text(answer)


def test_a_year_without_a_notice_says_that_it_is_a_guess(cast):
    told = text(shown(cast, 2027))
    assert "尚未公布" in told and "周一至周五" in told and "还没有任何放假安排" in told


@pytest.mark.parametrize("year", ["", "abcd", "0000", "9999", "20267", "-2027", "２０２７"])
def test_any_year_that_is_asked_for_gives_a_page(cast, year):
    assert shown(cast, year).status_code == 200


def test_the_officer_sees_what_moves_before_anything_is_written(officer):
    answer = enter(officer, "preview")
    assert answer.status_code == 200
    told = rows_of(answer)
    assert any(row.startswith("2027年1月1日 上班 休息") for row in told)
    assert any(row.startswith("2027年2月14日 休息 上班") for row in told)
    assert answer.context["previewed"] == 2027
    start, shifts, moves = answer.context["shifts"][-1]
    assert moves
    review = next(shift for shift in shifts if shift.clock.code == "review")
    if start == date(2026, 12, 31):  # until that day has come
        assert (review.before.day, review.after.day) == (date(2027, 1, 28), date(2027, 1, 29))
    with scope.enter("ministry", Reach.STAFF, Actor.service("test")):
        assert not Draft.objects.exists()
    assert answer.context["form"]["notice"].value() == NOTICE["notice"]


def test_a_notice_is_entered_published_and_counts_at_every_node(cast, officer):
    assert enter(officer)["Location"] == officer.url("table_publish")
    told = text(officer.get("table_publish"))
    assert "国办发明电〔2026〕7号" in told and "2027-02-05" in told
    assert officer.publish().status_code == 302
    exchange.drain()
    for node, role in (
        ("ministry", "ministry_analyst"),
        ("province:33", "province_leader"),
        ("provider:p02", "provider_clerk"),
    ):
        answer = shown(cast, 2027, node, role)
        assert days(answer, 2)[5] == ("day-off", "休") and days(answer, 2)[14] == ("day-extra", "班")
        assert days(answer, 2)[13][0] == "day-rest"
        told = text(answer)
        assert "第 2 版" in told and "尚未公布" not in told and "国办发明电〔2026〕7号" in told
    with scope.enter("provider:p02", Reach.STAFF, Actor.service("test")):
        assert clocks.due_by(clocks.clock("precheck"), date(2027, 2, 4)) == (date(2027, 2, 17), True)
    assert clocks.due_by(clocks.clock("precheck"), date(2027, 2, 4)).day == date(2027, 2, 11)


def test_the_notice_comes_back_as_it_was_written_and_is_replaced_whole(officer):
    enter(officer)
    officer.publish()
    form = officer.client.get(officer.url("calendar_year") + "?year=2027").context["form"]
    assert form["off"].value() == "元旦：2027-01-01至2027-01-03\n春节：2027-02-05至2027-02-11"
    assert form["worked"].value() == "春节：2027-02-14\n春节：2027-02-20"
    assert form["notice"].value() == NOTICE["notice"] and form["complete"].value() == "True"
    enter(officer, notice="国办发明电〔2026〕8号", worked="", off="春节：2027-02-05")
    changes = {change.code: change.kind for change in officer.get("table_publish").context["changes"]}
    assert changes["2027-02-20"] == "删除" and changes["2027"] == "修改" and changes["2027-02-05"] == "修改"


def test_a_day_mended_under_another_notice_stays(officer):
    enter(officer)
    extra = {"code": "2027-03-01", "name": "临时放假", "order": "1", "source": "另一号", "confidence": "high"}
    sent = extra | {"flags_worked": "False", "revision": officer.revision}
    assert officer.post("table_row", sent).status_code == 302
    enter(officer, revision=officer.revision, notice="国办发明电〔2026〕9号")
    with scope.enter("ministry", Reach.STAFF, Actor.service("test")):
        sources = {row["code"]: row["source"] for row in Draft.objects.get().rows}
    assert sources["2027-03-01"] == "另一号" and sources["2027-02-05"] == "国办发明电〔2026〕9号"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"off": "2027-02-30"}, "off", "不存在"),
        ({"off": "春节放七天"}, "off", "看不懂"),
        ({"off": "2028-01-01"}, "off", "不在2027年"),
        ({"off": "2027-02-11至2027-02-05"}, "off", "早于"),
        ({"off": "2027-02-01至2027-04-01"}, "off", "超过一个月"),
        ({"off": "2027-01-01、2027-01-01"}, "off", "写了两次"),
        ({"off": ""}, "off", "请填写"),
        ({"off": "2027-01-01\u200b"}, "off", "看不见"),
        ({"worked": "2027-02-05"}, "worked", "已列为放假"),
        ({"worked": "2027-03-01"}, "worked", "不是周六或周日"),
        ({"notice": ""}, "notice", "请填写"),
        ({"notice": "国办\u202e发"}, "notice", "字符"),
        ({"complete": ""}, "complete", "请选择"),
        ({"year": "1999"}, "year", "2004"),
        ({"off": "9" * 2900}, "off", "看不懂"),
    ],
)
def test_a_notice_that_cannot_be_right_is_refused_at_its_field(officer, change, field, words):
    for then in ("preview", "draft"):
        answer = enter(officer, then, **change)
        assert answer.status_code == 422
        errors = answer.context["form"].errors
        assert list(errors) == [field] and words in str(errors[field]), errors


def test_a_draft_that_began_meanwhile_is_not_overwritten(officer):
    assert enter(officer).status_code == 302
    assert enter(officer).status_code == 409
    assert enter(officer, revision=officer.revision - 1).status_code == 409
    assert enter(officer, revision=officer.revision).status_code == 302
    revision = officer.revision
    officer.publish()
    assert enter(officer, revision=revision).status_code == 409


def test_only_the_ministry_enters_a_notice(cast):
    leader = cast.staff("province_leader", "province:11")
    assert "录入放假安排" not in text(shown(cast, 2027))
    assert leader.post(cast.url("province:11", "calendar") + "year/", NOTICE).status_code == 404


def test_dates_as_notices_write_them():
    told = years.days_in(
        "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n国庆节、中秋节：2027年9月30日—10月2日；10月4日", 2027
    )
    assert list(told) == [
        *(date(2027, 1, day) for day in (1, 2, 3)),
        *(date(2027, 9, 30), date(2027, 10, 1), date(2027, 10, 2), date(2027, 10, 4)),
    ]
    assert set(told.values()) == {"元旦", "国庆节、中秋节"}
    assert list(years.days_in("2026-12-31至2027-01-01", 2027)) == [date(2026, 12, 31), date(2027, 1, 1)]


def test_what_a_notice_moves_is_counted_and_nothing_else():
    off = {date(2027, 2, day): "春节" for day in range(5, 12)}
    rows = years.rows_of(year=2027, notice="n", off=off, worked={date(2027, 2, 14): ""}, complete=True)
    after = workdays.calendar_of(tables.Table("calendar", [tables.read(row) for row in rows]))
    assert [(each.first.day, each.last.day, each.worked) for each in years.moved(2027, UNKNOWN, after)] == [
        (5, 5, False),
        (8, 11, False),
        (14, 14, True),
    ]
    shift = next(each for each in years.shifts(date(2027, 2, 4), UNKNOWN, after) if each.clock.code == "precheck")
    assert (shift.before.day, shift.before.known) == (date(2027, 2, 11), False)
    assert (shift.after.day, shift.after.known) == (date(2027, 2, 17), True)
    still = next(each for each in years.shifts(date(2027, 3, 1), UNKNOWN, after) if each.clock.code == "precheck")
    assert still.before.day == still.after.day
