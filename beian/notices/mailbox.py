"""The demonstration's mailbox: what came in for an address, newest first. Stands for the phone and the mail client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from beian.notices.adapters import mailbox_context
from beian.notices.models import MailboxItem
from beian.notices.recipients import digest_of
from beian.people import keys, scope

MOST = 50


@dataclass(frozen=True)
class Received:
    channel: str
    title: str
    text: str
    at: datetime


def received(address: str) -> list[Received]:
    """The latest texts to exactly this number or mail address at the current node."""
    items = MailboxItem.objects.filter(node=scope.current().node, address_digest=digest_of(address)).order_by("-id")[
        :MOST
    ]
    return [Received(item.channel, item.title, _text(item), item.received_at) for item in items]


def _text(item: MailboxItem) -> str:
    return keys.decrypt(bytes(item.text_sealed), mailbox_context(item.uuid)).decode()
