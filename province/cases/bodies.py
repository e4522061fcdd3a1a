"""Bodies of the messages that a province takes (flows.md §2). What it only passes on is allowed beyond what it reads."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from beian.evidence.manifest import ManifestEntry
from beian.reference.dates import Day, Moment

ProvinceCode = Field(pattern=r"\A[0-9]{2}\z")


class Body(BaseModel):
    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)


class Provider(Body):
    code: str = Field(pattern=r"\A[a-z0-9]{1,32}\z")
    name: str
    province: str = ProvinceCode


class Sheet(Body):
    """The signed facts of the verification on site (P10 二(二)1(6))."""

    signed_by: str = Field(min_length=1)
    signed_at: Moment
    documents: list = []
    compared: list[str] = []
    corrections: list = []
    digest: str = ""
    signature: str = Field(default="", description="the provider's, over the digest; base64")


class Reported(Body):
    """A verified application: the open part, the sealed block, its keys, the evidence's manifest, the sheet."""

    kind: str
    provider: Provider
    subject_province: str = ProvinceCode
    server_provinces: list[str] = []
    document: dict
    sealed: str
    keys: dict[str, str]
    evidence: list[ManifestEntry] = []
    sheet: Sheet
    submitted_at: Moment
    verified_at: Moment


class CheckFinding(Body):
    """What the provider's province found, as pages and reasons show it."""

    item: str
    code: str
    text: str
    suggestion: str = ""
    article: str = ""
    severity: Literal["reject", "warn", "person"]


class Assigned(Reported):
    """A report passed on by the ministry to the subject's province, with what the provider's province found."""

    findings: list[CheckFinding] = []


class Nothing(Body):
    pass


class Conflicted(Body):
    """Each conflict: kind, item, text, issuing_province, next_step. Never a word about the other party."""

    conflicts: list[dict] = Field(min_length=1)


class Moved(Body):
    """A move made by whoever holds the pen, on its way to the provider; `by` is the office's title."""

    state: str
    reasons: list[dict] = []
    due: Day | None = None
    by: str = ""


class Due(Body):
    """Another due date for a state that has not changed, and the edition of calendar or clocks that moved it."""

    state: str = Field(max_length=20)
    due: Day
    edition: Literal["calendar", "clocks"]
    version: int = Field(ge=1, le=1_000_000)


class Granted(Body):
    number: str
    site_numbers: list[str]
    verifier: str = ""
    approved_on: Day


class CertificateIssued(Body):
    """A certificate of filing on its way to the owner: which one, how anybody checks it, and the document, sealed for his provider."""

    number: str
    version: int = Field(ge=1, le=1_000_000)
    token: UUID
    digest: str = Field(pattern=r"\A[0-9a-f]{64}\z")
    issued_at: Moment
    issuer: str = Field(pattern=r"\Aprovince:[0-9]{2}\z")
    public: dict
    evidence: list[ManifestEntry] = []
