"""What a bureau asks for on top holds wherever a filing is judged: at the owner's form, the provider's desk and the automatic check."""

import pytest

from beian.exchange import drain
from tests.provider.applications.stories import Desk
from tests.province.rules.stories import Bureau
from tests.province.stories import case_of, report

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B3")]
RULE = {
    "p_item": "subject.superior",
    "severity": "reject",
    "source": "某管局〔2026〕2号",
    "name": "本省须填写上级单位。",
    "on": "on",
}


@pytest.fixture
def asked(cast, settings):
    """The bureau asks for an item that the form leaves open, from today on; its providers are here too."""
    settings.NODES = "*"
    bureau = Bureau(cast).begin()
    assert bureau.add("required_item", **RULE).status_code == 302
    assert bureau.publish().status_code == 302
    drain()


def test_an_owner_cannot_hand_in_what_leaves_it_open(cast, asked):
    desk = Desk(cast).company()
    desk.submit()
    assert desk.record.state == "draft"
    assert "本省须填写上级单位" in desk.get("application_check").content.decode()


def test_the_automatic_check_sends_it_back(cast, asked):
    uuid = report(number=1)
    drain()
    case = case_of(uuid)
    assert case.state == "returned" and [reason["item"] for reason in case.reasons] == ["subject.superior"]


def test_what_the_form_itself_asks_for_is_said_once(cast):
    uuid = report(number=1)
    drain()
    assert case_of(uuid).state == "under_review"
