"""Kind 6: a domain under a top-level domain that may not be filed (K2, P16 (六))."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from beian.reference.tables import table
from ministry.register.conflicts.answers import Conflict
from ministry.register.models import Passage


def not_listed(passages: Sequence[Passage], now: datetime) -> Iterator[tuple[UUID, Conflict]]:
    """Domains whose last label is not in the ministry's table of that day."""
    return unlisted([(p.application, item, key) for p in passages for item, key in p.named_domains], now)


def unlisted(asked: list[tuple[UUID, str, str]], now: datetime) -> Iterator[tuple[UUID, Conflict]]:
    """The same for (application, item, domain) triples."""
    allowed = {row.code for row in table("top_level_domains").active(timezone.localdate(now))}
    for application, item, key in asked:
        if key.rpartition(".")[2] not in allowed:
            yield application, Conflict("suffix_not_listed", item, domain=key)
