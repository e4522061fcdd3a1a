"""A reviewer decides nothing that concerns himself (F48): the platform knows him by the number of his account."""

import getpass

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from beian.exchange import drain
from beian.people import establish, scope
from beian.people.models import Organisation, User
from beian.people.scope import Actor, Reach
from province.cases import transitions
from province.cases.permissions import Refused
from tests.province.stories import case_of, open_papers, report

pytestmark = [pytest.mark.django_db, pytest.mark.fault("F48"), pytest.mark.requirement("B15")]
NODE, MOBILE = "province:11", "13812345678"
DIRECTOR = Actor.service("director")


def account(node: str = NODE, role: str = "province_reviewer") -> User:
    """Staff whose own number is known."""
    with scope.enter(node, Reach.SYSTEM, DIRECTOR):
        office = Organisation.objects.get(code="office")
        told = {"username": "concerned", "name": "当事人", "password_hash": "", "now": timezone.now()}
        return establish.account(organisation=office, role=role, mobile=MOBILE, **told)


def reached_at(place: str):
    """A filing with this number at one of its places."""

    def change(data: dict) -> None:
        whose = data["subject"] if place.startswith("subject") else data["sites"][0]
        whose["principal"] = whose["principal"] | {place.rpartition(".")[2]: MOBILE}

    return change


@pytest.mark.parametrize("place", ["subject.mobile", "site.mobile", "subject.emergency_phone"])
def test_his_own_filing_is_refused_to_him_and_goes_to_somebody_else(cast, place):
    own = report(change=reached_at(place))
    drain()
    concerned, case = account(), case_of(own)
    browser, page = cast.client(concerned), cast.url(NODE, "case", case.pk)
    assert "应当回避" in browser.get(page).content.decode()
    approval = {"decision": "approve", "revision": case.revision}
    for step, told in (("claim", {}), ("decide", approval)):
        refused = browser.post(f"{page}{step}/", told)
        assert refused.status_code == 422 and "应当回避" in refused.content.decode()
    with pytest.raises(Refused, match="回避"), cast.acting(concerned):
        transitions.send_back(case=case, by=concerned, reasons=[{"item": "sites.0.name"}], now=timezone.now())
    assert case_of(own).state == "under_review"
    another = cast.staff("province_reviewer", NODE)
    open_papers(another, own)
    assert another.post(f"{page}decide/", approval).status_code == 302
    assert case_of(own).state == "approved"


def test_the_queue_gives_him_the_next_one_that_does_not_concern_him(cast):
    own, other = report(change=reached_at("subject.mobile")), report(number=2)
    drain()
    concerned = account()
    with cast.acting(concerned):
        assert transitions.claim_next(by=concerned, now=timezone.now()).application == other
    with cast.acting(cast.person("province_reviewer", NODE)):
        taken = transitions.claim_next(by=cast.person("province_reviewer", NODE), now=timezone.now())
    assert taken.application == own


def test_a_number_is_kept_sealed_and_never_for_staff_of_a_provider(cast, monkeypatch, owner_rows):
    monkeypatch.setattr(getpass, "getpass", lambda prompt: MOBILE if prompt.startswith("Mobile") else "long enough")
    told = {"username": "zhou", "name": "周某", "role": "province_reviewer", "ask_mobile": True}
    call_command("establish", NODE, **told)
    [(digest, sealed)] = owner_rows("SELECT mobile_digest, mobile_sealed FROM beian_user WHERE username = 'zhou'")
    assert len(bytes(digest)) == 32 and MOBILE.encode() not in bytes(sealed)
    with pytest.raises(CommandError, match="signs an owner in"):
        call_command(
            "establish", "provider:p01", **told | {"role": "provider_clerk", "title": "某公司", "province": "11"}
        )
    with pytest.raises(ValueError, match="signs an owner in"):
        account("provider:p01", "provider_clerk")
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "123")
    with pytest.raises(CommandError, match="11 digits"):
        call_command("establish", NODE, **told | {"username": "other"})


@pytest.fixture
def owner_rows(test_urls):
    """Rows as the database's owner sees them."""
    line = psycopg2.connect(test_urls["DATABASE_OWNER_URL"])

    def rows(statement: str) -> list[tuple]:
        with line, line.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    yield rows
    line.close()
