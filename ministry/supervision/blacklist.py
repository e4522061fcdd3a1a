"""The blacklist's verbs. Listing and lifting each take two persons (M6); the second is never the first."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from beian import audit
from beian.filing import identifiers
from beian.people.models import User
from ministry.supervision.models import BlacklistEntry


class NotListed(ValueError):
    """A step that cannot be taken; str() is the sentence for the officer."""


def site_key(name: str) -> str:
    """A site's name without what people vary when they write it: width, spaces, case."""
    return identifiers.fold(name, "lower")


def propose(
    *,
    kind: str,
    key: str,
    shown: str,
    province: str,
    reason: str,
    letter: str,
    from_day: date,
    until_day: date | None,
    by: User,
    now: datetime,
) -> BlacklistEntry:
    """Put it forward. It counts when a second person has confirmed it."""
    if BlacklistEntry.objects.filter(kind=kind, key=key, lifted_by=None).exists():
        raise NotListed(_("已在黑名单中，或已有人提出、等待确认。"))
    entry = BlacklistEntry.objects.create(
        kind=kind,
        key=key,
        shown=shown,
        province=province,
        reason=reason,
        letter=letter,
        from_day=from_day,
        until_day=until_day,
        listed_by=by,
        listed_at=now,
    )
    audit.record(verb="blacklist.propose", subject=entry, after={"kind": kind, "shown": shown, "reason": reason})
    return entry


def check_can_confirm(entry: BlacklistEntry, by: User) -> None:
    """Raises the sentence that stands in place of the button."""
    if entry.confirmed_by_id is not None:
        raise NotListed(_("这一条已经确认。"))
    if entry.listed_by_id == by.pk:
        raise PermissionDenied(_("列入黑名单须由两人办理：请由提出人以外的管理员确认。"))


def confirm(*, entry: BlacklistEntry, by: User, now: datetime) -> BlacklistEntry:
    """The second person: from here on it is in force."""
    entry = _locked(entry)
    check_can_confirm(entry, by)
    entry.confirmed_by, entry.confirmed_at = by, now
    entry.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record(verb="blacklist.confirm", subject=entry, after={"shown": entry.shown})
    return entry


def ask_to_lift(*, entry: BlacklistEntry, reason: str, by: User, now: datetime) -> BlacklistEntry:
    """The first of the two who take it off."""
    entry = _locked(entry)
    if entry.lifted_by_id is not None or entry.lift_asked_by_id is not None:
        raise NotListed(_("已有人提出移出，等待确认；或者已经移出。"))
    entry.lift_asked_by, entry.lift_asked_at, entry.lift_reason = by, now, reason
    entry.save(update_fields=["lift_asked_by", "lift_asked_at", "lift_reason"])
    audit.record(verb="blacklist.ask_to_lift", subject=entry, after={"reason": reason})
    return entry


def check_can_lift(entry: BlacklistEntry, by: User) -> None:
    """Raises the sentence that stands in place of the button."""
    if entry.lift_asked_by_id is None or entry.lifted_by_id is not None:
        raise NotListed(_("没有等待确认的移出申请。"))
    if entry.lift_asked_by_id == by.pk:
        raise PermissionDenied(_("移出黑名单须由两人办理：请由提出人以外的管理员确认。"))


def lift(*, entry: BlacklistEntry, by: User, now: datetime) -> BlacklistEntry:
    """The second person: from here on it may be filed again."""
    entry = _locked(entry)
    check_can_lift(entry, by)
    entry.lifted_by, entry.lifted_at = by, now
    entry.save(update_fields=["lifted_by", "lifted_at"])
    audit.record(verb="blacklist.lift", subject=entry, after={"shown": entry.shown})
    return entry


def _locked(entry: BlacklistEntry) -> BlacklistEntry:
    return BlacklistEntry.objects.select_for_update().get(pk=entry.pk)
