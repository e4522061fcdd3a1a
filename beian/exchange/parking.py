"""Messages that could not be applied: parked with their error until an officer mends the cause and retries, or sends them back."""

from __future__ import annotations

from django.utils.translation import gettext as _
from pydantic import BaseModel

from beian import audit
from beian.exchange.models import InboxMessage, OutboxMessage
from beian.exchange.outbox import send
from beian.exchange.registry import Message, Rejection, decision_for, handler_for, handles
from beian.exchange.rings import ring
from beian.filing.canonical import parse
from beian.people import scope
from beian.people.nodes import tier_of

REJECTED = "exchange.rejected"
State = InboxMessage.State


class NotParked(ValueError):
    """Somebody else has dealt with the message meanwhile."""


class RejectedBody(BaseModel):
    """The message sent back (its UUID), its kind, and the officer's reason."""

    message: str
    kind: str
    reason: str


def park(row: int, error: str) -> None:
    """Set a pending message aside, with the reason; later messages of its key wait behind it."""
    message = InboxMessage.objects.get(node=scope.current().node, pk=row)
    InboxMessage.objects.filter(node=message.node, pk=row).update(state=State.PARKED, error=error)
    audit.record(
        verb="exchange.park", subject=message, after={"uuid": str(message.uuid), "kind": message.kind, "error": error}
    )


def check_can_settle(message: InboxMessage) -> None:
    """Refuses a message that is not parked."""
    if message.state != State.PARKED:
        raise NotParked(_("这条消息不在搁置中，现在的状态是“%(state)s”。") % {"state": message.get_state_display()})


def retry(*, message: InboxMessage, by: str) -> None:
    """Let a parked message be tried again from the start, and what waits behind it after it."""
    message = _locked(message)
    _settle(message, State.PENDING, attempts=0)
    audit.record(verb="exchange.retry", subject=message, before={"error": message.error}, after={"by": by})
    ring(message.node)


def reject(*, message: InboxMessage, reason: str, by: str) -> None:
    """Give a parked message up and tell its sender why; what waits behind it goes on."""
    message = _locked(message)
    if not reason.strip():
        raise ValueError(_("请填写退回的理由，发送方会看到。"))
    _settle(message, State.REJECTED)
    audit.record(
        verb="exchange.reject", subject=message, before={"error": message.error}, after={"by": by, "reason": reason}
    )
    if message.kind != REJECTED:  # the end of the matter: nobody answers a rejection with another
        body = RejectedBody(message=str(message.uuid), kind=message.kind, reason=reason)
        send(
            receiver=message.sender,
            kind=REJECTED,
            key=message.key,
            round=message.round,
            revision=message.revision,
            body=body,
        )
    ring(message.node)


def _locked(message: InboxMessage) -> InboxMessage:
    fresh = InboxMessage.objects.select_for_update().get(node=message.node, pk=message.pk)
    check_can_settle(fresh)
    return fresh


def _settle(message: InboxMessage, state: str, **columns: object) -> None:
    InboxMessage.objects.filter(node=message.node, pk=message.pk).update(state=state, **columns)


@handles(REJECTED, body=RejectedBody)
def take_rejected(messages: list[Message]) -> None:
    """The sender's side of a rejection: whoever sent the kind decides what becomes of the record."""
    node = scope.current().node
    for message in messages:
        sent = OutboxMessage.objects.get(node=node, uuid=message.body.message, receiver=message.sender)
        rejection = Rejection(_as_sent(sent), message.body.reason, message.sender)
        decision_for(tier_of(node), sent.kind)(rejection)
        audit.record(
            verb="exchange.rejected", subject=sent, after={"by": message.sender, "reason": message.body.reason}
        )


def _as_sent(sent: OutboxMessage) -> Message:
    """Our own message as it was sent; its body is read by the receiver's model."""
    body = handler_for(tier_of(sent.receiver), sent.kind, sent.version).body.model_validate(parse(bytes(sent.payload)))
    head = (sent.uuid, sent.node, sent.kind, sent.version, sent.key, sent.round, sent.revision)
    return Message(*head, body, sent.created_at)
