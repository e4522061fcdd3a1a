"""Mismatches that a provider's source found later, on their way from its province to the one that reviews the filing."""

from __future__ import annotations

from uuid import UUID

from beian.exchange import Message, handles
from beian.exchange.outbox import send_many
from beian.people.nodes import province_node
from ministry.register.passages import Misrouted, lock, tell
from verification.sources.messages import KIND, Mismatch


@handles(KIND, body=Mismatch)
def take_mismatch(messages: list[Message]) -> None:
    """The ministry knows the way and keeps nothing of it. Only the provider's own province may send one."""
    known = lock({UUID(message.key) for message in messages})
    onward = []
    for message in messages:
        passage = known.get(UUID(message.key))
        if passage is None or passage.home or message.sender != province_node(passage.provider_province):
            raise Misrouted(f"{message.sender} has nothing to tell of {message.key}")
        if message.round == passage.round:
            body = message.body.model_dump(mode="json")
            onward.append(tell(passage, passage.subject_province, message.kind, body, message))
    send_many(onward)
