"""How many codes may go out: limits that keep a stranger from bombarding somebody, and from using up somebody else's codes.

- A number gets one text a minute and ten a day from strangers, of which five from one address and no more. An address from which a code of
  this number has come back before is familiar: it has a budget of its own, so that whoever asks in a number's name elsewhere keeps its
  owner from nothing.
- An address, and an account, may ask for so many codes in ten minutes, an hour and a day, whatever numbers they go to. Somebody at the
  counter's own account asks for many people; his address does not count.
Windows slide: what counts is what went out in the last ten minutes, not since a full hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beian.notices.models import OneTimeCode
from beian.people import keys

PAUSE = timedelta(minutes=1)
DAY = timedelta(days=1)
MOST_PER_DAY = 10
MOST_FROM_ONE_ADDRESS = 5
MOST_FAMILIAR = 6
# For so long an address is known from which a code has come back.
REMEMBERED = timedelta(days=180)
# (how long, how many codes)
TEN_MINUTES, HOUR = timedelta(minutes=10), timedelta(hours=1)
OF_AN_ADDRESS = ((TEN_MINUTES, 10), (HOUR, 30), (DAY, 100))
OF_AN_ACCOUNT = ((TEN_MINUTES, 6), (HOUR, 15), (DAY, 30))
OF_STAFF = ((TEN_MINUTES, 20), (HOUR, 60), (DAY, 300))


class CodeRefused(Exception):
    """A sentence for the page: why the code was not sent or not accepted, and what to do."""


class Asker(NamedTuple):
    """Who asks for a code: the network address ("" where it is not known), the account where somebody is signed in, and whether that is staff's."""

    address: str = ""
    account: int | None = None
    staff: bool = False

    @property
    def digest(self) -> bytes | None:
        """Keyed digest of the address: none is stored in the clear."""
        return keys.digest("asker", self.address) if self.address else None


NOBODY = Asker()


def one_at_a_time(digest: bytes, asker: Asker) -> None:
    """Until the transaction ends nobody else issues to this number, from this address or by this account: many requests at once are looked
    at one after the other. Locks are taken in one order."""
    own = asker.digest
    held = (
        {_number(digest)}
        | ({_number(own)} if own else set())
        | ({_of_account(asker.account)} if asker.account else set())
    )
    with connection.cursor() as cursor:
        for lock in sorted(held):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


def _number(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "big", signed=True)


def _of_account(account: int | None) -> int:
    return _number(keys.digest("asking-account", str(account)))


def check(digest: bytes, asker: Asker, *, now: datetime) -> bool:
    """CodeRefused above a limit; whether the address is familiar to this number."""
    familiar = is_familiar(digest, asker, now=now)
    _check_number(digest, asker, familiar, now)
    if asker.staff:
        _check_windows(OneTimeCode.objects.filter(account=asker.account), OF_STAFF, now)
        return familiar
    if asker.account is not None:
        _check_windows(OneTimeCode.objects.filter(account=asker.account), OF_AN_ACCOUNT, now)
    if asker.digest is not None and not familiar:
        strange = OneTimeCode.objects.filter(asker=asker.digest, familiar=False)
        _check_windows(strange, OF_AN_ADDRESS, now)
    return familiar


def is_familiar(digest: bytes, asker: Asker, *, now: datetime) -> bool:
    """Whether a code of this number was given back from this address lately: the number's own people asked from there."""
    own = asker.digest
    if own is None:
        return False
    came_back = OneTimeCode.objects.filter(recipient_digest=digest, asker=own, used_at__gt=now - REMEMBERED)
    return came_back.exists()


def _check_number(digest: bytes, asker: Asker, familiar: bool, now: datetime) -> None:
    """One a minute and so many a day to one number, whatever they are for: strangers' and familiar ones' apart."""
    issued = OneTimeCode.objects.filter(recipient_digest=digest, issued_at__gt=now - DAY, familiar=familiar)
    newest = list(issued.order_by("-issued_at").values_list("issued_at", "asker")[:MOST_PER_DAY])
    if newest and newest[0][0] > now - PAUSE:
        left = int((newest[0][0] + PAUSE - now).total_seconds()) + 1
        raise CodeRefused(_("验证码已发送，请在%(left)d秒后再获取。") % {"left": left})
    if len(newest) >= (MOST_FAMILIAR if familiar else MOST_PER_DAY):
        raise CodeRefused(_("今天向这个号码发送的验证码已达到上限，请明天再试。"))
    if not familiar and _from(newest, asker.digest) >= MOST_FROM_ONE_ADDRESS:
        raise CodeRefused(_("从这里向这个号码发送的验证码今天已达到上限，请明天再试。"))


def _from(rows: Iterable[tuple[datetime, bytes | None]], own: bytes | None) -> int:
    return sum(bytes(asker) == own for _at, asker in rows if asker is not None) if own else 0


def _check_windows(rows: QuerySet[OneTimeCode], windows: Iterable[tuple[timedelta, int]], now: datetime) -> None:
    """The codes of the longest window are read once; too many in a shorter one name the minutes until the oldest of them drops out."""
    most = max(count for _span, count in windows)
    latest = list(
        rows.filter(issued_at__gt=now - DAY).order_by("-issued_at").values_list("issued_at", flat=True)[:most]
    )
    for span, count in windows:
        if len(latest) >= count and latest[count - 1] > now - span:
            minutes = int((latest[count - 1] + span - now).total_seconds() // 60) + 1
            text = ngettext(
                "请求验证码过于频繁，请在%(minutes)d分钟后再试。",
                "请求验证码过于频繁，请在%(minutes)d分钟后再试。",
                minutes,
            )
            raise CodeRefused(text % {"minutes": minutes})
