"""The certificate arrives from the provider's province (B17)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from beian import audit
from beian.evidence.manifest import ManifestEntry, adopt
from beian.exchange import Message, handles
from provider.applications.certificate import PURPOSE
from provider.applications.handlers import check_from_province
from provider.applications.messages import Body
from provider.applications.models import Application


class IssuedBody(Body):
    """Which filing, which version, who issued it, and the document, sealed for this provider."""

    number: Annotated[str, Field(min_length=1, max_length=32)]
    version: Annotated[int, Field(ge=1, le=1_000_000)]
    issuer: Annotated[str, Field(pattern=r"\Aprovince:[0-9]{2}\z")]
    evidence: Annotated[list[ManifestEntry], Field(max_length=1)] = []


class NotItsCertificate(ValueError):
    """A certificate of another filing than the application's, or a message with no certificate in it."""


@handles("certificate.issued", version=1, body=IssuedBody)
def take_issued(messages: list[Message]) -> None:
    """Keep each document under its application, as its owner's own."""
    for message in messages:
        check_from_province(message.sender)
        application = Application.objects.select_for_update().filter(uuid=message.key).first()
        if application is None:
            raise LookupError(f"no application {message.key} at this provider")
        _keep(application, message.body)


def _keep(application: Application, body: IssuedBody) -> None:
    purposes = [entry.purpose for entry in body.evidence]
    if purposes != [PURPOSE] or application.filing_number != body.number:
        raise NotItsCertificate(f"{body.number} version {body.version} is no certificate of {application.uuid}")
    files = adopt(body.evidence, sender=body.issuer, application=application.uuid, owner=application.owner_id)
    after = {"number": body.number, "version": body.version, "files": len(files)}
    audit.record(
        verb="application.certificate",
        subject=("application", application.uuid),
        owner=application.owner_id,
        after=after,
    )
