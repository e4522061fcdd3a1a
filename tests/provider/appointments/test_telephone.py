"""An owner telephones: the staff book, move and cancel his visit for him; he is told, the log says who did it, nothing is lost (B5)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
import time_machine
from django.db import connections

from beian.audit.models import AuditEntry
from beian.notices.models import Notice
from provider.applications import reminders
from provider.applications import transitions as owners
from provider.counter.appointments import desks, transitions
from provider.counter.appointments.models import Booking, Place
from provider.counter.appointments.permissions import MOST_BOOKINGS
from tests.provider.appointments.stories import INVITED, LAST, TUESDAY, VALUES, WEEK, at, inside
from tests.provider.stories import PROVIDER, application_at

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B5")]
STAFF = ("provider_clerk", "provider_verifier", "provider_admin")
# Seven of the page (filing, appointment, how it was made or missed, desks, hours, closures, places), ten of signing in and of the scope.
QUERIES = 17


@pytest.fixture
def monday():
    with time_machine.travel(INVITED, tick=True):
        yield


def page_of(story, application):
    return story.url("filing_booking", application.uuid)


def cancel_of(story, application):
    return story.url("filing_booking_cancel", application.uuid)


def form(desk, day=TUESDAY, start="09:00", seen=0):
    return {"desk": str(desk.pk), "day": day.isoformat(), "start": start, "seen": str(seen)}


def standing():
    with inside():
        return Booking.objects.open().get()


def entries(verb):
    with inside():
        return list(AuditEntry.objects.filter(verb=verb).order_by("id"))


@pytest.mark.parametrize("role", STAFF)
def test_staff_book_move_and_cancel_for_an_owner_and_he_is_told_each_time(story, monday, role):
    desk, application = story.desk(), story.invited()
    browser, url = story.staff(role), page_of(story, application)
    answer = browser.post(url, form(desk))
    assert answer.status_code == 302
    done = browser.get(answer["Location"]).content.decode()
    assert "预约成功" in done and "已发短信告诉主办者" in done and "北京市海淀区中关村大街1号" in done
    assert browser.post(url, form(desk, start="10:00", seen=standing().pk)).status_code == 302
    assert story.bookings() == [("2026-09-15", "09:00", "moved"), ("2026-09-15", "10:00", "booked")]
    gone = browser.post(cancel_of(story, application), {"seen": standing().pk})
    assert "预约已取消，并已发短信告诉主办者。" in browser.get(gone["Location"]).content.decode()
    assert story.bookings()[-1] == ("2026-09-15", "10:00", "cancelled")
    assert story.texts() == ["visit_booked", "visit_moved", "visit_called_off"]
    with inside():
        assert Place.objects.count() == 0
        [text] = Notice.objects.filter(template="visit_called_off", channel="sms")
        assert text.params["link"].endswith(f"/applications/{application.uuid}/booking/")


def test_the_log_says_which_member_of_staff_booked_and_cancelled(story, monday):
    desk, application = story.desk(), story.invited()
    clerk = story.cast.person("provider_clerk", PROVIDER)
    browser = story.staff("provider_clerk")
    browser.post(page_of(story, application), form(desk))
    browser.post(cancel_of(story, application), {"seen": standing().pk})
    [booked], [ended] = entries("visit.book"), entries("visit.booking")
    assert {booked.actor, ended.actor} == {f"user:{clerk.pk}"}
    assert (booked.after["by_staff"], booked.after["desk"], booked.after["start"]) == (True, "海淀核验点", "09:00")
    assert (ended.after["by_staff"], ended.after["why"]) == (True, "owner"), "he asked for it himself"


def test_from_the_filing_and_from_every_list_one_link_leads_to_the_page(story, monday):
    desk, application = story.desk(), story.invited()
    url = page_of(story, application)
    browser = story.staff()
    for name, query in (("visit_queue", {}), ("walk_in", {"q": application.receipt})):
        assert f'href="{url}"' in browser.get(story.url(name), query).content.decode(), name
    filing = browser.get(story.url("filing", application.uuid)).content.decode()
    assert f'href="{url}"' in filing and "还没有预约" in filing
    story.book(application, desk)
    assert "9月15日 09:00" in browser.get(story.url("visit_queue")).content.decode()
    assert url in browser.get(story.url("visit_calendar"), {"day": TUESDAY.isoformat()}).content.decode()
    assert "海淀核验点" in browser.get(story.url("filing", application.uuid)).content.decode()


def test_owner_and_staff_see_the_same_appointment_and_that_it_was_made_by_telephone(story, monday):
    desk, application = story.desk(), story.invited()
    story.staff("provider_clerk").post(page_of(story, application), form(desk))
    owner, staff = story.cast.client(story.owner()), story.staff()
    filing, status = story.url("filing", application.uuid), story.url("application", application.uuid)
    assert owner.get(status).context["booking"] == staff.get(filing).context["booking"] == standing()
    for page in (owner.get(status), staff.get(filing)):
        [told] = [entry for entry in page.context["timeline"] if entry.title == "预约现场核验"]
        assert told.text == "2026年9月15日 09:00 海淀核验点 · 接入服务商按主办者来电办理"
    assert "代为预约" in owner.get(story.url("application_booking", application.uuid)).content.decode()
    assert "受理员 于" in staff.get(page_of(story, application)).content.decode()


def test_what_an_owner_booked_himself_is_not_shown_as_the_staffs(story, monday):
    desk, application = story.desk(), story.invited()
    owner = story.cast.client(story.owner())
    owner.post(story.url("application_booking", application.uuid), form(desk))
    page = story.staff().get(page_of(story, application))
    assert (page.context["booking"], page.context["arranged"]) == (standing(), None)
    timeline = story.staff().get(story.url("filing", application.uuid)).context["timeline"]
    assert [one.text for one in timeline if one.title == "预约现场核验"] == ["2026年9月15日 09:00 海淀核验点"]
    owner.post(story.url("application_booking_cancel", application.uuid))
    after = owner.get(story.url("application", application.uuid)).context["timeline"]
    [ended] = [entry for entry in after if entry.title == "现场核验预约取消"]
    assert ended.text.endswith("主办者取消")


def test_the_texts_that_invite_and_remind_lead_to_the_owners_booking_page(story, monday):
    application = story.invited()
    with inside():
        reminders.remind(now=at(LAST - timedelta(days=7), 9))
        sent = Notice.objects.filter(template__in=("precheck_passed", "visit_reminder"), channel="sms")
        links = dict(sent.values_list("template", "params__link"))
    assert set(links) == {"precheck_passed", "visit_reminder"}
    path = story.url("application_booking", application.uuid)
    assert all(link.endswith(path) for link in links.values())
    assert story.cast.client(story.owner()).get(path).status_code == 200


# ---- the week


def test_the_page_opens_on_the_earliest_free_time_of_any_desk(story, monday):
    busy = story.desk(hours={1: [(time(9), time(9, 30))]})
    near = story.desk(name="亦庄核验点", hours={2: [(time(9), time(10))]})
    story.book(story.invited("13900139000"), busy, mobile="13900139000")
    page = story.staff().get(page_of(story, story.invited()))
    offers = {offer.desk.pk: offer for offer in page.context["offers"]}
    assert [(each.day, each.free) for each in offers[busy.pk].days] == [(TUESDAY, 0)]
    assert (offers[busy.pk].day, offers[near.pk].day) == (None, TUESDAY + timedelta(days=1))
    assert "约满" in page.content.decode()


def test_week_by_week_until_the_month_is_over(story, monday):
    application = story.invited()
    story.desk()
    browser, url, seen = story.staff(), page_of(story, application), []
    while url:
        page = browser.get(url)
        days = [each.day for offer in page.context["offers"] for each in offer.days]
        assert all(page.context["first_day"] <= day <= page.context["last_day"] for day in days)
        seen += days
        url = page.context["after"]
    owner = story.cast.client(story.owner()).get(story.url("application_booking", application.uuid))
    assert seen == [each.day for each in owner.context["days"]], "the same days as the owner sees himself"
    assert seen[-1] == LAST and not [day for day in seen if day.isoformat() == "2026-10-01"]
    back = browser.get(page.context["before"]).context
    assert back["last_day"] < page.context["first_day"]


@pytest.mark.parametrize(
    "query",
    [
        "desk=x&day=y",
        "desk=99&day=2026-09-16",
        "day=9999-99-99",
        "week=2030-01-01",
        "week=\x00",
        "booked=1&cancelled=1",
    ],
)
def test_an_address_that_cannot_be_read_shows_a_week_all_the_same(story, monday, query):
    story.desk()
    page = story.staff().get(f"{page_of(story, story.invited())}?{query}")
    assert page.status_code == 200 and page.context["offers"]
    assert "预约成功" not in page.content.decode()


def test_three_kinds_of_nothing(story, monday):
    application = story.invited()
    browser, url = story.staff(), page_of(story, application)
    assert "还没有核验点" in browser.get(url).content.decode()
    desk = story.desk(hours={2: [(time(9), time(9, 30))]})
    with story.cast.acting(story.admin):
        for day in (16, 23, 30):
            closed = TUESDAY.replace(day=day)
            desks.close_day(desk=desk, day=closed, note="x", agreed=True, by=story.admin, now=INVITED)
    story.book(story.invited("13900139000"), desk, day=LAST, start=time(9), mobile="13900139000")
    assert "期限内的时间都已约满" in browser.get(url).content.decode()
    with time_machine.travel(at(LAST, 23), tick=True):
        assert "期限内没有可以预约的时间了" in story.staff().get(url).content.decode()


# ---- what is refused, and in which words


def test_a_double_click_books_once_and_cancels_once(story, monday):
    desk, application = story.desk(), story.invited()
    browser, url = story.staff(), page_of(story, application)
    assert [browser.post(url, form(desk)).status_code for _twice in range(2)] == [302, 302]
    seen = {"seen": standing().pk}
    assert [browser.post(cancel_of(story, application), seen).status_code for _twice in range(2)] == [302, 302]
    assert story.bookings() == [("2026-09-15", "09:00", "cancelled")]
    assert story.texts() == ["visit_booked", "visit_called_off"]


def test_an_old_tab_does_not_move_what_its_reader_has_not_seen(story, monday):
    desk, application = story.desk(), story.invited()
    browser, url = story.staff(), page_of(story, application)
    story.book(application, desk)
    answer = browser.post(url, form(desk, start="14:00"))
    text = answer.content.decode()
    assert answer.status_code == 422 and "预约刚刚有变，现在约在2026年9月15日 09:00" in text
    assert 'value="14:00" checked' in text, "what was chosen is kept"
    assert f'name="seen" value="{standing().pk}"' in text, "and this time he has seen it"
    assert story.bookings() == [("2026-09-15", "09:00", "booked")]
    old = standing().pk
    assert browser.post(url, form(desk, start="14:00", seen=old)).status_code == 302
    late = browser.post(cancel_of(story, application), {"seen": old})
    assert (late.status_code, "已改期”，不能取消" in late.content.decode()) == (422, True)
    assert story.bookings()[-1] == ("2026-09-15", "14:00", "booked")
    story.cast.client(story.owner()).post(story.url("application_booking_cancel", application.uuid))
    gone = browser.post(url, form(desk, start="15:00", seen=old))
    assert (gone.status_code, "原来的预约刚刚已取消或有变" in gone.content.decode()) == (422, True)


def test_a_slot_that_is_full_meanwhile_is_said_and_the_appointment_there_is_stands(story, monday):
    desk, application = story.desk(), story.invited()
    story.book(application, desk, start=time(11))
    story.book(story.invited("13900139000"), desk, mobile="13900139000")
    answer = story.staff().post(page_of(story, application), form(desk, seen=standing_of(application)))
    assert (answer.status_code, "这个时段刚刚约满，请另选时段。" in answer.content.decode()) == (422, True)
    assert story.bookings(application) == [("2026-09-15", "11:00", "booked")]


def standing_of(application):
    with inside():
        return Booking.objects.open().get(application=application).pk


def test_a_desk_that_has_closed_meanwhile_is_said(story, monday):
    desk, other, application = story.desk(), story.desk(name="亦庄核验点"), story.invited()
    browser, url = story.staff(), page_of(story, application)
    with story.cast.acting(story.admin):
        desks.close_day(desk=desk, day=TUESDAY, note="停电", agreed=True, by=story.admin, now=INVITED)
        off = VALUES | {"name": "亦庄核验点", "active": False}
        desks.change(desk=other, values=off, hours=WEEK, agreed=True, now=INVITED)
    assert "核验点当时不办理" in browser.post(url, form(desk)).content.decode()
    answer = browser.post(url, form(other))
    assert (answer.status_code, "这个核验点已停止预约" in answer.content.decode()) == (422, True)
    assert [offer.desk.pk for offer in answer.context["offers"]] == [desk.pk]
    assert story.bookings() == []


@pytest.mark.parametrize(
    ("state", "words"),
    [("submitted", "还没有通过预核验，通过后即可预约"), ("verified", "不需要预约现场核验"), ("lapsed", "已失效")],
)
def test_a_filing_that_nobody_has_to_come_for_is_said_so(story, monday, cast, state, words):
    desk = story.desk()
    application = application_at("prechecked" if state == "lapsed" else state, cast)
    if state == "lapsed":
        with inside():
            owners.lapse_overdue(now=at(LAST + timedelta(days=1), 0))
    browser, url = story.staff(), page_of(story, application)
    page = browser.get(url)
    assert words in page.content.decode() and "booking-days" not in page.content.decode()
    answer = browser.post(url, form(desk))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert url not in browser.get(story.url("filing", application.uuid)).content.decode()
    assert story.bookings() == []


def test_after_the_last_day_and_before_the_sweep_nothing_is_given_either(story):
    desk, application = story.desk(), story.invited()
    with time_machine.travel(at(LAST + timedelta(days=1), 9), tick=True):
        answer = story.staff().post(page_of(story, application), form(desk, day=LAST + timedelta(days=1)))
        assert (answer.status_code, "已超过现场核验的期限" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "change",
    [
        {"desk": "x"},
        {"desk": "99999999999999999999999"},
        {"desk": "0"},
        {"desk": ""},
        {"day": "2026-02-30"},
        {"day": "2026-09-13"},
        {"day": "2026-12-01"},
        {"start": "25:00"},
        {"start": "09:07"},
        {"start": "\x00"},
        {"start": ""},
        {"seen": ""},
        {"seen": "-1"},
        {"seen": "99999999999999999999999"},
        {"seen": "7777"},
    ],
)
def test_nonsense_is_refused_with_words_and_nothing_is_booked(story, monday, change):
    desk, application = story.desk(), story.invited()
    answer = story.staff().post(page_of(story, application), form(desk) | change)
    assert answer.status_code == 422 and 'class="error-summary' in answer.content.decode()
    assert (story.bookings(), story.texts()) == ([], [])


def test_nobody_elses_filing_booking_or_desk_is_there(story, monday, cast):
    desk, application, other = story.desk(), story.invited(), story.invited("13900139000")
    foreign = story.book(other, desk, mobile="13900139000")
    stranger = cast.staff("provider_clerk", "provider:p02")
    for name in ("filing_booking", "filing_booking_cancel"):
        url = cast.url("provider:p02", name, application.uuid)
        assert stranger.post(url, form(desk)).status_code == 404
    assert stranger.get(cast.url("provider:p02", "filing_booking", application.uuid)).status_code == 404
    browser = story.staff()
    assert browser.post(cancel_of(story, application), {"seen": foreign.pk}).status_code == 404, "of another filing"
    assert browser.post(cancel_of(story, application), {"seen": "x"}).status_code == 422
    with cast.acting(cast.person("provider_admin", "provider:p02")):
        theirs = desks.add(values=VALUES, hours=WEEK, now=INVITED)
    assert "没有这个核验点" in browser.post(page_of(story, application), form(theirs)).content.decode()
    assert cast.client(story.owner()).get(page_of(story, application)).status_code == 403
    assert story.bookings() == [("2026-09-15", "09:00", "booked")]


def test_a_draft_is_its_owners_alone(story, monday, cast):
    draft = application_at("draft", cast)
    assert story.staff().get(page_of(story, draft)).status_code == 404


def test_the_limit_on_owners_does_not_bind_the_staff_whom_it_sends_them_to(story, monday):
    desk, application = story.desk(), story.invited()
    for number in range(MOST_BOOKINGS):
        story.book(application, desk, start=time(9 + number % 2, 30))
    answer = story.staff().post(page_of(story, application), form(desk, start="14:00", seen=standing().pk))
    assert answer.status_code == 302


@pytest.mark.requirement("F39")
def test_an_owner_on_the_net_and_a_clerk_on_the_telephone_at_the_same_instant_leave_one_appointment(story):
    desk, application = story.desk(), story.invited()
    people = {"owner": story.owner(), "clerk": story.cast.person("provider_clerk", PROVIDER)}

    def wish(who, start, **how):
        try:
            with story.cast.acting(people[who]):
                return transitions.book(
                    application=application, desk=desk, day=TUESDAY, start=start, now=INVITED, **how
                ).state
        except transitions.permissions.Refused as refused:
            return type(refused).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        own = pool.submit(wish, "owner", time(9))
        phoned = pool.submit(wish, "clerk", time(10), by_owner=False, seen=0)
        answers = (own.result(), phoned.result())
    assert answers in (("booked", "Refused"), ("booked", "booked")), "the clerk never moves what he has not seen"
    assert [state for _day, _start, state in story.bookings()].count("booked") == 1
    with inside():
        assert Place.objects.count() == 1


# ---- what it costs


def test_questions_stay_few_however_many_desks_and_days(story, monday, django_assert_max_num_queries):
    application = story.invited()
    for number in range(4):
        story.desk(name=f"核验点{number}", capacity=3)
    browser, url = story.staff(), page_of(story, application)
    with django_assert_max_num_queries(QUERIES):
        page = browser.get(url)
    assert len(page.context["offers"]) == 4
    browser.post(url, form(page.context["offers"][0].desk))
    with django_assert_max_num_queries(QUERIES):
        assert browser.get(url).context["arranged"]
