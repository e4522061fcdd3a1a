"""The message by which a mismatch found after the signature goes up: `source.mismatch`, without any personal value."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from beian.reference.dates import Moment
from verification.sources.models import SourceCheck, State
from verification.sources.results import said_of

KIND = "source.mismatch"


class Mismatch(BaseModel):
    """Which check found which item to differ; `differs` are codes of the source's parts."""

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)

    check: UUID
    source: str = Field(pattern=r"\A[a-z_]{1,32}\z")
    item: str = Field(pattern=r"\A[a-z0-9_.]{1,200}\z")
    differs: list[str] = Field(default=[], max_length=8)
    reference: str = Field(default="", pattern=r"\A[A-Za-z0-9._-]{0,64}\z")
    answered_at: Moment

    @property
    def words(self) -> str:
        """What differs, as the pages say it."""
        return said_of(State.MISMATCH, self.source, self.differs)


def body_of(check: SourceCheck) -> dict:
    """The body of the message about this check."""
    return {
        "check": str(check.uuid),
        "source": check.source,
        "item": check.item,
        "differs": check.words,
        "reference": check.reference,
        "answered_at": check.answered_at,
    }
