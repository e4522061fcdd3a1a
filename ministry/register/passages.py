"""Reading, moving and telling of applications on their way: what all the ministry's verbs share."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from beian.audit.models import AuditEntry
from beian.exchange import Message, Outgoing
from beian.people.nodes import province_node
from ministry.register.models import Passage

_SAVE = """
UPDATE ministry_passage AS passage
SET state = told.state, state_since = told.state_since, revision = told.revision, conflicts = told.conflicts
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::bigint[], %s::jsonb[]) AS told (id, state, state_since, revision, conflicts)
WHERE passage.node = current_setting('beian.node') AND passage.id = told.id
"""


class Misrouted(ValueError):
    """A message about an unknown application, from a node that holds no pen for it, or that does not fit what was leased."""


def lock(applications: Collection[UUID]) -> dict[UUID, Passage]:
    """The passages of these applications, locked in one order."""
    rows = Passage.objects.filter(application__in=applications).order_by("application").select_for_update()
    return {passage.application: passage for passage in rows}


def deciding(messages: Sequence[Message]) -> list[tuple[Passage, Message]]:
    """The locked passages that these messages are about, each with the last message of its current round.

    Only the province that decides may send them; one of an earlier round is left out.
    """
    known = lock({UUID(message.key) for message in messages})
    current: dict[UUID, tuple[Passage, Message]] = {}
    for message in messages:
        passage = known.get(UUID(message.key))
        if passage is None or message.sender != province_node(passage.subject_province):
            raise Misrouted(f"{message.sender} does not decide on {message.key}")
        if message.round == passage.round:
            current[passage.application] = passage, message
    return list(current.values())


def move(passage: Passage, state: str, *, revision: int, now: datetime) -> bool:
    """Put the passage into this state; whether it was in another."""
    passage.revision = max(passage.revision, revision)
    changed = passage.state != state
    if changed:
        passage.state, passage.state_since = state, now
    return changed


def save(passages: Iterable[Passage]) -> None:
    """Write where they stand: state, since when, revision, conflicts; one statement."""
    rows = list({p.pk: (p.pk, p.state, p.state_since, p.revision, json.dumps(p.conflicts)) for p in passages}.values())
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_SAVE, [list(column) for column in zip(*rows, strict=True)])


def tell(passage: Passage, province: str, kind: str, body: Mapping, said: Message | None = None) -> Outgoing:
    """A message about this application to a province; one that is passed on keeps its round and revision."""
    source = said or passage
    return Outgoing(province_node(province), kind, str(passage.application), body, source.round, source.revision)


def pass_on(passage: Passage, message: Message) -> Outgoing:
    """From the deciding province toward the provider, from the provider's side toward the deciding province."""
    downward = message.sender == province_node(passage.subject_province)
    receiver = passage.provider_province if downward else passage.subject_province
    return tell(passage, receiver, message.kind, message.body.model_dump(mode="json"), message)


def record(verb: str, passages: Iterable[Passage], after: Callable[[Passage], dict]) -> None:
    """Audit rows for a batch, in one statement."""
    AuditEntry.objects.bulk_create(
        AuditEntry(verb=verb, subject_kind="application", subject_id=str(passage.application), after=after(passage))
        for passage in passages
    )
