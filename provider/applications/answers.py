"""What one answer implies for others, so that nothing is asked twice and nothing stale stays behind."""

from typing import Any

from beian.filing import documents, items
from beian.filing.documents import FilingDocument, Principal
from beian.reference.tables import table


def changed(document: FilingDocument, values: dict[str, Any]) -> FilingDocument:
    """The document with these answers and all that follows from them; None takes an answer away, DocumentError names what does not fit."""
    given = {path: None if value == "" else value for path, value in values.items()}
    after = documents.replaced(document, given)
    after = documents.replaced(after, stale(after))
    return with_own_principals(document, after)


def stale(document: FilingDocument) -> dict[str, None]:
    """Answers that no longer fit a changed nature or province, to be taken away."""
    subject, gone = document.subject, {}
    kind = table("certificate_types").get(str(subject.certificate.type))
    if kind is not None and subject.nature and str(subject.nature) not in kind.flags["natures"]:
        gone |= dict.fromkeys(("subject.certificate.type", "subject.certificate.number"))
    place = subject.address
    if place.city and place.province and not place.city.startswith(place.province):
        gone |= dict.fromkeys(("subject.address.city", "subject.address.county"))
    return gone


def with_own_principals(before: FilingDocument, after: FilingDocument) -> FilingDocument:
    """A person is his own principal (P10 一1(3)); a unit's site follows its subject's principal where they were the same."""
    if after.of_person:
        after = documents.replaced(after, _own(after))
        return _for_all_sites(after, range(len(after.sites)))
    same = [n for n, site in enumerate(before.sites) if n < len(after.sites) and is_same_principal(before, n)]
    unchanged = [n for n in same if after.sites[n].principal == before.sites[n].principal]
    return _for_all_sites(after, unchanged)


def is_same_principal(document: FilingDocument, site: int) -> bool:
    """Whether the site's principal is the subject's, and named at all."""
    principal = document.sites[site].principal
    return principal == document.subject.principal and principal != Principal()


def principal_of_subject(document: FilingDocument, site: int) -> dict[str, Any]:
    """The answers that make the subject's principal the site's as well."""
    return {f"sites.{site}.principal": documents.dump(document)["subject"]["principal"]}


def _own(document: FilingDocument) -> dict[str, Any]:
    subject = documents.dump(document)["subject"]
    found = {}
    for own, source in items.OWN_PRINCIPAL.items():
        value: Any = subject
        for step in source.split(".")[1:]:
            value = value.get(step) if value else None
        found[f"subject.principal.{own}"] = value
    return found


def _for_all_sites(document: FilingDocument, sites) -> FilingDocument:
    values: dict[str, Any] = {}
    for site in sites:
        values |= principal_of_subject(document, site)
    return documents.replaced(document, values) if values else document
