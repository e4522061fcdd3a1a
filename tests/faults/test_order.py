"""Messages in another order, with one missing, or without an answer: the receiver ends at the last, by way of all (F10, F11, F12)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from beian import exchange
from beian.exchange import applying, chains, relay, transports
from beian.exchange.envelopes import FIELDS, Batch, Envelope, batch_bytes, chain, genesis
from beian.exchange.models import OutboxMessage
from beian.people import keys, scope
from beian.people.scope import Reach
from provider.counter import transitions as counter
from tests.faults import storm
from tests.faults.records import FULL
from tests.provider.stories import application_at

pytestmark = pytest.mark.django_db
SENDER = "province:11"
# What the province tells of an application, one version after the other; each moves on from the one before.
VERSIONS = ((5, "under_review"), (6, "awaiting_opinion"), (7, "under_review"))


def cut(sender: str) -> list[Batch]:
    """What waits on the channel to the ministry, numbered, as a signed batch for each message."""
    with scope.enter(sender, Reach.STAFF, storm.SENDER):
        whole = relay.next_batch(sender, "ministry").batch
        heads = [whole.previous, *chain(whole.previous, whole.envelopes)]
        return [signed(sender, previous, [each]) for previous, each in zip(heads, whole.envelopes, strict=False)]


def signed(sender: str, previous: bytes, envelopes: list[Envelope]) -> Batch:
    """In the sender's scope: these messages as one batch."""
    head = chain(previous, envelopes)[-1]
    signature = keys.sign(batch_bytes(sender, "ministry", envelopes[-1].seq, head))
    return Batch(sender, "ministry", previous, tuple(envelopes), signature)


def deliver(batch: Batch):
    return transports.to("ministry").deliver(batch)


def told(story, versions=VERSIONS) -> None:
    """The province tells the ministry of each version."""
    for revision, state in versions:
        body = {"state": state, "reasons": []}
        storm.tell(SENDER, story, "filing.moved", lambda body=body: body, revision)


def stands(stored, story) -> tuple | None:
    """(revision, state) at the ministry."""
    rows = stored("SELECT revision, state FROM ministry_passage WHERE application = %s", str(story.application))
    return rows[0] if rows else None


def moves(stored, story) -> list[str]:
    """The states that the ministry went through, by its audit log."""
    verbs = "SELECT after ->> 'state' FROM beian_auditentry WHERE node = 'ministry' AND verb = 'passage.move' AND subject_id = %s ORDER BY id"
    return [state for (state,) in stored(verbs, str(story.application))]


def settled(platform, broker, stored, story, wanted: tuple) -> float:
    """Ring until the ministry stands there and nothing waits; the seconds it took."""

    def quiet() -> bool:
        if not broker.waiting():
            broker.ring(SENDER, "ministry")
        return storm.backlog(stored) == 0 and stands(stored, story) == wanted

    return platform.until(quiet, seconds=60, what=f"the ministry stands at {wanted}")


@pytest.mark.fault("F10")
def test_versions_that_come_third_first_second_end_at_the_third(platform, broker, stored, witness, record, rng):
    """On the link: what comes before its turn is refused and comes again. The worker applies meanwhile whatever is there."""
    (story,) = storm.send(1, history=witness.history)
    assert (relay.relay(SENDER), applying.apply("ministry")) == (["ministry"], 1)
    told(story)
    first, second, third = cut(SENDER)
    refusal = deliver(third).refusal
    assert refusal == "a gap: wanted 2, got 4"
    platform.worker()
    for batch in (first, second, *rng.sample([first, second, third] * (6 if FULL else 2), 6)):
        deliver(batch)
        broker.ring("ministry")
    record.add(f"the third refused: {refusal}")
    record.seconds_to_heal = settled(platform, broker, stored, story, VERSIONS[-1])
    assert moves(stored, story) == [state for _revision, state in VERSIONS]
    storm.judge(witness, [story], record)
    assert not chains.verify().broken


@pytest.mark.fault("F10")
def test_versions_that_are_sent_third_first_second_show_nothing_older_after_the_third(
    platform, broker, stored, witness, record
):
    """In the sender's own chain: every message arrives and is applied, in the wrong order; the older ones change nothing."""
    platform.worker()
    (story,) = storm.send(1, history=witness.history)
    settled(platform, broker, stored, story, (4, "reported"))
    told(story, [VERSIONS[0]])
    settled(platform, broker, stored, story, VERSIONS[0])
    told(story, [(8, "awaiting_opinion"), *VERSIONS[1:]])
    record.seconds_to_heal = settled(platform, broker, stored, story, (8, "awaiting_opinion"))
    assert moves(stored, story) == ["under_review", "awaiting_opinion"]
    storm.judge(witness, [story], record)


