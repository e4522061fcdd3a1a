"""Forgetting whom an application's texts went to, with the application's keys (flows.md §9): what was sent, and when, stays on record."""

from __future__ import annotations

from uuid import UUID

from django.db.models import BinaryField, F, Func

from beian.notices.models import OPEN, Notice


def waiting(application: UUID) -> bool:
    """Whether a text about it is still to go out."""
    return Notice.objects.of(application).filter(state__in=OPEN).exists()


def forget(application: UUID) -> int:
    """In the node's scope: number or address of each text about it, sealed, keyed and masked, is gone; how many texts.

    The row's own uuid stands where the digest stood, so that no text can be told from it to have gone to the same person as another.
    """
    own = Func(F("uuid"), function="uuid_send", output_field=BinaryField())
    known = Notice.objects.of(application).exclude(recipient_sealed=b"")
    return known.order_by().update(recipient_sealed=b"", recipient_masked="", recipient_digest=own)
