"""信息源复核: what a provider's staff follow up, and ask again (B8)."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from beian.people import scope
from beian.people.scope import Actor, Reach
from provider.applications.models import Application
from tests.provider.stories import PROVIDER, application_at
from verification import sources
from verification.sources import querying
from verification.sources.models import SourceCheck

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B8")]
DESK = Actor.service("desk")


def asked(application) -> None:
    with scope.enter(PROVIDER, Reach.STAFF, DESK):
        found = Application.objects.get(uuid=application.uuid)
        document = found.open_document()
        sources.ask(application=found.uuid, round=1, document=document, by="核验员", now=timezone.now())
    querying.batch(PROVIDER, now=timezone.now())


@pytest.fixture
def followed(simulator, cast):
    """A reported filing whose number was away at the desk and whose company was found to differ later."""
    simulator.behave(phone="down", company="wrong")
    application = application_at("reported", cast)
    asked(application)
    return application


@pytest.fixture
def listed(cast):
    return cast.url(PROVIDER, "source_checks")


def test_staff_see_what_is_to_be_followed_up_and_no_value(followed, cast, listed):
    page = cast.staff("provider_verifier", PROVIDER).get(listed).content.decode()
    for word in (
        "北京某某科技有限公司",
        "手机实名信息",
        "工商登记信息",
        "待复核",
        "不一致",
        "名称与证照号码不一致",
        "立即复核",
    ):
        assert word in page
    for value in ("13800138000", "王建国", "91350100M000100Y43", "11010519491231002X"):
        assert value not in page
    assert "域名注册信息" not in page.partition("<table")[2]  # that one was found to agree


def test_the_menu_leads_there(followed, cast, listed):
    assert f'href="{listed}"' in cast.staff("provider_verifier", PROVIDER).get(listed).content.decode()


def test_the_list_narrows_and_goes_out_as_a_file(followed, cast, listed):
    verifier = cast.staff("provider_verifier", PROVIDER)

    def found(**narrowed) -> int:
        return len(verifier.get(listed, narrowed).context["view"].lines)

    assert (found(), found(state="unavailable"), found(state="mismatch"), found(source="company")) == (2, 1, 1, 1)
    assert (found(subject="某某"), found(subject="别人")) == (2, 0)
    file = verifier.get(listed, {"export": "csv"}).content.decode("utf-8-sig")
    assert file.count("\n") == 3


@pytest.mark.parametrize(
    "wrong", [{"state": "match"}, {"source": "oracle"}, {"subject": "\x00"}, {"subject": "长" * 200}]
)
def test_what_cannot_be_asked_is_refused(followed, cast, listed, wrong):
    assert cast.staff("provider_verifier", PROVIDER).get(listed, wrong).status_code == 422


def test_asking_again_asks_what_is_ticked(followed, simulator, cast, listed):
    simulator.behave()
    verifier = cast.staff("provider_verifier", PROVIDER)
    with scope.enter(PROVIDER, Reach.STAFF, DESK):
        (row,) = SourceCheck.objects.filter(source="phone")
    answer = verifier.post(cast.url(PROVIDER, "source_checks_again"), {"selected": [row.pk]})
    assert answer.status_code == 302
    querying.batch(PROVIDER, now=timezone.now())
    assert len(verifier.get(listed).context["view"].lines) == 0
    with scope.enter(PROVIDER, Reach.STAFF, DESK):
        assert SourceCheck.objects.get(pk=row.pk).asked_by == cast.person("provider_verifier", PROVIDER).name


def test_asking_again_for_nothing_or_for_nonsense(followed, cast, listed):
    verifier = cast.staff("provider_verifier", PROVIDER)
    for ticked in ([], ["0"], ["nonsense"], ["9" * 40], ["-1"]):
        assert verifier.post(cast.url(PROVIDER, "source_checks_again"), {"selected": ticked}).status_code in (302, 422)


def test_who_may(followed, cast, listed):
    again = cast.url(PROVIDER, "source_checks_again")
    admin = cast.staff("provider_admin", PROVIDER)
    assert "立即复核" not in admin.get(listed).content.decode()
    assert admin.post(again).status_code == 403
    assert cast.staff("provider_clerk", PROVIDER).get(listed).status_code == 403


def test_the_stranger_sees_nothing_and_asks_nothing(followed, cast):
    stranger = cast.staff("provider_verifier", "provider:p02")
    assert len(stranger.get(cast.url("provider:p02", "source_checks")).context["view"].lines) == 0
    with scope.enter(PROVIDER, Reach.STAFF, DESK):
        before = SourceCheck.objects.get(source="phone")
    stranger.post(cast.url("provider:p02", "source_checks_again"), {"selected": [before.pk]})
    with scope.enter(PROVIDER, Reach.STAFF, DESK):
        assert SourceCheck.objects.get(source="phone").asked_at == before.asked_at


def test_a_source_that_is_not_connected_is_nobodys_follow_up(cast, settings, listed):
    settings.SOURCES = {}
    asked(application_at("prechecked", cast))
    assert len(cast.staff("provider_verifier", PROVIDER).get(listed).context["view"].lines) == 0


def test_a_filing_that_has_ended_is_followed_no_more(followed, cast, listed):
    with scope.enter(PROVIDER, Reach.STAFF, DESK):
        assert SourceCheck.objects.to_follow().count() == 2
    other = application_at("prechecked", cast, domain="yi.cn", mobile="13900139000")
    asked(other)
    from provider.applications import transitions

    owner = cast.owner(PROVIDER, "13900139000")
    with cast.acting(owner):
        transitions.withdraw(application=Application.objects.get(uuid=other.uuid), now=timezone.now())
    assert len(cast.staff("provider_verifier", PROVIDER).get(listed).context["view"].lines) == 2


def test_few_questions_however_much_there_is(followed, cast, listed, django_assert_max_num_queries):
    for n in range(3):
        asked(application_at("prechecked", cast, domain=f"d{n}.cn"))
    verifier = cast.staff("provider_verifier", PROVIDER)
    verifier.get(listed)
    with django_assert_max_num_queries(12):
        assert verifier.get(listed).status_code == 200


@pytest.mark.browser
def test_axe_finds_nothing_and_nothing_scrolls_sideways(window, followed, cast, listed):
    for width in (1280, 375, 360):
        page = window(cast.staff("provider_verifier", PROVIDER), listed, width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not Axe().run(page).response["violations"], width
