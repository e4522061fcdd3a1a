"""What nodes tell each other of backdrops: the support centre to a provider by way of its province, and back that it is known."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from beian.reference.dates import Day

Code = Annotated[str, Field(pattern=r"\A[a-z0-9]{1,32}\z")]
Number = Annotated[str, Field(pattern=r"\A[0-9A-Za-z-]{1,32}\z")]


class Body(BaseModel):
    """What a newer sender adds is left aside."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class BackdropTold(Body):
    """One backdrop as the register has it; each message tells the whole of it, so that a later one stands alone."""

    provider: Code
    number: Number
    serial: Annotated[int, Field(ge=1, le=10_000_000)]
    issued_on: Day
    revoked_on: Day | None = None
    reason: Annotated[str, Field(max_length=500)] = ""


class BackdropHeld(Body):
    """The provider's system knows the number."""

    provider: Code
    number: Number
