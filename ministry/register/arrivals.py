"""A report as it arrives: opened once to know the certificate by the ministry's own digest, and kept sealed from then on (decision 11)."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from beian.evidence.manifest import adopt
from beian.exchange import Message
from beian.filing import identifiers, sealing
from beian.filing.documents import Certificate, FilingDocument
from beian.people import keys
from beian.people.nodes import MINISTRY, province_node
from ministry.public import entries
from ministry.register.models import Passage

_ARRIVING = [field.name for field in Passage._meta.fields if field.name not in ("id", "node", "application")]


class NotReportable(ValueError):
    """A report that cannot be taken as it is: no key for the ministry, no certificate, or from a province that is not the provider's."""


def passage_of(message: Message, now: datetime) -> Passage:
    """The passage of a reported application in the round of this message, not yet stored."""
    body = message.body
    if message.sender != province_node(body.provider.province):
        raise NotReportable(f"{message.sender} reports for a provider of province {body.provider.province}")
    passage = Passage(application=UUID(message.key))
    passage.kind = body.kind
    passage.provider, passage.provider_name = body.provider.code, body.provider.name
    passage.provider_province, passage.subject_province = body.provider.province, body.subject_province
    passage.server_provinces = body.server_provinces
    passage.round, passage.revision = message.round, message.revision
    passage.state, passage.state_since, passage.reported_at = "reported", now, now
    passage.document, passage.sealed = body.document, sealing.block_of(body.sealed)
    passage.wrapped_key = _own_key(body)
    document = opened(passage)
    subject = document.subject
    passage.nature, passage.certificate = str(subject.nature or ""), _certificate(subject.certificate)
    passage.name_key = entries.name_key(name=body.document["subject"].get("name") or "", nature=passage.nature)
    passage.principals = dict(_principals(document))
    passage.domains = sorted({key for _item, key in passage.named_domains})
    passage.conflicts = []
    return passage


def store(passages: Sequence[Passage]) -> None:
    """Keep what arrived, in one statement: new applications, and later rounds in place of earlier ones."""
    Passage.objects.bulk_create(
        passages, update_conflicts=True, unique_fields=["node", "application"], update_fields=_ARRIVING
    )


def keep_papers(messages: Iterable[Message]) -> None:
    """Copies of what each report brings that is sealed for the ministry too (B12); what is not stays with whoever decides."""
    for message in messages:
        own = [entry for entry in message.body.evidence if MINISTRY in entry.keys]
        if own:
            adopt(own, sender=f"provider:{message.body.provider.code}", application=UUID(message.key))


def opened(passage: Passage) -> FilingDocument:
    """The whole document. The sealed block is opened for the digests of what is compared, and closed again."""
    if passage.disposed_at is not None:
        raise sealing.Disposed(f"{passage.application} was disposed of")
    key = keys.unwrap(bytes(passage.wrapped_key), f"application|{passage.application}")
    block = bytes(passage.sealed)
    return sealing.unseal(passage.document, block, application=passage.application, round=passage.round, key=key)


def _certificate(certificate: Certificate) -> str:
    """Keyed digest, hex, of the subject's certificate."""
    if not certificate.type or not certificate.number:
        raise NotReportable("a report without the subject's certificate")
    return certificate_digest(str(certificate.type), certificate.number)


def _principals(document: FilingDocument) -> Iterator[tuple[str, str]]:
    """(item, keyed digest) of each principal's certificate."""
    sites = ((f"sites.{index}.principal", site.principal) for index, site in enumerate(document.sites))
    for item, principal in [("subject.principal", document.subject.principal), *sites]:
        certificate = principal.certificate
        if certificate.type and certificate.number:
            yield f"{item}.certificate.number", certificate_digest(str(certificate.type), certificate.number)


def certificate_digest(type_: str, number: str) -> str:
    """The same for every way of writing the number: half width, upper case, no spaces."""
    return keys.digest("certificate", type_, identifiers.fold(number, "upper")).hex()


def _own_key(body) -> bytes:
    text = body.keys.get(MINISTRY)
    if text is None:
        raise NotReportable("a report without a key for the ministry")
    return base64.b64decode(text, validate=True)
