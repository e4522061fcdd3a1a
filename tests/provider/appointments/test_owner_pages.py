"""The owner at his telephone: he books, moves and cancels without JavaScript, and finds nothing of anybody else's (B5)."""

from datetime import time

import pytest
import time_machine

from provider.counter.appointments.models import Place
from tests.provider.appointments.stories import INVITED, LAST, TUESDAY, at, inside
from tests.provider.stories import PROVIDER

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B5")]


@pytest.fixture
def monday():
    with time_machine.travel(INVITED, tick=True):
        yield


def page_of(story, application):
    return story.url("application_booking", application.uuid)


def form(desk, day=TUESDAY, start="09:00"):
    return {"desk": str(desk.pk), "day": day.isoformat(), "start": start}


def test_an_owner_books_moves_and_cancels(story, monday, django_assert_max_num_queries):
    desk, application = story.desk(), story.invited()
    browser, url = story.cast.client(story.owner()), page_of(story, application)
    status = browser.get(story.url("application", application.uuid)).content.decode()
    assert url in status and "预约现场核验" in status
    with django_assert_max_num_queries(16):
        page = browser.get(url)
    days = page.context["days"]
    assert (days[0].day, days[-1].day) == (INVITED.date(), LAST)
    assert {"2026-09-20", "2026-10-10"} <= {each.day.isoformat() for each in days}, "worked weekends"
    assert not {"2026-09-25", "2026-10-01"} & {each.day.isoformat() for each in days}, "holidays"
    assert any("营业执照" in paper for paper in page.context["papers"])
    with django_assert_max_num_queries(16):
        chosen = browser.get(days[1].url)
    assert [title for title, _times in chosen.context["parts"]] == ["上午", "下午"]
    answer = browser.post(url, form(desk))
    assert answer.status_code == 302
    done = browser.get(answer["Location"]).content.decode()
    assert "预约成功" in done and "北京市海淀区中关村大街1号" in done
    assert browser.post(url, form(desk, start="10:00")).status_code == 302
    assert story.bookings() == [("2026-09-15", "09:00", "moved"), ("2026-09-15", "10:00", "booked")]
    assert "已预约" in browser.get(story.url("application", application.uuid)).content.decode()
    gone = browser.post(story.url("application_booking_cancel", application.uuid))
    assert "预约已取消" in browser.get(gone["Location"]).content.decode()
    assert browser.post(story.url("application_booking_cancel", application.uuid)).status_code == 302


def test_the_last_place_that_somebody_else_took_meanwhile_is_said_beside_the_times(story, monday):
    desk, application = story.desk(), story.invited()
    story.book(story.invited("13900139000"), desk, mobile="13900139000")
    answer = story.cast.client(story.owner()).post(page_of(story, application), form(desk))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "这个时段刚刚约满，请另选时段。" in text and "09:30" in text


@pytest.mark.parametrize(
    "change",
    [
        {"desk": "x"},
        {"desk": "99999999999999999999999"},
        {"desk": "-1"},
        {"day": "9999-12-31"},
        {"day": "2026-02-30"},
        {"day": "2026-09-13"},
        {"day": "2026-12-01"},
        {"start": "25:00"},
        {"start": "09:07"},
        {"start": "\x00"},
        {"start": ""},
        {"desk": ""},
    ],
)
def test_nonsense_is_refused_with_words_and_nothing_is_booked(story, monday, change):
    desk, application = story.desk(), story.invited()
    answer = story.cast.client(story.owner()).post(page_of(story, application), form(desk) | change)
    assert answer.status_code == 422
    assert story.bookings() == []


@pytest.mark.parametrize(
    "query", ["desk=x&day=y", "desk=99&day=2026-10-01", "day=9999-99-99", "booked=1", "cancelled=1"]
)
def test_an_address_that_cannot_be_read_shows_the_days(story, monday, query):
    story.desk()
    application = story.invited()
    page = story.cast.client(story.owner()).get(f"{page_of(story, application)}?{query}")
    assert (page.status_code, page.context["day"]) == (200, None)
    assert "预约成功" not in page.content.decode()


def test_three_kinds_of_nothing(story, monday):
    application = story.invited()
    browser, url = story.cast.client(story.owner()), page_of(story, application)
    assert "还没有开放网上预约" in browser.get(url).content.decode()
    desk = story.desk(hours={2: [(time(9), time(9, 30))]})
    from provider.counter.appointments import desks

    with story.cast.acting(story.admin):
        for day in (16, 23, 30):
            day_ = TUESDAY.replace(day=day)
            desks.close_day(desk=desk, day=day_, note="x", agreed=True, by=story.admin, now=INVITED)
    other = story.invited("13900139000")
    story.book(other, desk, day=LAST, start=time(9), mobile="13900139000")
    assert "期限内的时间都已约满" in browser.get(url).content.decode()
    with time_machine.travel(at(LAST, 23), tick=True):
        late = story.cast.client(story.owner())
        assert "期限内没有可以预约的时间了" in late.get(url).content.decode()


def test_another_owners_booking_is_not_there(story, monday):
    desk, application = story.desk(), story.invited()
    story.book(application, desk)
    neighbour = story.cast.client(story.owner("13700137000"))
    assert neighbour.get(page_of(story, application)).status_code == 404
    assert neighbour.post(page_of(story, application), form(desk, start="10:00")).status_code == 404
    assert neighbour.post(story.url("application_booking_cancel", application.uuid)).status_code == 404
    stranger = story.cast.client(story.cast.owner("provider:p02", "13600136000"))
    assert stranger.get(story.cast.url("provider:p02", "application_booking", application.uuid)).status_code == 404
    assert story.bookings() == [("2026-09-15", "09:00", "booked")]
    with inside():
        assert Place.objects.count() == 1


def test_a_desk_of_another_provider_is_none(story, monday, cast):
    from provider.counter.appointments import desks
    from tests.provider.appointments.stories import VALUES, WEEK

    application = story.invited()
    with cast.acting(cast.person("provider_admin", "provider:p02")):
        foreign = desks.add(values=VALUES, hours=WEEK, now=INVITED)
    answer = cast.client(story.owner()).post(page_of(story, application), form(foreign))
    assert (answer.status_code, story.bookings()) == (422, [])


def test_after_the_precheck_there_is_nothing_to_book_and_after_the_visit_neither(story, monday, cast):
    from tests.provider.stories import application_at

    desk, application = story.desk(), application_at("submitted", cast, node=PROVIDER)
    browser = cast.client(story.owner())
    assert "还没有通过预核验" in browser.get(page_of(story, application)).content.decode()
    assert browser.post(page_of(story, application), form(desk)).status_code == 422
