"""Bodies of the messages that the ministry takes, and of the question it answers (flows.md §2).

Fields that the ministry only passes on are allowed beyond those it reads, so that a province may tell another more without the
ministry's leave.
"""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from beian.evidence.manifest import ManifestEntry
from beian.reference.dates import Day

ProvinceCode = Field(pattern=r"\A[0-9]{2}\z")


class Body(BaseModel):
    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)


class Provider(Body):
    code: str = Field(pattern=r"\A[a-z0-9]{1,32}\z")
    name: str
    province: str = ProvinceCode


class Routed(Body):
    """A report that passed its province's automatic check."""

    kind: str
    provider: Provider
    subject_province: str = ProvinceCode
    server_provinces: list[str] = []
    document: dict
    sealed: str
    keys: dict[str, str]
    evidence: list[ManifestEntry] = []


class Approved(Body):
    document_digest: str = ""


class Moved(Body):
    state: str
    reasons: list[dict] = []


class Due(Body):
    state: str = Field(max_length=20)
    due: Day


class GrantedSite(Body):
    number: str
    name: str
    home_url: str = ""
    domains: list[str] = []


class GrantedFiling(Body):
    sites: list[GrantedSite]


class Granted(Body):
    number: str
    serial: int = Field(ge=1)
    year: int = Field(ge=2000, lt=2200)
    verifier: str
    approved_on: Day
    public: GrantedFiling


class Hint(BaseModel):
    """Which of these domains could not be filed now, in the asker's language. `application` is the asker's own, whose leases are no conflict."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    domains: list[str] = Field(max_length=200)
    application: UUID | None = None
    language: str = Field("zh-hans", pattern=r"\A[a-z-]{2,16}\z")
