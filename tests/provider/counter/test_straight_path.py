"""From the submitted application to the province's case, by the pages, as clerk and verifier press the buttons."""

import pytest

from beian import exchange
from beian.exchange.models import OutboxMessage
from province.cases.models import Case
from tests.provider.counter.desk import Counter
from tests.provider.stories import application_at


@pytest.mark.requirement("B5")
@pytest.mark.requirement("B13")
def test_from_submitted_to_the_provinces_case(cast):
    counter = Counter(cast, application_at("submitted", cast))
    counter.passed().desk_done()
    assert counter.verifier_post("visit_sign", {"version": "0"}).status_code == 302
    assert counter.state == "verified"
    assert counter.verifier_post("report", {}).status_code == 302
    assert counter.state == "reported"
    exchange.drain()
    with cast.acting(cast.person("province_reviewer", "province:11")):
        case = Case.objects.get(application=counter.uuid)
        assert (case.state, case.findings, case.reasons) == ("under_review", [], [])
        assert case.evidence.filter(purpose="desk_photo", complete=True).count() == 1
        assert case.open_document().subject.principal.name == "王建国"
    assert counter.state == "under_review"


def test_the_report_leaves_with_the_move_and_carries_no_personal_item_in_clear(cast):
    counter = Counter(cast, application_at("reported", cast))
    with cast.acting(cast.person("provider_verifier", counter.node)):
        message = OutboxMessage.objects.get(key=str(counter.uuid), kind="filing.reported")
    assert (message.receiver, message.round) == ("province:11", 1)
    assert message.revision == counter.row.revision
    text = bytes(message.payload).decode()
    for secret in ("王建国", "11010519491231002X", "13800138000", "wangjianguo", "西直门外大街"):
        assert secret not in text