@pytest.mark.fault("F10")
def test_the_provider_too_ends_at_the_third_version(platform, cast, broker, stored, witness, record):
    """An application reported by the real verbs; its province then tells of it third, first, second."""
    platform.worker()
    application = application_at("verified", cast)
    witness.history.client("provider").run("send", [SENDER, str(application.uuid)], lambda: report(cast, application))
    broker.ring("provider:p01")
    shown = "SELECT state, revision FROM provider_application"
    platform.until(lambda: stored(shown)[0][0] == "under_review", seconds=60, what="under review at the provider")
    ((_state, now),) = stored(shown)
    for step, state in ((3, "awaiting_opinion"), (1, "awaiting_opinion"), (2, "under_review")):
        body = {"state": state, "reasons": [], "due": None, "by": ""}
        _tell_provider(application, body, now + step)
    broker.ring(SENDER)
    told = "SELECT count(*) FROM beian_inboxmessage WHERE node = 'provider:p01' AND kind = 'filing.moved' AND state = 'applied'"
    platform.until(lambda: stored(told) == [(4,)], seconds=60, what="all of it is applied at the provider")
    platform.until(lambda: storm.backlog(stored) == 0, seconds=60, what="quiet")
    record.acknowledged += 3
    assert stored(shown) == [("awaiting_opinion", now + 3)]
    witness.judge(record, {})


def report(cast, application) -> str:
    """The provider reports; the application's uuid."""
    with cast.acting(cast.person("provider_verifier", application.node)):
        counter.report(application=application, now=timezone.now())
    return str(application.uuid)


def _tell_provider(application, body: dict, revision: int) -> None:
    with scope.enter(SENDER, Reach.STAFF, storm.SENDER):
        head = {"receiver": "provider:p01", "kind": "filing.moved", "key": application.uuid}
        exchange.send(**head, round=1, revision=revision, body=body)


@pytest.mark.fault("F11")
def test_what_comes_after_a_gap_waits_for_what_is_missing(platform, broker, stored, witness, record):
    """The second of three is dropped on the way. The third is refused until the relay has sent the second again."""
    (story,) = storm.send(1, history=witness.history)
    told(story, VERSIONS[:2])
    first, _dropped, third = cut(SENDER)
    assert not deliver(first).refusal
    answers = [deliver(third) for _again in range(20)]
    assert {(answer.position, answer.refusal) for answer in answers} == {(1, "a gap: wanted 2, got 3")}
    assert stored("SELECT count(*) FROM beian_inboxmessage WHERE node = 'ministry'") == [(1,)]
    assert applying.apply("ministry") == 1
    assert stands(stored, story) == (4, "reported"), "never the third without the second"
    platform.worker()
    record.add(f"{len(answers)} deliveries of the third refused: {answers[0].refusal}")
    record.seconds_to_heal = settled(platform, broker, stored, story, VERSIONS[1])
    assert moves(stored, story) == ["under_review", "awaiting_opinion"]
    storm.judge(witness, [story], record)
    assert not chains.verify().broken


@pytest.mark.fault("F12")
def test_a_lost_answer_is_asked_for_again_and_is_the_same(platform, broker, points, stored, witness, record):
    """The ministry commits and its answer is dropped, three times in a row. The sender sends again; nothing is taken twice."""
    (points / "answered").write_text("drop 3")
    platform.beat()
    platform.worker()
    stories = storm.send(20 if FULL else 8, history=witness.history)
    broker.ring(*storm.SENDERS)
    platform.until(lambda: stored(_DROPPED) != [(0,)], seconds=60, what="a sender misses its answer")
    record.add("taken by the ministry, unknown to the sender: " + "; ".join(text for (text,) in stored(_ERRORS)))
    record.seconds_to_heal = platform.until(
        lambda: storm.backlog(stored) == 0, seconds=90, what="sent again and applied"
    )
    assert (points / "answered").read_text() == "drop 0"
    for sender in storm.SENDERS:
        _check_same_answer(stored, sender)
    storm.count(stored, stories, record)
    storm.judge(witness, stories, record)
    assert not chains.verify().broken


_DROPPED = """
SELECT count(*) FROM beian_outboundchannel o JOIN beian_inboundchannel i ON i.sender = o.node AND i.node = o.receiver
WHERE i.last_seq > o.acknowledged_seq AND o.failures > 0
"""
_ERRORS = "SELECT node || ': ' || error FROM beian_outboundchannel WHERE failures > 0 ORDER BY node"
_SIGNED = """
SELECT last_seq, digest, signature FROM beian_batchreceipt WHERE node = %s AND peer = 'ministry' AND direction = 'out' ORDER BY id DESC LIMIT 1
"""


def _check_same_answer(stored, sender: str) -> None:
    """Everything delivered once more gets the answer that the sender holds, to the byte of its signature."""
    ((position, head, signature),) = stored(_SIGNED, sender)
    with scope.enter(sender, Reach.STAFF, storm.SENDER):
        columns = [{"sender": "node"}.get(name, name) for name in FIELDS]
        rows = OutboxMessage.objects.filter(receiver="ministry", seq__lte=position).order_by("seq")
        envelopes = [relay.envelope(*row) for row in rows.values_list(*columns)]
        again = signed(sender, genesis(sender, "ministry"), envelopes)
    answer = deliver(again)
    assert (answer.refusal, answer.position) == ("", position)
    assert (answer.head, answer.signature) == (bytes(head), bytes(signature))
