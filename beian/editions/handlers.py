"""Messages about editions, the same at every tier."""

from django.utils import timezone

from beian import audit
from beian.editions import publishing
from beian.editions.bodies import Published, Taken
from beian.exchange import Message, Rejection, handles, on_rejected


@handles("edition.published", body=Published)
def take_published(messages: list[Message]) -> None:
    """A new edition: it counts from here on, and goes on to the nodes below."""
    for message in messages:
        publishing.take(body=message.body, sender=message.sender, now=timezone.now())


@handles("edition.taken", body=Taken)
def take_taken(messages: list[Message]) -> None:
    """A node below holds the edition that it was sent."""
    for message in messages:
        body = message.body
        publishing.note_taken(
            receiver=message.sender, name=body.name, version=body.version, held=body.digest, now=timezone.now()
        )


@on_rejected("edition.published")
@on_rejected("edition.taken")
def not_heard(rejection: Rejection) -> None:
    """The other node would not have it: the delivery stays unconfirmed on the table's page, and the reason stands in the record."""
    message = rejection.message
    told = {"kind": message.kind, "version": message.revision, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="editions.not_heard", subject=("edition", message.key), after=told)
