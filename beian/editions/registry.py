"""What a tier does when a new edition counts: due dates are recomputed, for example."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from beian.editions.models import Edition

Follow = Callable[["Edition", datetime], None]
_following: dict[tuple[str, str], dict[str, Follow]] = {}


def on_edition(*names: str, tier: str) -> Callable[[Follow], Follow]:
    """Register `follow(edition, now)`: it runs at every node of the tier, in the transaction that takes a new edition of one of these tables."""

    def register(follow: Follow) -> Follow:
        for name in names:
            _following.setdefault((tier, name), {})[f"{follow.__module__}.{follow.__qualname__}"] = follow
        return follow

    return register


def followers(tier: str, name: str) -> list[Follow]:
    """What is registered for this table at this tier."""
    return list(_following.get((tier, name), {}).values())
