"""What the provider's province tells of an application. A provider gets the number and the result, never the password's verifier (B17)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from beian.reference.dates import Day

# The states whose pen is above the provider, and the one that hands it back.
Mirrored = Literal["under_review", "awaiting_opinion", "approved", "conflicted", "returned"]


class Body(BaseModel):
    """What a newer sender adds is left aside."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ReasonBody(Body):
    """Why an item came back: path of the item ("" for the whole), the rule's code, the sentence, how to mend it, the article."""

    item: Annotated[str, Field(max_length=200)] = ""
    code: Annotated[str, Field(max_length=100)] = ""
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    suggestion: Annotated[str, Field(max_length=2000)] = ""
    article: Annotated[str, Field(max_length=200)] = ""


class MovedBody(Body):
    """The application stands elsewhere now; `due` is by when whoever has it must have acted, `by` the office that moved it."""

    state: Mirrored
    reasons: Annotated[list[ReasonBody], Field(max_length=500)] = []
    due: Day | None = None
    by: Annotated[str, Field(max_length=200)] = ""


class DueBody(Body):
    """Another due date for a state whose pen is above the provider, and the edition of calendar or clocks that moved it."""

    state: Literal["reported", "under_review", "awaiting_opinion", "approved"]
    due: Day
    edition: Literal["calendar", "clocks"]
    version: Annotated[int, Field(ge=1, le=1_000_000)]


class GrantedBody(Body):
    """The filing stands in the registers."""

    number: Annotated[str, Field(min_length=1, max_length=32)]
    site_numbers: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=200)] = []
    approved_on: Day | None = None
