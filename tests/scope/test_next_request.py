"""A role taken away and an account closed take effect on the very next request, whatever was open or asked for before (Z6)."""

import pytest
from django.utils import timezone

from beian import exchange
from beian.people import grants, scope
from beian.people.models import Membership, User
from beian.people.scope import Actor, Reach
from province.rules import tasks
from tests.provider.stories import PROVIDER, application_at
from tests.province.rules.stories import Bureau
from tests.province.stories import case_of, report
from tests.scope.outside import digests
from tests.scope.world import PROVINCE

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A3", "Q2")]
SECURITY = Actor.service("security")


def dismissed(user: User) -> None:
    """All his roles are taken away; the account stays."""
    with scope.enter(user.node, Reach.SYSTEM, SECURITY):
        for membership in Membership.objects.filter(user=user, until=None):
            grants.dismiss(membership=membership, now=timezone.now())


def disabled(user: User) -> None:
    with scope.enter(user.node, Reach.SYSTEM, SECURITY):
        grants.disable(user=user)


@pytest.fixture(params=[dismissed, disabled])
def end(request):
    """How somebody's time ends."""
    return request.param


def refused(answer, end) -> bool:
    """Without the role 403; without the account the sign-in page."""
    if end is dismissed:
        return answer.status_code == 403
    return answer.status_code == 302 and "/sign-in/" in answer["Location"]


@pytest.fixture
def case(cast):
    application = report()
    exchange.drain()
    return case_of(application)


def test_a_reviewer_s_next_request_is_refused_wherever_he_was(cast, case, end, owner_url):
    reviewer = cast.person("province_reviewer", PROVINCE)
    browsers = [cast.client(reviewer) for _window in range(2)]
    page, queue = (cast.url(PROVINCE, *where) for where in (("case", case.pk), ("queue",)))
    with cast.acting(reviewer):
        paper = cast.url(PROVINCE, "evidence_file", case.evidence.first().uuid)
    told = {"decision": "approve", "revision": case.revision}
    asked = [
        lambda browser: browser.get(page),
        lambda browser: browser.get(paper),
        lambda browser: browser.get(queue, {"export": "csv", "show": "all"}),
        lambda browser: browser.get(queue, {"export": "xlsx", "show": "all"}),
        lambda browser: browser.post(f"{page}claim/"),
        lambda browser: browser.post(f"{page}reveal/", {"reason": "核对"}),
        lambda browser: browser.post(f"{page}decide/", told),
    ]
    assert [ask(browsers[0]).status_code for ask in asked[:4]] == [200] * 4
    end(reviewer)
    before = digests(owner_url)
    answers = [ask(browser) for ask in asked for browser in browsers]
    assert [answer.status_code for answer in answers if not refused(answer, end)] == []
    after = digests(owner_url)
    assert {table for table in after if after[table] != before[table]} <= {"beian_session"}


def test_an_owner_s_next_request_is_refused(cast, end):
    application = application_at("draft", cast)
    owner = cast.owner(PROVIDER)
    browser, pages = cast.client(owner), [cast.url(PROVIDER, "application_list")]
    pages += [cast.url(PROVIDER, name, application.uuid) for name in ("application", "application_check")]
    assert [browser.get(page).status_code for page in pages] == [200] * 3
    end(owner)
    assert all(refused(browser.get(page), end) for page in pages)


def test_what_a_reviewer_held_is_free_for_the_next_one_when_its_lease_ends(cast, case, end):
    """His lease runs out by itself; nothing of his waits for a person who does not come back."""
    gone = cast.person("province_reviewer", PROVINCE)
    assert cast.client(gone).post(cast.url(PROVINCE, "case_claim", case.pk)).status_code == 302
    end(gone)
    held = case_of(case.application)
    assert held.claimed_by_id == gone.pk and not held.in_hand(held.claimed_until)


def test_a_new_role_counts_at_once_and_no_longer_than_it_is_held(cast, case):
    clerk = cast.person("province_support", PROVINCE)
    browser, claim = cast.client(clerk), cast.url(PROVINCE, "case_claim", case.pk)
    assert browser.post(claim).status_code == 403
    with scope.enter(PROVINCE, Reach.SYSTEM, SECURITY):
        office = Membership.objects.get(user=clerk).organisation
        given = grants.appoint(user=clerk, organisation=office, role="province_reviewer", now=timezone.now())
    assert browser.post(claim).status_code == 302
    with scope.enter(PROVINCE, Reach.SYSTEM, SECURITY):
        grants.dismiss(membership=given, now=timezone.now())
    assert browser.post(claim).status_code == 403


@pytest.mark.requirement("B12")
def test_a_trial_that_somebody_ordered_ends_with_his_right_to_order_it(cast, case, end):
    """Z7: background work runs under its asker's scope, looked at again when it runs."""
    officer = Bureau(cast, PROVINCE, name="走的人").begin()
    officer.add()
    assert officer.order().status_code == 303
    end(cast.person("province_supervisor", PROVINCE, "走的人"))
    tasks.go_on(PROVINCE)
    trial = officer.trial
    assert (trial.state, trial.checked, trial.hits) == ("cancelled", 0, 0)
