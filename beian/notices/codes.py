"""One-time codes by SMS: six digits, ten minutes, five tries, one use, kept as a keyed digest. For the reach of accounts (SYSTEM)."""

from __future__ import annotations

import hmac
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import connection, connections
from django.db.models import F
from django.utils.translation import gettext as _

from beian.notices.models import OneTimeCode
from beian.notices.recipients import digest_of
from beian.notices.sending import send
from beian.people import keys, scope
from beian.people.identity import uuid7

DIGITS = 6
LIFETIME = timedelta(minutes=10)
TRIES = 5
PAUSE = timedelta(minutes=1)
MOST_PER_DAY = 10


class CodeRefused(Exception):
    """A sentence for the page: why the code was not sent or not accepted, and what to do."""


def issue(*, mobile: str, purpose: str, now: datetime, template: str = "sign_in_code") -> None:
    """Send a fresh code for `purpose` to a number or mail address; earlier ones for it are worth nothing from now on. CodeRefused above
    the limits."""
    digest = digest_of(mobile)
    _one_at_a_time(digest)
    check_can_issue(digest, now=now)
    uuid, code = uuid7(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    OneTimeCode.objects.create(
        uuid=uuid,
        purpose=purpose,
        recipient_digest=digest,
        code_digest=_code_digest(uuid, code),
        issued_at=now,
        expires_at=now + LIFETIME,
    )
    send(template, to=mobile, secret={"code": code}, event=f"code:{uuid}", expires_at=now + LIFETIME)


def check_can_issue(digest: bytes, *, now: datetime) -> None:
    """One a minute and ten a day to one number, whatever they are for."""
    issued = OneTimeCode.objects.filter(recipient_digest=digest, issued_at__gt=now - timedelta(days=1))
    moments = list(issued.order_by("-issued_at").values_list("issued_at", flat=True)[:MOST_PER_DAY])
    if moments and moments[0] > now - PAUSE:
        left = int((moments[0] + PAUSE - now).total_seconds()) + 1
        raise CodeRefused(_("验证码已发送，请在%(left)d秒后再获取。") % {"left": left})
    if len(moments) >= MOST_PER_DAY:
        raise CodeRefused(_("今天向这个号码发送的验证码已达到上限，请明天再试。"))


def check(*, mobile: str, code: str, purpose: str, now: datetime) -> None:
    """Accept the code once, or CodeRefused. The try is counted before the code is looked at, and stays counted."""
    row = _count_a_try(digest_of(mobile), purpose, now)
    if row is None:
        raise CodeRefused(_("验证码已失效，请重新获取。"))
    if not hmac.compare_digest(bytes(row.code_digest), _code_digest(row.uuid, code.strip())):
        left = TRIES - row.tries
        if left <= 0:
            raise CodeRefused(_("验证码连续输入错误，已失效，请重新获取。"))
        raise CodeRefused(_("验证码不正确，请核对短信后再试，还可以试%(left)d次。") % {"left": left})
    if not OneTimeCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now):
        raise CodeRefused(_("验证码已失效，请重新获取。"))


def _code_digest(uuid, code: str) -> bytes:
    return keys.digest("code", str(uuid), code)


def _one_at_a_time(digest: bytes) -> None:
    """Until the transaction ends nobody else issues to this number: two requests at once are still one code a minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], "big", signed=True)])


def _count_a_try(digest: bytes, purpose: str, now: datetime) -> OneTimeCode | None:
    """Count a try at the newest code and return its row, or None where none may be tried.

    In a transaction of its own, committed before the caller goes on: a refused request rolls back, and of a hundred tries at once
    each must see those before it. Scopes do not nest, so it runs in a thread of its own.
    """
    here = scope.current()

    def count() -> OneTimeCode | None:
        try:
            with scope.enter(here.node, here.reach, here.actor):
                newest = (
                    OneTimeCode.objects.filter(recipient_digest=digest, purpose=purpose)
                    .order_by("-issued_at", "-id")
                    .first()
                )
                if newest is None or newest.used_at is not None or newest.expires_at <= now:
                    return None
                counted = OneTimeCode.objects.filter(pk=newest.pk, tries__lt=TRIES).update(tries=F("tries") + 1)
                newest.refresh_from_db()
                return newest if counted else None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1, thread_name_prefix="code") as apart:
        return apart.submit(count).result()
