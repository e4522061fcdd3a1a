"""What is still missing or wrong in an application, told per question page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from beian.evidence.purposes import PURPOSES
from beian.filing import documents, items, paths, rules
from beian.filing.documents import FilingDocument
from provider.applications import papers
from provider.applications.models import Application
from provider.applications.questions import OF_A_SITE, Page

PAGE_OF = {item.parent: item.page for item in items.ITEMS}


class Judgement(NamedTuple):
    """Of one document: paths still open, findings that refuse, findings that only warn, and purposes of papers still to come."""

    missing: Sequence[str]
    refusals: Sequence
    advice: Sequence
    papers: Sequence[str]

    @property
    def complete(self) -> bool:
        return not (self.missing or self.refusals or self.papers)

    def missing_on(self, page: str, document: FilingDocument) -> list[str]:
        return [path for path in self.missing if page_of(path, document) == page]

    def refused_on(self, page: str, document: FilingDocument) -> list:
        return [finding for finding in self.refusals if page_of(finding.item, document) == page]


class NotComplete(Exception):
    """It cannot be handed in yet; `judgement` says why."""

    def __init__(self, judgement: Judgement) -> None:
        super().__init__("the application is not complete")
        self.judgement = judgement


def judge(application: Application, document: FilingDocument) -> Judgement:
    """Everything that stands between this document and its submission."""
    found = rules.check_whole(documents.dump(document))
    refusals = [finding for finding in found if finding.severity == "reject"]
    advice = [finding for finding in found if finding.severity == "warn"]
    return Judgement(documents.missing(document), refusals, advice, papers.still_needed(application, document))


def check_complete(application: Application, document: FilingDocument) -> None:
    """NotComplete where something is missing or refused."""
    judgement = judge(application, document)
    if not judgement.complete:
        raise NotComplete(judgement)


def page_of(path: str, document: FilingDocument) -> str:
    """The slug of the question page on which this path is answered. A person is asked once for what is his as subject and as principal."""
    if path in PURPOSES:
        return "documents"
    item = paths.item_of(path)
    kind = PAGE_OF.get(item) or PAGE_OF.get(item.removesuffix("[]")) or _page_above(item)
    if document.of_person and kind in ("subject_principal", "site_principal"):
        own = item.partition("principal.")[2]
        return "subject" if own in items.OWN_PRINCIPAL else "subject_principal"
    return Page(kind, site_of(path)).slug if kind in OF_A_SITE else kind


def site_of(path: str) -> int:
    """Which site a path speaks of, the first where it names none."""
    number = path.removeprefix("sites.").partition(".")[0]
    return int(number) if path.startswith("sites.") and number.isdigit() else 0


def concerning(findings: Iterable, wanted: Iterable[str]) -> list:
    """Those findings that speak of one of these paths or of something inside it."""
    stems = tuple(wanted)
    return [one for one in findings if any(one.item == stem or one.item.startswith(f"{stem}.") for stem in stems)]


def _page_above(item: str) -> str:
    above = [page for key, page in PAGE_OF.items() if key.startswith(f"{item}.") or item.startswith(f"{key}.")]
    return above[0] if above else "site"
