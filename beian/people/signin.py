"""Signing in and out at one node. Tries are counted even when refused; after too many, the account pauses."""

from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import check_password, make_password
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


def check_can_try(account: str, now: datetime) -> None:
    """Refuses after five failures within 15 minutes, whoever made them, without saying whether the account exists."""
    failures = SignInAttempt.objects.filter(account=account[:100], succeeded=False, at__gt=now - PAUSE).count()
    if failures >= TRIES:
        raise SignInRefused(_("失败次数过多，请15分钟后再试。"))


def note(account: str, succeeded: bool) -> None:
    """Keep the try, also when the request itself is refused and rolled back."""
    scope.remains(lambda: SignInAttempt.objects.create(account=account[:100], succeeded=succeeded))


def password_hash(*, username: str, now: datetime) -> str:
    """What a password of this name is held against; a name that pauses or does not exist gets a hash that nobody has the password of."""
    try:
        check_can_try(username, now)
    except SignInRefused:
        return ""
    user = User.objects.filter(node=scope.current().node, username=username).first()
    return user.password if user and user.password else _nobody()


def holds(password: str, encoded: str) -> bool:
    """Whether the password belongs to the hash. Argon2id takes a seventh of a second: never inside a transaction."""
    return bool(encoded) and check_password(password, encoded)


def by_password(*, username: str, right: bool, now: datetime) -> User:
    """The staff account with this name at the current node, or SignInRefused. `right`: the password was held against it before."""
    check_can_try(username, now)
    user = User.objects.filter(node=scope.current().node, username=username).first()
    if not (user and user.is_active and right):
        note(username, succeeded=False)
        raise SignInRefused(_("账号或口令不正确，请核对后再试；连续5次失败将暂停15分钟。"))
    note(username, succeeded=True)
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
