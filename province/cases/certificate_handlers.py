"""A certificate that the ministry has entered goes on to the provider, and by it to the owner (B17)."""

from __future__ import annotations

from beian.exchange import Message, handles
from province.cases import bodies
from province.cases.handlers import WrongOffice, check_from_ministry, passed_on
from province.cases.models import Case


@handles("certificate.issued", body=bodies.CertificateIssued)
def take_issued(messages: list[Message]) -> None:
    """The provider's province passes it on; it holds no key to the document, which names a person in full."""
    for message in messages:
        check_from_ministry(message)
        provider = Case.objects.filter(application=message.key).values_list("provider", flat=True).first()
        if provider is None:
            raise WrongOffice(f"{message.key} is no case of a provider of ours")
        passed_on(message, f"provider:{provider}")
