"""New and old code side by side: what one does not know yet waits for the other, and nothing is dropped or misread (F46)."""

from __future__ import annotations

from functools import partial

import pytest

from beian.exchange import chains, registry
from tests.faults import storm
from tests.faults.newer import handlers as newer
from tests.faults.records import FULL

pytestmark = pytest.mark.django_db
NEWER = "tests.faults.newer.settings"
EACH = 10 if FULL else 4
_STATES = "SELECT key, version, state, error FROM beian_inboxmessage WHERE node = 'ministry' AND kind = 'filing.routed'"
_COUNTERS = "SELECT subject_id, after ->> 'counter' FROM beian_auditentry WHERE verb = 'passage.counter'"


@pytest.mark.fault("F46")
def test_a_newer_message_waits_for_newer_code_and_an_older_one_is_upgraded(
    platform, broker, cast, stored, witness, record, monkeypatch
):
    """An old worker parks the second version; with a new one beside it an officer retries; at last the old one is gone."""
    keeper = cast.staff("operations", "ministry")
    old = platform.worker()
    first = send(witness, 1, EACH)
    with monkeypatch.context() as patch:
        for name, handler in newer.HANDLERS.items():
            patch.setitem(registry._handlers, name, handler)
        second = send(witness, 2, EACH, after=EACH)
    broker.ring(*storm.SENDERS)
    platform.until(lambda: storm.backlog(stored) == 0, seconds=60, what="the old code has seen everything")
    check_parked(stored, first, second)
    record.add(f"old worker {old.pid}: {len(second)} of version 2 parked, {len(first)} of version 1 applied")

    new = platform.worker(DJANGO_SETTINGS_MODULE=NEWER)
    platform.until(lambda: " ready" in new.said() or len(new.children()) > 1, seconds=60, what="the new worker is up")
    retry_all(stored, keeper, cast)  # either of them may take it up: the old one parks it again
    platform.until(lambda: _rung(broker, stored), seconds=60, what="both have seen everything")
    check_nothing_misread(stored, first, second)

    record.add(f"SIGKILL {old.kill()} (old), new worker {new.pid}")
    late = send(witness, 1, EACH, after=2 * EACH)
    retry_all(stored, keeper, cast)
    broker.ring(*storm.SENDERS)
    record.seconds_to_heal = platform.until(
        lambda: _rung(broker, stored), seconds=60, what="the new code has seen everything"
    )
    check_upgraded(stored, first, second, late)
    everything = [*first, *second, *late]
    storm.count(stored, everything, record)
    storm.judge(witness, everything, record)
    assert not chains.verify().broken


def send(witness, version: int, count: int, *, after: int = 0) -> list:
    """Reports in this version's form."""
    stories = [storm.report_of(after + place) for place in range(count)]
    for story in stories:
        sender = f"province:{story.subject_province}"
        post = partial(storm.tell, sender, story, newer.KIND, partial(body, story, version), story.revision, version)
        witness.history.client(f"sender at {sender}").run("send", [sender, str(story.application)], post)
    return stories


def body(story, version: int) -> dict:
    return story.body() if version == 1 else {"counter": f"counter of {story.application}", "report": story.body()}


def _rung(broker, stored) -> bool:
    if not broker.waiting():
        broker.ring("ministry")
    return storm.backlog(stored) == 0


def retry_all(stored, keeper, cast) -> None:
    """An officer retries every parked message, on the page."""
    for (row,) in stored("SELECT id FROM beian_inboxmessage WHERE node = 'ministry' AND state = 'parked' ORDER BY id"):
        assert keeper.post(cast.url("ministry", "exchange_retry", row)).status_code == 302


def told(stories) -> set[str]:
    return {str(story.application) for story in stories}


def passages(stored) -> set[str]:
    return {key for (key,) in stored("SELECT application::text FROM ministry_passage")}


def check_parked(stored, first, second) -> None:
    rows = {key: (version, state, error) for key, version, state, error in stored(_STATES)}
    parked = {rows[key] for key in told(second)}
    assert parked == {(2, "parked", "ministry has nothing registered for filing.routed version 2")}
    assert {rows[key] for key in told(first)} == {(1, "applied", "")}
    assert passages(stored) == told(first), "nothing of the newer ones was guessed"


def check_nothing_misread(stored, first, second) -> None:
    """Whoever got it: applied by the code that knows it, or parked."""
    rows = {key: state for key, _version, state, _error in stored(_STATES)}
    applied = {key for key, state in rows.items() if state == "applied"}
    assert {rows[key] for key in told(second)} <= {"applied", "parked"}
    assert passages(stored) == applied
    assert dict(stored(_COUNTERS)) == {key: f"counter of {key}" for key in applied & told(second)}


def check_upgraded(stored, first, second, late) -> None:
    assert {state for _key, _version, state, _error in stored(_STATES)} == {"applied"}
    known = {key: f"counter of {key}" for key in told(second)}
    assert dict(stored(_COUNTERS)) == known | dict.fromkeys(told(late), "unknown")
    assert passages(stored) == told(first) | told(second) | told(late)
