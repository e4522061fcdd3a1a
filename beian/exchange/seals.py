"""The log's seals leave the node: each is told to the tier above, so that a log cut off or begun anew shows there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from django.db import connection
from pydantic import BaseModel, ConfigDict, Field

from beian.audit import sealing
from beian.exchange.outbox import send
from beian.exchange.registry import Message, Rejection, handles, on_rejected
from beian.people import scope
from beian.people.models import Node
from beian.people.nodes import MINISTRY, province_node, tier_of

_TOLD = """
SELECT DISTINCT ON (sender) sender, convert_from(payload, 'UTF8') FROM beian_inboxmessage
WHERE node = current_setting('beian.node') AND kind = 'audit.sealed' ORDER BY sender, seq DESC
"""


class Sealed(BaseModel):
    """The sender's log stands sealed up to here."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[int, Field(ge=1)]
    digest: Annotated[str, Field(pattern=r"\A[0-9a-f]{64}\z")]


@handles("audit.sealed", body=Sealed)
def take_sealed(messages: list[Message]) -> None:
    """Its row in the inbox is the record: chained, signed, and never deleted."""


@on_rejected("audit.sealed")
def sealed_rejected(rejection: Rejection) -> None:
    """The log stands as it stands; the next seal tells of it again."""


def seal() -> int:
    """Seal everything that waits at this scope's node and tell the tier above the last one; how many seals were made."""
    made, latest = 0, None
    while (found := sealing.seal()) is not None:
        made, latest = made + 1, found
    if latest is not None and (above := _above()):
        body = {"number": latest.number, "digest": latest.digest.hex()}
        send(receiver=above, kind="audit.sealed", key="audit", revision=latest.number, body=body)
    return made


def _above() -> str:
    """Who is told: the ministry has nobody above it."""
    node = scope.current().node
    if node == MINISTRY:
        return ""
    return MINISTRY if tier_of(node) == "province" else province_node(Node.objects.get(name=node).province)


def told() -> Iterator[tuple[str, Sealed]]:
    """(node below, the last seal that it told this scope's node)."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD)
        for sender, body in cursor.fetchall():
            yield sender, Sealed.model_validate_json(body)


def contradicts(sealed: Sealed) -> str:
    """What this scope's own seals say to what was told of them; nothing where they agree."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT digest FROM beian_auditseal WHERE node = current_setting('beian.node') AND number = %s",
            [sealed.number],
        )
        row = cursor.fetchone()
    if row is None:
        return f"seal {sealed.number} was told to the tier above and is not there"
    return (
        ""
        if bytes(row[0]).hex() == sealed.digest
        else f"seal {sealed.number} is another than was told to the tier above"
    )
