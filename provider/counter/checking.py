"""What the clerk's one screen is made of: every item with what the rules say of it and how it read before, and twins at this provider."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from beian.filing import documents, paths, sealing
from beian.filing.documents import FilingDocument
from beian.pages import reading
from provider.applications.models import Application, ApplicationQuerySet, Round
from provider.counter.comparison import Change, differences

ENDED = ("withdrawn", "lapsed")
MOST_TWINS = 20


class Field(NamedTuple):
    """One item on the screen: masked value, what the rules found, what stood there in the round before, whether it was returned then."""

    path: str
    label: str
    value: str
    findings: Sequence[Any]
    change: Change | None
    asked: bool

    @property
    def suspicious(self) -> bool:
        """Whether a rule refuses it: marked for return beforehand."""
        return any(finding.severity == "reject" for finding in self.findings)


class Section(NamedTuple):
    title: str
    fields: list[Field]


class Screen(NamedTuple):
    """`loose` are findings that no answered item takes (what is missing, the whole); `gone` are changes of items no longer there."""

    sections: list[Section]
    loose: list[Any]
    gone: list[Change]


def screen(shown: FilingDocument, found: Sequence[Any], changes: Iterable[Change], asked: Iterable[str]) -> Screen:
    """The document by section, each finding and change beside its item."""
    changed, wanted = {change.item: change for change in changes}, set(asked)
    taken: list[Any] = []
    sections = []
    for group in reading.groups(shown):
        fields = [_field(line, found, changed.get(line.path), wanted) for line in group.lines]
        taken += [finding for field in fields for finding in field.findings]
        sections.append(Section(group.title, fields))
    there = {field.path for section in sections for field in section.fields}
    loose = [finding for finding in found if not any(finding is one for one in taken)]
    return Screen(sections, loose, [change for path, change in changed.items() if path not in there])


def _field(line: reading.Line, found: Sequence[Any], change: Change | None, asked: set[str]) -> Field:
    about = [finding for finding in found if finding.item == line.path or finding.item.startswith(f"{line.path}.")]
    return Field(line.path, line.label, line.value, about, change, line.path in asked)


def returned_round(application: Application) -> Round | None:
    """The round before this one, if it came back."""
    return application.rounds.filter(outcome="returned", number__lt=application.round).order_by("-number").first()


def changes_since(last: Round, application: Application, document: FilingDocument) -> list[Change]:
    """What the owner changed since then: compared in full, shown masked."""
    before = sealing.unseal(
        last.document, bytes(last.sealed), application=application.uuid, round=last.number, key=application.key
    )
    return list(differences(before, document))


class Twin(NamedTuple):
    """Another application of this provider that names the same domain or certificate; `what` says which."""

    application: Application
    what: list[str]


def twins(application: Application, document: FilingDocument, rows: ApplicationQuerySet) -> list[Twin]:
    """Those that are still alive, the latest first. A certificate is compared in full, its masked form only chooses whom to look at."""
    domains = {name for site in document.sites for name in site.domains}
    same_domain = Q()
    for name in sorted(domains)[:MOST_TWINS]:
        same_domain |= Q(document__sites__contains=[{"domains": [name]}])
    masked = paths.get(application.document, "subject.certificate.number")
    same_paper = Q(document__subject__certificate__number=masked) if masked else Q()
    if not (same_domain or same_paper):
        return []
    others = rows.exclude(pk=application.pk).exclude(state__in=ENDED).filter(same_domain | same_paper)
    found = [Twin(other, _shared(document, domains, other)) for other in others.order_by("-id")[:MOST_TWINS]]
    return [twin for twin in found if twin.what]


def _shared(document: FilingDocument, domains: set[str], other: Application) -> list[str]:
    named = {name for site in other.masked_document().sites for name in site.domains}
    shared = [_("域名 %(name)s") % {"name": name} for name in sorted(domains & named)]
    return [*shared, _("主办者证件号码")] if _same_paper(document, other) else shared


def _same_paper(document: FilingDocument, other: Application) -> bool:
    number = document.subject.certificate.number
    if not number or other.disposed_at is not None:
        return False
    return documents.dump(other.open_document())["subject"]["certificate"].get("number") == number
