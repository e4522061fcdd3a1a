"""A message that cannot be applied waits for a person, and only its own key waits with it (decision 9)."""

import pytest
from django.core.management import call_command

from beian import exchange
from beian.audit.models import AuditEntry
from beian.exchange import applying, parking, pumping
from beian.exchange.models import InboxMessage, InboxTrial
from tests.beian.exchange.notes import at, batches, failing, rejections, states, taken, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
HOME, AWAY, CAPITAL = "provider:p01", "provider:p02", "province:11"


def parked(node=CAPITAL) -> InboxMessage:
    with at(node):
        return InboxMessage.objects.get(state="parked")


def verbs(node) -> list[str]:
    with at(node):
        return list(
            AuditEntry.objects.filter(verb__startswith="exchange.").order_by("id").values_list("verb", flat=True)
        )


# fault F13, told without workers
def test_a_poisoned_message_is_parked_after_five_tries_and_others_flow_on():
    failing.add("poison")
    tell(HOME, CAPITAL, *[f"before {n}" for n in range(20)], "poison", *[f"after {n}" for n in range(20)])
    exchange.drain()
    message = parked()
    assert (message.attempts, message.error) == (5, "RuntimeError: cannot take poison")
    assert len(taken(CAPITAL)) == 40
    assert verbs(CAPITAL) == ["exchange.park"]


# fault F13, told without workers
def test_the_first_pass_tries_the_culprit_once_alone_and_everything_else_takes_effect():
    failing.add("poison")
    tell(HOME, CAPITAL, *[f"note {n}" for n in range(30)], "poison", "last")
    pumping.pump(HOME)
    assert applying.apply(CAPITAL) == 31
    with at(CAPITAL):
        waiting = InboxMessage.objects.get(state="pending")
        assert waiting.attempts == 1
        assert InboxTrial.objects.get().messages == []
    assert batches[0] == 32 and 1 in batches


# fault F13, told without workers
def test_later_messages_of_its_key_wait_and_follow_in_order_while_another_senders_flow_on():
    """Order is promised per sender; a stranger's refused message must not hold up what somebody else says of the same thing."""
    failing.add("poison")
    tell(HOME, CAPITAL, "poison", "second", key="case 7")
    exchange.drain()
    tell(AWAY, CAPITAL, "third", key="case 7")
    tell(AWAY, CAPITAL, "elsewhere", key="case 8")
    exchange.drain()
    assert taken(CAPITAL) == ["third", "elsewhere"]
    assert states(CAPITAL) == ["parked", "pending", "applied", "applied"]
    failing.clear()
    with at(CAPITAL):
        parking.retry(message=parked_here(), by="协调中心")
    exchange.drain()
    assert taken(CAPITAL) == ["third", "elsewhere", "poison", "second"]
    assert verbs(CAPITAL) == ["exchange.park", "exchange.retry"]


def test_rejecting_tells_the_sender_who_decides_what_becomes_of_the_record():
    failing.add("poison")
    tell(HOME, CAPITAL, "poison", "second", key="case 7", revision=4)
    exchange.drain()
    with at(CAPITAL):
        parking.reject(message=parked_here(), reason="材料缺失", by="协调中心")
    exchange.drain()
    assert states(CAPITAL) == ["rejected", "applied"]
    assert taken(CAPITAL) == ["second"]
    (rejection,) = rejections
    assert (rejection.reason, rejection.by) == ("材料缺失", CAPITAL)
    assert (rejection.message.key, rejection.message.revision, rejection.message.body.text) == ("case 7", 4, "poison")
    assert verbs(HOME) == ["exchange.rejected"]


def test_a_rejection_that_nobody_decides_about_is_parked_and_its_rejection_ends_there():
    tell(HOME, CAPITAL, "one", kind="test.latest")
    failing.add("one")
    exchange.drain()
    exchange.drain()
    with at(CAPITAL):
        parking.reject(message=parked_here(), reason="不受理", by="协调中心")
    exchange.drain()
    assert "nothing registered for a rejected test.latest" in parked(HOME).error
    with at(HOME):
        parking.reject(message=parked_here(), reason="知悉", by="系统管理员")
    exchange.drain()
    assert states(HOME) == ["rejected"]


