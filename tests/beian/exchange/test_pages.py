"""The operator's pages: what is parked, why, and the two ways on."""

import pytest

from beian import exchange
from beian.exchange.models import InboxMessage
from tests.beian.exchange.notes import at, failing, rejections, states, taken, tell

pytestmark = pytest.mark.django_db
HOME, CAPITAL = "provider:p01", "province:11"


@pytest.fixture
def poisoned(cast) -> int:
    """The number of a parked message at the capital, with another waiting behind it."""
    failing.add("poison")
    tell(HOME, CAPITAL, "poison", "second", key="case 7")
    exchange.drain()
    with at(CAPITAL):
        return InboxMessage.objects.get(state="parked").pk


def page(response, status=200) -> str:
    assert response.status_code == status
    return response.content.decode()


def test_operations_sees_channels_and_parked_messages(cast, poisoned):
    shown = page(cast.staff("operations", CAPITAL).get(cast.url(CAPITAL, "exchange")))
    assert "test.note" in shown and "case 7" in shown and "自动重试五次仍未成功" in shown
    assert "京云网络科技有限公司" in shown


def test_a_quiet_node_says_so(cast):
    shown = page(cast.staff("system_admin", HOME).get(cast.url(HOME, "exchange")))
    assert "没有搁置的消息" in shown and "还没有往来" in shown


def test_the_senders_page_shows_what_is_signed_for(cast, poisoned):
    assert "工业和信息化部" not in page(cast.staff("system_admin", HOME).get(cast.url(HOME, "exchange")))


def test_nobody_else_comes_in(cast, poisoned):
    address = cast.url(CAPITAL, "exchange_message", poisoned)
    page(cast.staff("province_reviewer", CAPITAL).get(address), 403)
    page(cast.staff("province_reviewer", CAPITAL).post(cast.url(CAPITAL, "exchange_retry", poisoned)), 403)
    page(cast.staff("operations", "province:33").get(cast.url("province:33", "exchange_message", poisoned)), 404)


def test_a_message_is_shown_without_its_sealed_block(cast, monkeypatch):
    from pydantic import BaseModel, ConfigDict

    from beian.exchange import registry

    class Sealed(BaseModel):
        model_config = ConfigDict(extra="allow")

    def refuse(messages):
        raise RuntimeError("not today")

    monkeypatch.setitem(
        registry._handlers, ("", "test.sealed", 1), registry.Handler("test.sealed", 1, Sealed, False, refuse)
    )
    with at(HOME):
        body = {"open": "看得见", "sealed": "U0VDUkVU", "keys": {CAPITAL: "V1JBUFBFRA"}, "verifier": "$argon2id$v=19"}
        exchange.send(receiver=CAPITAL, kind="test.sealed", key="1", body=body)
    exchange.drain()
    with at(CAPITAL):
        number = InboxMessage.objects.get().pk
    shown = page(cast.staff("operations", CAPITAL).get(cast.url(CAPITAL, "exchange_message", number)))
    assert "看得见" in shown and "密封，不在此显示" in shown
    assert "U0VDUkVU" not in shown and "V1JBUFBFRA" not in shown and "$argon2id$" not in shown
    kept = page(cast.staff("system_admin", CAPITAL).get(cast.url(CAPITAL, "exchange_message", number)))
    assert "看得见" not in kept  # whoever runs the system sees no business data


def test_retrying_after_mending_lets_the_message_and_its_followers_through(cast, poisoned):
    failing.clear()
    client = cast.staff("operations", CAPITAL)
    address = cast.url(CAPITAL, "exchange_message", poisoned)
    assert client.post(cast.url(CAPITAL, "exchange_retry", poisoned))["Location"] == address
    exchange.drain()
    assert taken(CAPITAL) == ["poison", "second"]
    assert "已处理" in page(client.get(address))


def test_rejecting_asks_for_a_reason_and_tells_the_sender(cast, poisoned):
    client = cast.staff("operations", CAPITAL)
    address = cast.url(CAPITAL, "exchange_reject", poisoned)
    assert "请填写退回的理由" in page(client.post(address, {"reason": " "}), 422)
    assert states(CAPITAL)[0] == "parked"
    assert client.post(address, {"reason": "内容有误"}).status_code == 302
    exchange.drain()
    assert [rejection.reason for rejection in rejections] == ["内容有误"]


def test_what_somebody_else_has_settled_is_not_settled_again(cast, poisoned):
    client = cast.staff("operations", CAPITAL)
    client.post(cast.url(CAPITAL, "exchange_reject", poisoned), {"reason": "内容有误"})
    assert "现在的状态是“已退回发送方”" in page(client.post(cast.url(CAPITAL, "exchange_retry", poisoned)), 409)
    assert "现在的状态是“已退回发送方”" in page(
        client.post(cast.url(CAPITAL, "exchange_reject", poisoned), {"reason": "再退"}), 409
    )


def test_the_navigation_leads_there(cast):
    for node, role in ((HOME, "system_admin"), (CAPITAL, "operations"), ("ministry", "operations")):
        assert cast.url(node, "exchange") in page(cast.staff(role, node).get(cast.url(node, "exchange")))
