"""Telling of a mismatch whoever has to do with the filing: each is told of once, in a transaction of its own, after it was stored.

The craft knows no tier: a tier registers with `@on_mismatch` what it does with one (tell its province).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from beian import audit
from beian.people import scope
from beian.people.scope import Actor, Reach
from verification.sheet.models import VerificationSheet
from verification.sources.models import SourceCheck

TELLER = Actor.service("sources")
MOST = 100
_followers: dict[str, Callable[[SourceCheck], None]] = {}


class _Told(RuntimeError):
    """Another worker was faster: what this one did is rolled back."""


def on_mismatch(follow: Callable[[SourceCheck], None]) -> Callable[[SourceCheck], None]:
    """Register `follow(check)`: it runs in the scope of the check's node, in one transaction with the mark that it was told."""
    _followers[f"{follow.__module__}.{follow.__qualname__}"] = follow
    return follow


def tell(node: str, *, now: datetime) -> int:
    """Tell of every mismatch that nobody has been told of; how many. Outside any scope."""
    with scope.enter(node, Reach.STAFF, TELLER):
        waiting = list(SourceCheck.objects.untold().order_by("id").values_list("pk", flat=True)[:MOST])
    return sum(_tell_one(node, pk, now) for pk in waiting)


def _tell_one(node: str, pk: int, now: datetime) -> bool:
    """Followers lock their own record first, so that the signature and this never miss each other; the check's row comes last."""
    try:
        with scope.enter(node, Reach.STAFF, TELLER):
            check = SourceCheck.objects.untold().filter(pk=pk).first()
            if check is None:
                return False
            for follow in _followers.values():
                follow(check)
            _mark(check, now)
    except _Told:
        return False
    return True


def _mark(check: SourceCheck, now: datetime) -> None:
    late = VerificationSheet.objects.filter(application=check.application, round=check.round).exists()
    if not SourceCheck.objects.untold().filter(pk=check.pk).update(told_at=now, late=late):
        raise _Told
    if late:
        after = {"source": check.source, "item": check.item, "differs": check.words}
        audit.record(verb="source.mismatch", subject=("application", check.application), after=after)
