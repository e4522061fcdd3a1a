"""What the bureau tells the public: its contact and its notices. Kept here, told the ministry, shown with the public query (H6)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from beian import audit, exchange
from beian.exchange import Rejection, on_rejected
from beian.filing.offices import CONTACT_FIELDS
from beian.filing.tallies import revision
from beian.people import scope
from beian.people.nodes import MINISTRY
from province.supervision.models import OfficeContact, OfficeNotice


def set_contact(*, values: dict[str, str], now: datetime) -> OfficeContact:
    """The bureau's contact from now on; saved as it stands, nothing happens."""
    before = OfficeContact.objects.select_for_update().first()
    after = {name: values[name] for name in CONTACT_FIELDS}
    contact = before or OfficeContact()
    told = {name: getattr(contact, name) for name in CONTACT_FIELDS}
    if told == after:
        return contact
    for name, value in after.items():
        setattr(contact, name, value)
    contact.changed_at = now
    contact.save()
    node = scope.current().node
    audit.record(verb="contact.set", subject=("node", node), before=told, after=after)
    body = after | {"changed_at": now}
    exchange.send(receiver=MINISTRY, kind="contact.told", key=node, revision=revision(now), body=body)
    return contact


def publish(*, title: str, text: str, on: date) -> OfficeNotice:
    """A new notice."""
    notice = OfficeNotice.objects.create(uuid=uuid4(), title=title, text=text, published_on=on)
    _tell(notice, "notice.publish")
    return notice


def change(*, notice: OfficeNotice, title: str, text: str) -> OfficeNotice:
    """Another wording of a notice; the day of its publication stays."""
    notice = OfficeNotice.objects.select_for_update().get(pk=notice.pk)
    notice.title, notice.text, notice.revision = title, text, notice.revision + 1
    notice.save(update_fields=["title", "text", "revision"])
    _tell(notice, "notice.change")
    return notice


def withdraw(*, notice: OfficeNotice) -> OfficeNotice:
    """No longer shown; withdrawn twice, it stays withdrawn."""
    notice = OfficeNotice.objects.select_for_update().get(pk=notice.pk)
    if not notice.withdrawn:
        notice.withdrawn, notice.revision = True, notice.revision + 1
        notice.save(update_fields=["withdrawn", "revision"])
        _tell(notice, "notice.withdraw")
    return notice


def _tell(notice: OfficeNotice, verb: str) -> None:
    audit.record(verb=verb, subject=notice, after={"title": notice.title, "withdrawn": notice.withdrawn})
    body = {name: getattr(notice, name) for name in ("uuid", "title", "text", "published_on", "withdrawn")}
    key = str(notice.uuid)
    exchange.send(receiver=MINISTRY, kind="notice.told", key=key, revision=notice.revision, body=body)


@on_rejected("contact.told")
@on_rejected("notice.told")
def not_shown(rejection: Rejection) -> None:
    """The ministry would not show it: the record says why, and it stands here as it was."""
    told = {"kind": rejection.message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="office.not_shown", subject=("node", scope.current().node), after=told)
