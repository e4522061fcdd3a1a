"""Whole stories over all three tiers, told by the verbs: what one tier does is felt at the others."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from beian.demo import invented
from beian.exchange import drain
from beian.people import scope
from beian.people.scope import Actor, Reach
from ministry.models import Claim
from provider.applications import transitions as owners
from provider.applications.models import Application
from province.cases import transitions as reviewers
from province.cases.models import Case
from tests.beian.filing.drafts import company
from tests.provider.stories import application_at
from tests.province.stories import settle

pytestmark = pytest.mark.django_db
REASON = {
    "item": "sites.0.name",
    "code": "site_name",
    "text": "名称不合要求。",
    "suggestion": "请改名。",
    "article": "P09",
}


def decide(cast, application, *, node="province:11", reasons=None):
    drain()
    reviewer = cast.person("province_reviewer", node)
    with cast.acting(reviewer):
        case = Case.objects.get(application=application.uuid)
        if reasons:
            reviewers.send_back(case=case, by=reviewer, reasons=reasons, now=timezone.now())
        else:
            reviewers.approve(case=case, by=reviewer, now=timezone.now())
    settle("province:11", "province:33")


def now_at(application):
    with scope.enter(application.node, Reach.STAFF, Actor.service("story")):
        return Application.objects.get(uuid=application.uuid)


def rival(cast, **other):
    """Another company at another provider that wants the same domain."""
    document = company()
    document["subject"]["name"] = "杭州另一家科技有限公司"
    document["subject"]["certificate"]["number"] = invented.owner("rival").credit_code
    document["access"] |= {"provider": "p02"}
    return application_at(
        "reported", cast, node="provider:p02", document=document, mobile="13900139000", province="33", **other
    )


def active_claims():
    with scope.enter("ministry", Reach.STAFF, Actor.service("story")):
        return set(Claim.objects.exclude(state="released").values_list("kind", flat=True))


@pytest.mark.requirement("B13", "B14", "B15", "B16", "B17")
def test_a_filing_is_granted_and_every_tier_knows_the_number(cast):
    application = application_at("reported", cast)
    decide(cast, application)
    granted = now_at(application)
    assert granted.state == "granted"
    assert granted.filing_number.startswith("京ICP备")
    assert granted.site_numbers == [f"{granted.filing_number}-1"]
    assert active_claims() == {"domain", "certificate"}


@pytest.mark.requirement("B16")
def test_a_rival_for_the_same_domain_is_returned_with_the_issuing_province_and_the_next_step(cast):
    application = application_at("reported", cast)
    decide(cast, application)
    loser = rival(cast)
    drain()
    returned = now_at(loser)
    assert returned.state == "returned"
    assert [reason["code"] for reason in returned.reasons] == ["domain_taken"]
    assert "北京" in returned.reasons[0]["text"]
    assert returned.reasons[0]["suggestion"]
    assert "北京某某科技" not in str(returned.reasons)


@pytest.mark.requirement("B15")
def test_what_the_province_sends_back_comes_to_the_owner_with_reasons_and_a_second_round_is_granted(cast):
    application = application_at("reported", cast)
    decide(cast, application, reasons=[REASON])
    returned = now_at(application)
    assert (returned.state, returned.reasons[0]["suggestion"]) == ("returned", "请改名。")
    assert active_claims() == {"domain", "certificate"}, "an application returned keeps its lease"


@pytest.mark.requirement("B16")
def test_an_application_taken_back_after_a_return_lets_go_of_its_domain(cast):
    application = application_at("reported", cast)
    decide(cast, application, reasons=[REASON])
    with cast.acting(cast.owner()):
        owners.withdraw(application=Application.objects.get(uuid=application.uuid), now=timezone.now())
    drain()
    assert active_claims() == set()
    second = rival(cast)
    decide(cast, second, node="province:33")
    assert now_at(second).state == "granted"


@pytest.mark.requirement("B16")
def test_what_is_taken_back_after_it_was_handed_in_again_lets_go_of_its_domain_too(cast):
    """The second round never was reported, so that the province knows of the first one only."""
    application = application_at("reported", cast)
    decide(cast, application, reasons=[REASON])
    with cast.acting(cast.owner()):
        owners.submit(application=Application.objects.get(uuid=application.uuid), form_key=uuid4(), now=timezone.now())
        owners.withdraw(application=Application.objects.get(uuid=application.uuid), now=timezone.now())
    drain()
    assert active_claims() == set()


@pytest.mark.requirement("B5")
def test_an_owner_who_never_comes_loses_the_application_and_only_then(cast):
    application = application_at("prechecked", cast)
    due = now_at(application).due_on
    with scope.enter("provider:p01", Reach.STAFF, Actor.service("applications.lapse")):
        on_the_day = timezone.now().replace(year=due.year, month=due.month, day=due.day, hour=10)
        assert owners.lapse_overdue(now=on_the_day) == 0
        assert owners.lapse_overdue(now=on_the_day + timedelta(days=1)) == 1
    assert now_at(application).state == "lapsed"
