"""Signing in and out at one node. Tries are counted even when refused; after too many, the account pauses."""

from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from beian import audit
from beian.people import keys, scope
from beian.people.models import SignInAttempt, User

TRIES = 5
PAUSE = timedelta(minutes=15)


@cache
def _nobody() -> str:
    """A password hash that belongs to nobody: an unknown name costs as much time as a known one."""
    return make_password("nobody has this password")


class SignInRefused(Exception):
    """A sentence for the page: why signing in failed and what to do."""


def may_try(account: str, now: datetime) -> bool:
    """Not after five failures within 15 minutes, whoever made them and whether or not the account exists."""
    tries = Count("pk", filter=Q(succeeded=False)) - Count("pk", filter=Q(succeeded=True))
    lately = SignInAttempt.objects.filter(account=account[:100], at__gt=now - PAUSE)
    return lately.aggregate(failed=tries)["failed"] < TRIES


def password_hash(*, username: str, now: datetime) -> str:
    """What a password of this name is held against; a name that does not exist gets a hash that nobody has the password of.

    The try is counted as failed before the password is looked at, one after the other: of a hundred tries at once, five are made.
    Empty where the name pauses.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{scope.current().node} {username}"])
    if not may_try(username, now):
        return ""
    SignInAttempt.objects.create(account=username[:100], succeeded=False)
    user = User.objects.filter(node=scope.current().node, username=username).first()
    return user.password if user and user.password else _nobody()


def holds(password: str, encoded: str) -> bool:
    """Whether the password belongs to the hash. Argon2id takes a seventh of a second: never inside a transaction."""
    return bool(encoded) and check_password(password, encoded)


def by_password(*, username: str, right: bool | None) -> User:
    """The staff account with this name at the current node, or SignInRefused.

    `right`: the password was held against it before; None where it was not, because the name pauses.
    """
    if right is None:
        raise SignInRefused(_("失败次数过多，请15分钟后再试。"))
    user = User.objects.filter(node=scope.current().node, username=username).first()
    if not (user and user.is_active and right):
        raise SignInRefused(_("账号或口令不正确，请核对后再试；连续5次失败将暂停15分钟。"))
    SignInAttempt.objects.create(account=username[:100], succeeded=True)  # takes its try off the count again
    return user


def mobile_digest(mobile: str) -> bytes:
    return keys.digest("mobile", mobile)


def owner_by_mobile(*, mobile: str, shown_as: str, now: datetime) -> User:
    """The owner's account for this verified number, made on first sign-in (B1)."""
    from beian.people import grants
    from beian.people.models import Organisation

    digest = mobile_digest(mobile)
    user = User.objects.filter(node=scope.current().node, mobile_digest=digest).first()
    if user is None:
        user = User.objects.create(
            username=f"owner-{digest.hex()[:24]}",
            name=shown_as,
            password="",
            mobile_digest=digest,
            mobile_sealed=keys.encrypt(mobile.encode(), "user-mobile"),
        )
        grants.appoint(user=user, organisation=Organisation.objects.get(code="office"), role="site_owner", now=now)
    return user


def begin(request, user: User) -> None:
    """Open a fresh session for `user`: a new key, so that one planted before is worth nothing."""
    request.session.flush()
    request.session[SESSION_KEY] = str(user.pk)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    audit.record(verb="people.sign_in", subject=user)


def end(request) -> None:
    request.session.flush()
