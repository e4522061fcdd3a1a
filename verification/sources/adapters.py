"""The bodies that know certificates, people, companies, domains and numbers: what each is asked, of which items, and how it answers.

Which certificate is checked by whom is data (sources.json), after P10 一1 and 二(二)1(5), B7 and B8.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from beian.filing import identifiers
from beian.filing.documents import Certificate, FilingDocument, Principal

DATA = Path(__file__).with_name("sources.json")


class Question(NamedTuple):
    """What one source is asked about one item. `values` are the asked values by their names in the source's format."""

    source: str
    item: str
    values: dict[str, str]


class Answer(BaseModel):
    """What a source may answer, and nothing else. `differs` names asked values; text of the source's own is not taken."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    id: str = Field(pattern=r"\A[0-9a-f-]{36}\z")
    nonce: str = Field(pattern=r"\A[0-9a-f]{32}\z")
    result: Literal["match", "mismatch", "unknown"]
    reference: str = Field(default="", pattern=r"\A[A-Za-z0-9._-]{0,64}\z")
    differs: list[str] = Field(default=[], max_length=8)


class Source(Protocol):
    """One body. `parts` are the values it is asked for, each with the words that say how it may differ."""

    code: str
    label: Any
    parts: Mapping[str, Any]

    def questions(self, document: FilingDocument) -> Iterator[Question]:
        """Every item of the document that this source can answer for."""

    def body(self, values: Mapping[str, str]) -> dict[str, Any]:
        """What stands under `asked` in the request."""

    def read(self, answer: Answer) -> tuple[str, list[str]]:
        """(state, names of what differs); names that were never asked are dropped."""


class _Plain:
    """What all have alike: the values go out as they are, and only asked ones can differ."""

    parts: Mapping[str, Any] = {}

    def body(self, values: Mapping[str, str]) -> dict[str, Any]:
        return {name: values[name] for name in self.parts}

    def read(self, answer: Answer) -> tuple[str, list[str]]:
        differs = [name for name in self.parts if name in answer.differs]
        return answer.result, differs if answer.result == "mismatch" else []


class CertificateSource(_Plain):
    """A body that knows who holds which certificate: number and name belong together."""

    def __init__(self, code: str, label: Any, parts: Mapping[str, Any]) -> None:
        self.code, self.label, self.parts = code, label, parts

    def questions(self, document: FilingDocument) -> Iterator[Question]:
        for stem, name, certificate in papers(document):
            number = self._number(certificate)
            if name and number:
                yield Question(self.code, f"{stem}.certificate.number", {"number": number, "name": name.strip()})

    def _number(self, certificate: Certificate) -> str:
        asked = _asked_of(certificate.type)
        if asked is None or asked["source"] != self.code or not certificate.number:
            return ""
        return next(_normal(asked["numbers"], certificate.number), "")


class OrganisationSource(CertificateSource):
    """The organisation codes: a credit code holds one in characters 9 to 17 (GB 32100)."""

    def _number(self, certificate: Certificate) -> str:
        number = super()._number(certificate)
        return number[8:17] if len(number) == 18 else number


class DomainSource(_Plain):
    """Registries and registrars: a domain's registrant is the owner of the site (P10 二(二)1(5))."""

    code = "domain"
    label = _("域名注册信息")
    parts = {"domain": _("域名"), "owner": _("域名所有者与主办者名称不一致")}

    def questions(self, document: FilingDocument) -> Iterator[Question]:
        owner = (document.subject.name or "").strip()
        for index, site in enumerate(document.sites):
            for place, domain in enumerate(site.domains):
                key = _domain(domain)
                if owner and key:
                    yield Question(self.code, f"sites.{index}.domains.{place}", {"domain": key, "owner": owner})


class PhoneSource(_Plain):
    """Telephone companies under real-name registration: the number belongs to the person."""

    code = "phone"
    label = _("手机实名信息")
    parts = {"number": _("号码"), "name": _("手机号码登记人与姓名不一致")}

    def questions(self, document: FilingDocument) -> Iterator[Question]:
        for stem, person in principals(document):
            if person.name and person.mobile:
                values = {"number": person.mobile.strip(), "name": person.name.strip()}
                yield Question(self.code, f"{stem}.mobile", values)


SOURCES: dict[str, Source] = {
    source.code: source
    for source in (
        CertificateSource(
            "resident_id",
            _("居民身份证信息"),
            {"number": _("身份证号码"), "name": _("姓名与身份证号码不一致")},
        ),
        CertificateSource(
            "company",
            _("工商登记信息"),
            {"number": _("证照号码"), "name": _("名称与证照号码不一致")},
        ),
        OrganisationSource(
            "organisation",
            _("组织机构代码信息"),
            {"number": _("组织机构代码"), "name": _("名称与组织机构代码不一致")},
        ),
        DomainSource(),
        PhoneSource(),
    )
}


def questions(document: FilingDocument) -> list[Question]:
    """What this document is asked about, in desk order; a value that stands at several places is asked once, for the first."""
    found: dict[tuple, Question] = {}
    for source in SOURCES.values():
        for question in source.questions(document):
            found.setdefault((question.source, *question.values.items()), question)
    return list(found.values())


def papers(document: FilingDocument) -> Iterator[tuple[str, str | None, Certificate]]:
    """(path, name of the holder, certificate) of the owner and of every principal."""
    yield "subject", document.subject.name, document.subject.certificate
    for stem, person in principals(document):
        yield stem, person.name, person.certificate


def principals(document: FilingDocument) -> Iterator[tuple[str, Principal]]:
    yield "subject.principal", document.subject.principal
    for index, site in enumerate(document.sites):
        yield f"sites.{index}.principal", site.principal


@cache
def data() -> dict[str, Any]:
    """sources.json: certificate type → source and the numbers it knows; pauses between follow-ups."""
    return json.loads(DATA.read_text(encoding="utf-8"))


def _asked_of(certificate_type: int | None) -> dict[str, Any] | None:
    return data()["certificates"].get(str(certificate_type))


def _normal(kinds: Sequence[str], number: str) -> Iterator[str]:
    """The number's normal form under each of the kinds that it keeps to; whether its date can be is for the rules."""
    for kind in kinds:
        try:
            yield identifiers.certificate_number(kind, number, date.max)
        except identifiers.Invalid:
            continue


def _domain(name: str) -> str:
    try:
        return identifiers.domain_key(name)
    except identifiers.Invalid:
        return ""
