"""Writing a notice: a row in the caller's transaction, delivered after the commit. Nothing goes out from inside a request."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from beian.notices.models import Notice
from beian.notices.recipients import channel_of, digest_of, masked, normal
from beian.notices.templates import TEMPLATES
from beian.people import bell, keys, scope
from beian.people.identity import uuid7


def send(
    template: str,
    *,
    to: str | Iterable[str | None],
    params: Mapping[str, object] | None = None,
    secret: Mapping[str, str] | None = None,
    event: str,
    application: UUID | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Queue a text to each of `to` (mobile numbers, mail addresses; empty ones are skipped), for any reach.

    Each recipient gets it once per `event`, however often this is called. Values in `secret` stay sealed and are erased on delivery.
    """
    recipients = [to] if isinstance(to, str) else list(to)
    filled = {name: str(value) for name, value in (params or {}).items()}
    TEMPLATES[template].check(filled, secret or {})
    rows = [_row(template, normal(address), filled, secret) for address in recipients if address]
    for row in rows:
        row.event, row.application, row.expires_at = event, application, expires_at
    # most reaches may add notices and read none: ON CONFLICT without a target asks for no right to read
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    bell.ring("notices.deliver", scope.current().node)


def _row(template: str, address: str, params: dict[str, str], secret: Mapping[str, str] | None) -> Notice:
    uuid = uuid7()
    return Notice(
        uuid=uuid,
        template=template,
        channel=channel_of(address),
        recipient_sealed=keys.encrypt(address.encode(), recipient_context(uuid)),
        recipient_digest=digest_of(address),
        recipient_masked=masked(address),
        params=params,
        secret_sealed=keys.encrypt(json.dumps(dict(secret)).encode(), secret_context(uuid)) if secret else None,
    )


def recipient_context(uuid: UUID) -> str:
    return f"notice-recipient|{uuid}"


def secret_context(uuid: UUID) -> str:
    return f"notice-secret|{uuid}"