def test_only_what_is_parked_can_be_settled_and_a_reason_is_required():
    tell(HOME, CAPITAL, "one")
    exchange.drain()
    with at(CAPITAL), pytest.raises(parking.NotParked, match="已处理"):
        parking.retry(message=InboxMessage.objects.get(), by="x")
    failing.add("two")
    tell(HOME, CAPITAL, "two")
    exchange.drain()
    with at(CAPITAL), pytest.raises(ValueError, match="理由"):
        parking.reject(message=parked_here(), reason="  ", by="x")


def test_an_unknown_version_is_parked_at_once(monkeypatch):
    from beian.exchange import registry
    from tests.beian.exchange.notes import Note

    newer = registry.Handler("test.note", 2, Note, False, lambda messages: None)
    monkeypatch.setitem(registry._handlers, ("", "test.note", 2), newer)
    tell(HOME, CAPITAL, "of tomorrow")
    monkeypatch.delitem(registry._handlers, ("", "test.note", 2))
    exchange.drain()
    message = parked()
    assert (message.attempts, message.error) == (0, "province has nothing registered for test.note version 2")


def test_a_body_that_is_not_of_its_kind_is_parked_at_once_without_its_values(monkeypatch):
    from pydantic import BaseModel

    from beian.exchange import registry

    class Looser(BaseModel):
        text: int

    genuine = registry._handlers["", "test.note", 1]
    monkeypatch.setitem(
        registry._handlers, ("", "test.note", 1), registry.Handler("test.note", 1, Looser, False, genuine.apply)
    )
    with at(HOME):
        exchange.send(receiver=CAPITAL, kind="test.note", key="1", body={"text": 424242})
    monkeypatch.setitem(registry._handlers, ("", "test.note", 1), genuine)
    exchange.drain()
    message = parked()
    assert "text: Input should be a valid string" in message.error and "424242" not in message.error


# fault F01, told without workers
def test_an_applier_that_was_killed_is_succeeded_and_its_batch_takes_effect_once():
    tell(HOME, CAPITAL, "one", "two", "three")
    pumping.pump(HOME)
    with at(CAPITAL):  # what a killed applier leaves: written down, not done
        InboxTrial.objects.create(messages=list(InboxMessage.objects.values_list("id", flat=True)))
    pumping.pump(CAPITAL)
    assert taken(CAPITAL) == ["one", "two", "three"]
    assert batches == [2, 1], "by halves, in case one of them did it"


# fault F13, told without workers
def test_a_message_that_kills_its_process_is_parked_too():
    tell(HOME, CAPITAL, "killer", "behind it", key="case 7")
    tell(HOME, CAPITAL, "elsewhere")
    pumping.pump(HOME)
    with at(CAPITAL):
        culprit = InboxMessage.objects.order_by("id").first()
        InboxTrial.objects.create(messages=[])
    for _death in range(5):
        with at(CAPITAL):
            InboxTrial.objects.update(messages=[culprit.pk])
        failing.add("killer")
        applying.apply(CAPITAL)
    message = parked()
    assert (message.pk, message.attempts) == (culprit.pk, 5)
    assert taken(CAPITAL) == ["elsewhere"]


def test_the_command_shows_and_moves_what_waits(capsys):
    tell(HOME, CAPITAL, "one")
    call_command("exchange", "status")
    assert "provider:p01 → province:11  last 0  acknowledged 0  waiting 1 since" in capsys.readouterr().out
    call_command("exchange", "pump")
    assert taken(CAPITAL) == ["one"]
    call_command("exchange", "status")
    assert "province:11 ← provider:p01  last 1  acknowledged 1  waiting 0" in capsys.readouterr().out


def parked_here() -> InboxMessage:
    """The parked message of the scope's node."""
    return InboxMessage.objects.get(state="parked")
