"""What messages about editions hold."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from beian.reference.dates import Day, Moment

Name = Annotated[str, Field(pattern=r"\A[a-z_]{1,32}(?:\.[0-9]{2})?\z")]
Version = Annotated[int, Field(ge=2, le=1_000_000)]
Digest = Annotated[str, Field(pattern=r"\A[0-9a-f]{64}\z")]


class Taken(BaseModel):
    """The sender holds this edition."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    version: Version
    digest: Digest


class Published(Taken):
    """A whole edition of a table."""

    rows: Annotated[list[dict[str, Any]], Field(max_length=50_000)]
    in_force_from: Day | None
    note: Annotated[str, Field(max_length=2000)]
    published_by: Annotated[str, Field(max_length=64)]
    published_by_name: Annotated[str, Field(max_length=200)]
    published_at: Moment
