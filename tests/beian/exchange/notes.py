"""A kind of message of these tests' own: every node keeps the notes it got, in its audit log."""

from pydantic import BaseModel

from beian import audit, exchange
from beian.audit.models import AuditEntry
from beian.people import scope
from beian.people.scope import Actor, Reach

TELLER = Actor.service("test")


class Note(BaseModel):
    text: str


failing: set[str] = set()  # texts at which the handler fails
batches: list[int] = []  # sizes of the batches it got
rejections: list[exchange.Rejection] = []


@exchange.handles("test.note", body=Note)
def take_notes(messages: list[exchange.Message]) -> None:
    batches.append(len(messages))
    for message in messages:
        if message.body.text in failing:
            raise RuntimeError(f"cannot take {message.body.text}")
        audit.record(
            verb="test.note", subject=("note", message.key), after={"text": message.body.text, "from": message.sender}
        )


@exchange.handles("test.latest", body=Note, latest=True)
def take_latest(messages: list[exchange.Message]) -> None:
    take_notes(messages)


@exchange.on_rejected("test.note")
def take_back(rejection: exchange.Rejection) -> None:
    rejections.append(rejection)


def tell(sender: str, receiver: str, *texts: str, key: str = "", kind: str = "test.note", revision: int = 0) -> None:
    """Send notes in one transaction; without a key each has its own."""
    with scope.enter(sender, Reach.STAFF, TELLER):
        for text in texts:
            exchange.send(
                receiver=receiver, kind=kind, key=key or f"about {text}", body={"text": text}, revision=revision
            )


def taken(node: str) -> list[str]:
    """The texts that took effect at `node`, in that order."""
    with scope.enter(node, Reach.STAFF, TELLER):
        return [entry.after["text"] for entry in AuditEntry.objects.filter(verb="test.note").order_by("id")]


def at(node: str):
    """The scope of a node's staff."""
    return scope.enter(node, Reach.STAFF, TELLER)


def states(node: str) -> list[str]:
    """What became of the messages at `node`, in the order in which they came."""
    from beian.exchange.models import InboxMessage

    with at(node):
        return list(InboxMessage.objects.order_by("id").values_list("state", flat=True))


def prepared(sender: str, receiver: str):
    """The channel's next batch, as the relay would deliver it."""
    from beian.exchange import relay

    with at(sender):
        return relay.next_batch(sender, receiver)
