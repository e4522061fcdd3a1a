"""One-time codes by SMS and mail: six digits, ten minutes, five tries, one use, kept as a keyed digest. For the reach of accounts (SYSTEM).

How many may be sent, to whom and for whom, stands in `limits`.
"""

from __future__ import annotations

import hmac
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections
from django.db.models import F
from django.utils.translation import gettext as _

from beian.notices import limits
from beian.notices.limits import NOBODY, Asker, CodeRefused
from beian.notices.models import OneTimeCode
from beian.notices.recipients import digest_of
from beian.notices.sending import send
from beian.people import keys, scope
from beian.people.identity import uuid7

DIGITS = 6
LIFETIME = timedelta(minutes=10)
TRIES = 5
__all__ = ["Asker", "CodeRefused", "check", "issue"]


def issue(*, mobile: str, purpose: str, now: datetime, template: str = "sign_in_code", asker: Asker = NOBODY) -> UUID:
    """Send a fresh code for `purpose` to a number or mail address; which one it is. CodeRefused above the limits.

    Earlier ones are worth nothing from now on to whoever does not name his own, see `check`.
    """
    digest = digest_of(mobile)
    limits.one_at_a_time(digest, asker)
    familiar = limits.check(digest, asker, now=now)
    uuid, code = uuid7(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    OneTimeCode.objects.create(
        uuid=uuid,
        purpose=purpose,
        recipient_digest=digest,
        code_digest=_code_digest(uuid, code),
        asker=asker.digest,
        account=asker.account,
        familiar=familiar,
        issued_at=now,
        expires_at=now + LIFETIME,
    )
    send(template, to=mobile, secret={"code": code}, event=f"code:{uuid}", expires_at=now + LIFETIME)
    return uuid


def check(*, mobile: str, code: str, purpose: str, now: datetime, uuid: UUID | None = None) -> None:
    """Accept the code once, or CodeRefused. The try is counted before the code is looked at, and stays counted.

    `uuid` names the code that this very session asked for: one that a stranger asks for meanwhile, and his tries at it, are not its
    business. Without it the newest code counts.
    """
    row = _count_a_try(digest_of(mobile), purpose, now, uuid)
    if row is None:
        raise CodeRefused(_("验证码已失效，请重新获取。"))
    if not hmac.compare_digest(bytes(row.code_digest), _code_digest(row.uuid, code.strip())):
        left = TRIES - row.tries
        if left <= 0:
            raise CodeRefused(_("验证码连续输入错误，已失效，请重新获取。"))
        raise CodeRefused(_("验证码不正确，请核对短信后再试，还可以试%(left)d次。") % {"left": left})
    if not OneTimeCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now):
        raise CodeRefused(_("验证码已失效，请重新获取。"))


def _code_digest(uuid: UUID, code: str) -> bytes:
    return keys.digest("code", str(uuid), code)


def _count_a_try(digest: bytes, purpose: str, now: datetime, uuid: UUID | None) -> OneTimeCode | None:
    """Count a try at the code named, else at the newest, and return its row, or None where none may be tried.

    In a transaction of its own, committed before the caller goes on: a refused request rolls back, and of a hundred tries at once
    each must see those before it. Scopes do not nest, so it runs in a thread of its own.
    """
    here = scope.current()

    def count() -> OneTimeCode | None:
        try:
            with scope.enter(here.node, here.reach, here.actor):
                sent = OneTimeCode.objects.filter(recipient_digest=digest, purpose=purpose)
                sent = sent.filter(uuid=uuid) if uuid else sent
                newest = sent.order_by("-issued_at", "-id").first()
                if newest is None or newest.used_at is not None or newest.expires_at <= now:
                    return None
                counted = OneTimeCode.objects.filter(pk=newest.pk, tries__lt=TRIES).update(tries=F("tries") + 1)
                newest.refresh_from_db()
                return newest if counted else None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1, thread_name_prefix="code") as apart:
        return apart.submit(count).result()
