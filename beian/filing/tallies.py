"""What one tier tells the next of its own waiting work, since no tier sees another's rows (B21): counts, never records."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from beian.reference.dates import Moment

Many = Annotated[int, Field(ge=0, le=1_000_000_000)]
# Nightly, with some hours to spare: an older tally is late.
FRESH = timedelta(hours=30)


class Body(BaseModel):
    """What a newer sender adds is left aside."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Standing(Body):
    """How many stand in a state, and how many of them past their limit."""

    state: Annotated[str, Field(max_length=20)]
    many: Many
    overdue: Many


class ProviderTally(Body):
    """A provider's own work. `left_unchecked`: handed in by owners themselves and left past its limit (P09 annex 6)."""

    as_of: Moment
    standings: Annotated[list[Standing], Field(max_length=20)]
    left_unchecked: Many


class ProviderLine(Body):
    """A provider as its province knows it: what it told itself, if it ever did, and its cases there."""

    code: Annotated[str, Field(pattern=r"\A[a-z0-9]{1,32}\z")]
    name: Annotated[str, Field(max_length=200)]
    as_of: Moment | None = None
    waiting: Many = 0
    overdue: Many = 0
    left_unchecked: Many = 0
    under_review: Many = 0
    review_overdue: Many = 0


class ProvinceTally(Body):
    """A province's reviews, and a line for each of its providers."""

    as_of: Moment
    under_review: Many
    overdue: Many
    junk: Many
    providers: Annotated[list[ProviderLine], Field(max_length=20_000)]


class Wanted(Body):
    """Somebody above asks for a tally now."""


def revision(moment: datetime) -> int:
    """What orders one sender's tallies: each speaks of a moment, and a later moment takes the place of an earlier one. Milliseconds."""
    return round(moment.timestamp() * 1000)


def is_late(as_of: datetime | None, now: datetime) -> bool:
    """Whether a tally no longer says how things stand."""
    return as_of is None or now - as_of > FRESH
