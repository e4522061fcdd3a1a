"""Filings reported by two provinces to the ministry, and what became of them there, counted from stored rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

from beian import exchange
from beian.filing.identifiers import certificates
from beian.people import scope
from beian.people.scope import Actor, Reach
from tests.faults.records import Record
from tests.faults.witness import Witness
from tests.history import History
from tests.ministry.stories import Story

SENDER = Actor.service("storm")
SENDERS = ("province:11", "province:33")
Rows = Callable[..., list[tuple]]

_BACKLOG = """
SELECT (SELECT count(*) FROM beian_inboxmessage WHERE state = 'pending') + (
    SELECT count(*) FROM beian_outboxmessage m
    LEFT JOIN beian_outboundchannel c ON c.node = m.node AND c.receiver = m.receiver
    WHERE m.receiver NOT LIKE 'provider:%' AND (m.seq IS NULL OR m.seq > c.acknowledged_seq))
"""
# What a report does at the ministry, once each: every line names the application.
_EFFECTS = {
    "applied": "SELECT key FROM beian_inboxmessage WHERE node = 'ministry' AND kind = 'filing.routed' AND state = 'applied'",
    "passage": "SELECT application::text FROM ministry_passage",
    "claim of the domain": "SELECT application::text FROM ministry_claim WHERE kind = 'domain'",
    "claim of the certificate": "SELECT application::text FROM ministry_claim WHERE kind = 'certificate'",
    "answer": "SELECT key FROM beian_outboxmessage WHERE node = 'ministry' AND kind = 'filing.leased'",
    "answer applied": "SELECT key FROM beian_inboxmessage WHERE kind = 'filing.leased' AND state = 'applied'",
}


def certificate(number: int) -> str:
    """A unified credit code with the right check characters; another for each number."""
    organisation = f"M{number:07d}"
    body = f"91110000{organisation}{certificates.organisation_check(organisation)}"
    return body + certificates.credit_check(body)


def send(count: int, *, first: int = 0, history: History | None = None) -> list[Story]:
    """So many reports, each committed by itself: what a sender was told is safe. Each is an operation `send` of (channel, application)."""
    history = history or History()
    clients = {sender: history.client(f"sender at {sender}") for sender in SENDERS}
    stories = [report_of(first + place) for place in range(count)]
    for story in stories:
        sender = f"province:{story.subject_province}"
        clients[sender].run("send", [sender, str(story.application)], partial(post, sender, story))
    return stories


def post(sender: str, story: Story) -> str:
    """One report, committed; the message's id."""
    return tell(sender, story, "filing.routed", story.body, story.revision)


def tell(
    sender: str, story: Story, kind: str, body: Callable[[], dict], revision: int, version: int | None = None
) -> str:
    """One message about an application to the ministry, its body made in the sender's scope; committed; its id."""
    with scope.enter(sender, Reach.STAFF, SENDER):
        head = {"receiver": "ministry", "kind": kind, "key": story.application, "version": version}
        return str(exchange.send(**head, round=story.round, revision=revision, body=body()))


def report_of(number: int) -> Story:
    province = SENDERS[number % 2].partition(":")[2]
    return Story(
        domains=(f"storm{number}.cn",),
        certificate=certificate(number),
        subject_province=province,
        provider_province=province,
    )


def backlog(stored: Rows) -> int:
    """Messages that have not arrived or have had no effect yet."""
    return stored(_BACKLOG)[0][0]


def judge(witness: Witness, stories: Iterable[Story], record: Record) -> None:
    """Let the checkers of tests/history speak over everything that was sent and seen; every report had each of its effects once."""
    record.acknowledged = max(record.acknowledged, len({story.application for story in stories}))
    witness.judge(record, _EFFECTS)


def count(stored: Rows, stories: Iterable[Story], record: Record) -> None:
    """Add to the record what was acknowledged, and what of it is missing or there twice."""
    wanted = {str(story.application) for story in stories}
    record.acknowledged += len(wanted)
    for name, statement in _EFFECTS.items():
        seen = Counter(key for (key,) in stored(statement))
        lost, doubled = wanted - set(seen), sum(times - 1 for times in seen.values())
        if lost or doubled:
            record.add(f"{name}: {len(lost)} missing, {doubled} too many")
        record.lost, record.doubled = max(record.lost, len(lost)), max(record.doubled, doubled)
