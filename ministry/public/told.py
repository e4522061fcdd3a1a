"""What provinces tell the public of themselves: contacts and notices, shown with the public query (H6)."""

from __future__ import annotations

from collections.abc import Iterable

from beian.exchange import Message, handles
from beian.filing import offices
from beian.filing.offices import CONTACT_FIELDS
from beian.people.nodes import code_of, tier_of
from ministry.public.models import PublicContact, PublicNotice

_NOTICE = ("title", "text", "published_on", "withdrawn", "revision")


class NotItsWord(ValueError):
    """Somebody tells of an office that is not his: parked, and an officer looks at it."""


@handles("contact.told", body=offices.Contact, latest=True)
def take_contact(messages: list[Message]) -> None:
    """The newest contact of each bureau."""
    _check(messages)
    newest = {code_of(m.sender): m for m in sorted(messages, key=lambda message: message.revision)}
    known = PublicContact.objects.select_for_update().filter(province__in=newest).order_by("province")
    held = dict(known.values_list("province", "revision"))
    keep_contacts(
        PublicContact(province=code, revision=message.revision, **message.body.model_dump())
        for code, message in sorted(newest.items())
        if message.revision > held.get(code, -1)
    )


def keep_contacts(rows: Iterable[PublicContact]) -> None:
    PublicContact.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["node", "province"],
        update_fields=[*CONTACT_FIELDS, "changed_at", "revision"],
    )


@handles("notice.told", body=offices.Notice, latest=True)
def take_notice(messages: list[Message]) -> None:
    """The newest wording of each notice; one that was withdrawn is kept and no longer shown."""
    _check(messages, key=lambda message: str(message.body.uuid))
    newest = {(code_of(m.sender), m.body.uuid): m for m in sorted(messages, key=lambda message: message.revision)}
    known = PublicNotice.objects.select_for_update().filter(uuid__in=[uuid for _code, uuid in newest])
    held = {(row.province, row.uuid): row.revision for row in known.order_by("id")}
    keep_notices(
        PublicNotice(province=code, revision=message.revision, **message.body.model_dump())
        for (code, uuid), message in newest.items()
        if message.revision > held.get((code, uuid), -1)
    )


def keep_notices(rows: Iterable[PublicNotice]) -> None:
    PublicNotice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["node", "province", "uuid"], update_fields=list(_NOTICE)
    )


def _check(messages: list[Message], key=lambda message: message.sender) -> None:
    for message in messages:
        if tier_of(message.sender) != "province" or message.key != key(message):
            raise NotItsWord(f"{message.sender} told of {message.key}")
