"""What bureaus and providers tell each other of a sample of kept sheets (M12): each message names its asker and its provider, so that every

node on the way knows where it goes: bureau – (ministry – the provider's bureau –) provider, and back.
"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from beian.evidence.manifest import ManifestEntry
from beian.reference.dates import Day, Moment

MOST_ITEMS = 200
Province = Annotated[str, Field(pattern=r"\A[0-9]{2}\z")]
Text = Annotated[str, Field(max_length=1000)]


class Body(BaseModel):
    """What a newer sender adds is left aside. `asker` is the bureau's node, `provider` a code, `provider_province` who supervises it."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    asker: Annotated[str, Field(pattern=r"\Aprovince:[0-9]{2}\z")]
    provider: Annotated[str, Field(pattern=r"\A[a-z0-9]{1,32}\z")]
    provider_province: Province
    sample: UUID


class Wanted(Body):
    """Show what you have kept of the application that is the message's key."""


class Shown(Body):
    """The kept sheet, photo and agreement, their keys wrapped for the asker; or why there is nothing to show."""

    missing: Text = ""
    round: Annotated[int, Field(ge=0, le=10_000)] = 0
    evidence: Annotated[list[ManifestEntry], Field(max_length=10)] = []


class Item(BaseModel):
    """What was found in one filing."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    application: UUID
    finding: Literal["pass", "fail"]
    cause: Annotated[str, Field(max_length=32)] = ""
    words: Text = ""


class Result(Body):
    """The findings of a sample summed up: `failed` of `size`, the 95 % interval of that share in tenths of a per cent."""

    provider_name: Annotated[str, Field(max_length=200)]
    month: Day
    seed: Annotated[str, Field(pattern=r"\A[0-9a-f]{16}\z")]
    total: Annotated[int, Field(ge=1, le=1_000_000)]
    size: Annotated[int, Field(ge=1, le=MOST_ITEMS)]
    failed: Annotated[int, Field(ge=0, le=MOST_ITEMS)]
    low: Annotated[int, Field(ge=0, le=1000)]
    high: Annotated[int, Field(ge=0, le=1000)]
    causes: dict[Annotated[str, Field(max_length=32)], int] = {}
    items: Annotated[list[Item], Field(max_length=MOST_ITEMS)] = []
    closed_at: Moment


class Answered(Body):
    """What the provider says to a result."""

    text: Annotated[str, Field(min_length=1, max_length=2000)]
    by: Annotated[str, Field(max_length=100)]
    at: Moment
