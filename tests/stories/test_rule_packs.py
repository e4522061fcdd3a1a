"""A bureau puts a rule into force on a day, and from that day on it is felt wherever a filing of its province is looked at."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from beian import exchange
from beian.reference.clocks import SHANGHAI
from tests.beian.filing.drafts import company
from tests.cast import Cast
from tests.provider.applications.stories import COMPANY, Desk
from tests.provider.stories import application_at
from tests.province.rules.stories import Bureau
from tests.province.stories import case_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B3", "B13")]
HOME, FAR = "province:33", "provider:p01"
ARTICLE = "浙通管〔2026〕9号第三条"
RULE = {"p_years": "18", "source": ARTICLE, "name_en": "Persons in charge must be 18 or older."}
SENTENCE = "本省要求负责人年满 18 周岁"
NATURE = {"subject-nature": "4", "subject-address-province": "33"}


def resident_id(digits: str) -> str:
    """Seventeen digits and the sign that GB 11643 adds to them."""
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(digits))
    return digits + "10X98765432"[total % 11]


YOUNG = resident_id("11010520110307002")  # fifteen in 2026


@pytest.fixture
def day(cast: Cast):
    """The day on which the rule begins to count: Zhejiang has published it, and every node holds it."""
    bureau, begins = Bureau(cast, node=HOME).begin(), timezone.localdate() + timedelta(days=5)
    assert bureau.add(**RULE).status_code == 302
    assert bureau.publish(begins).status_code == 302
    exchange.drain()
    return begins


def on(day, hour: int = 10):
    return time_machine.travel(datetime.combine(day, time(hour), tzinfo=SHANGHAI), tick=True)


def asked(cast: Cast, nature: dict) -> str:
    """What an owner at a provider in Beijing is told about a young person in charge."""
    desk = Desk(cast, node=FAR).begin(nature)
    young = COMPANY["subject_principal"] | {"subject-principal-certificate-number": YOUNG}
    answer = desk.answer("subject_principal", young)
    return answer.content.decode() if answer.status_code == 422 else ""


def test_the_owner_far_away_reads_the_bureau_s_sentence_from_the_day_on(cast, day):
    with on(day - timedelta(days=1), hour=23):
        assert asked(cast, NATURE) == ""
    with on(day):
        assert SENTENCE in asked(cast, NATURE)
        assert asked(cast, {"subject-nature": "4", "subject-address-province": "11"}) == ""


def report(cast: Cast, node: str):
    """A filing with a young site principal leaves its provider."""
    document = company()
    document["sites"][0]["principal"]["certificate"]["number"] = YOUNG
    document["access"]["provider"] = node.partition(":")[2]
    return application_at("reported", cast, node=node, document=document, province="33").uuid


@pytest.mark.parametrize("node", ["provider:p02", FAR])
def test_before_the_day_the_filing_passes(cast, day, node):
    with on(day - timedelta(days=1)):
        application = report(cast, node)
        exchange.drain()
        assert case_of(application, HOME).state == "under_review"


@pytest.mark.parametrize("node", ["provider:p02", FAR])
def test_from_the_day_on_the_automatic_check_returns_it_with_the_bureau_s_article(cast, day, node):
    """The provider verified it the evening before, and it comes in on the day."""
    with on(day - timedelta(days=1), hour=23):
        application = report(cast, node)
    with on(day, hour=1):
        exchange.drain()
        case = case_of(application, HOME)
        assert case.state == "returned"
        assert [reason["code"].startswith("pack.33.min_age") for reason in case.reasons] == [True]
        assert case.reasons[0]["article"] == ARTICLE and SENTENCE in case.reasons[0]["text"]
        assert case.reasons[0]["item"] == "sites.0.principal.certificate.number"
