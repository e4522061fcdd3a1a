"""Two versions of a kind on one channel: the older one is upgraded, the newer one waits for newer code, and a key keeps its order."""

import pytest
from pydantic import BaseModel

from beian import exchange
from beian.exchange import inbox, parking, registry, relay
from beian.exchange.models import InboxMessage
from beian.filing.canonical import parse
from tests.beian.exchange.notes import Note, at, rejections, states, take_notes, taken, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast"), pytest.mark.requirement("Q3")]
HOME, CAPITAL = "provider:p01", "province:11"


class Letter(BaseModel):
    """A note of tomorrow: its text in lines."""

    lines: list[str]


def take_letters(messages: list[exchange.Message]) -> None:
    """Newer code knows one form only: a letter is taken as the note that it would have been."""
    for message in messages:
        note = Note(text=" / ".join(message.body.lines))
        head = (message.id, message.sender, message.kind, 1, message.key, message.round, message.revision)
        take_notes([exchange.Message(*head, note, message.sent_at)])


def take_upgraded(messages: list[exchange.Message]) -> None:
    """What an older sender wrote, upgraded: its text is one line."""
    for message in messages:
        letter = Letter(lines=[f"{message.body.text} (upgraded)"])
        head = (message.id, message.sender, message.kind, 2, message.key, message.round, message.revision)
        take_letters([exchange.Message(*head, letter, message.sent_at)])


TOMORROW = registry.Handler("test.note", 2, Letter, False, take_letters)
OLDER = registry.Handler("test.note", 1, Note, False, take_upgraded)


@pytest.fixture
def code(monkeypatch):
    """code("newer") and code("older"): which handlers the deployment has from now on."""

    def deployed(age: str) -> None:
        if age == "newer":
            monkeypatch.setitem(registry._handlers, ("", "test.note", 2), TOMORROW)
            monkeypatch.setitem(registry._handlers, ("", "test.note", 1), OLDER)
        else:
            monkeypatch.delitem(registry._handlers, ("", "test.note", 2), raising=False)
            monkeypatch.setitem(registry._handlers, ("", "test.note", 1), GENUINE)

    return deployed


GENUINE = registry._handlers["", "test.note", 1]


def write(key: str, *, version: int, text: str) -> None:
    body = {"text": text} if version == 1 else {"lines": [text, "p.s."]}
    with at(HOME):
        exchange.send(receiver=CAPITAL, kind="test.note", key=key, version=version, body=body)


def retry_all() -> None:
    with at(CAPITAL):
        for message in InboxMessage.objects.filter(state="parked").order_by("id"):
            parking.retry(message=message, by="协调中心")
    exchange.drain()


def test_a_sender_writes_the_newest_version_that_it_knows_unless_it_says_otherwise(code):
    code("newer")
    with at(HOME):
        exchange.send(receiver=CAPITAL, kind="test.note", key="1", body={"lines": ["new"]})
    write("2", version=1, text="old")
    exchange.drain()
    with at(CAPITAL):
        assert list(InboxMessage.objects.order_by("id").values_list("version", flat=True)) == [2, 1]
    assert taken(CAPITAL) == ["new", "old (upgraded)"]


def test_older_messages_that_waited_through_the_upgrade_are_upgraded(code):
    """Stored before, applied after: the log keeps the bytes that were signed."""
    write("1", version=1, text="of yesterday")
    with at(HOME):
        prepared = relay.next_batch(HOME, CAPITAL)
    with at(CAPITAL):
        inbox.receive(prepared.batch)
    code("newer")
    exchange.drain()
    assert taken(CAPITAL) == ["of yesterday (upgraded)"]
    with at(CAPITAL):
        assert parse(bytes(InboxMessage.objects.get().payload)) == {"text": "of yesterday"}


def test_what_follows_an_unknown_version_waits_behind_it_and_the_rest_goes_on(code):
    code("newer")
    write("case 7", version=2, text="first")
    write("case 7", version=1, text="second")
    write("case 8", version=1, text="elsewhere")
    code("older")
    exchange.drain()
    assert taken(CAPITAL) == ["elsewhere"]
    assert states(CAPITAL) == ["parked", "pending", "applied"]
    retry_all()
    assert states(CAPITAL) == ["parked", "pending", "applied"], "the same code parks it again, at once"
    code("newer")
    retry_all()
    assert taken(CAPITAL) == ["elsewhere", "first / p.s.", "second (upgraded)"]
    assert states(CAPITAL) == ["applied"] * 3


def test_an_unknown_version_that_is_rejected_is_told_to_its_sender_in_the_senders_words(code):
    code("newer")
    write("case 7", version=2, text="too new")
    tell(HOME, CAPITAL, "behind it", key="case 7", kind="test.latest")
    code("older")
    exchange.drain()
    code("newer")  # at the sender, who has been upgraded first
    with at(CAPITAL):
        parking.reject(message=InboxMessage.objects.get(state="parked"), reason="请用旧版本", by="协调中心")
    exchange.drain()
    (rejection,) = rejections
    assert (rejection.reason, rejection.message.version) == ("请用旧版本", 2)
    assert rejection.message.body.lines == ["too new", "p.s."]
    assert taken(CAPITAL) == ["behind it"]
