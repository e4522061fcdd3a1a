"""Messages about filings that concern this province by their servers alone."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from beian.exchange import Message, handles
from beian.people import scope
from beian.people.nodes import MINISTRY, code_of
from beian.reference.dates import Day
from province.register.models import HostedSite

ProvinceCode = Field(pattern=r"\A[0-9]{2}\z")


class Body(BaseModel):
    """What a newer sender adds is left aside: nothing of a person may come to stand here."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class Provider(Body):
    code: str = Field(pattern=r"\A[a-z0-9]{1,32}\z")
    name: str
    province: str = ProvinceCode


class HostedPart(Body):
    """One site as it is served: how it is reached, and from which addresses."""

    number: str = Field(max_length=40)
    name: str
    home_url: str = ""
    domains: list[str] = []
    addresses: list[str] = []
    modes: list[int] = []
    ip_ranges: list[tuple[str, str]] = []


class Hosted(Body):
    """A granted filing for the province of its servers: sites, addresses and provider, and the name of a unit that everybody may read."""

    number: str = Field(max_length=32)
    subject_name: str = Field("", description="a unit's; empty for persons")
    subject_province: str = ProvinceCode
    server_provinces: list[str] = Field(min_length=1)
    provider: Provider
    approved_on: Day
    sites: list[HostedPart] = Field(min_length=1)


_TOLD = [field.name for field in HostedSite._meta.fields if field.name not in ("id", "node", "application", "number")]


class NotOurs(ValueError):
    """A site that does not stand in this province, or that it knows in another way, or not the ministry's word."""


@handles("filing.hosted", body=Hosted)
def take_hosted(messages: list[Message]) -> None:
    """Filings whose servers stand here are kept for gathering evidence."""
    for message in messages:
        _check(message)
    _keep([site for message in messages for site in _sites(message)])


@handles("register.hosted", body=Hosted)
def take_hosted_again(messages: list[Message]) -> None:
    """What a comparison found missing or different here, told again."""
    for message in messages:
        _check(message)
    _keep([site for message in messages for site in _sites(message)], again=True)


def _check(message: Message) -> None:
    own, body = code_of(scope.current().node), message.body
    if message.sender != MINISTRY:
        raise NotOurs(f"{message.sender} has no say in {message.kind} of {message.key}")
    if own not in body.server_provinces or own in (body.subject_province, body.provider.province):
        raise NotOurs(f"{message.key} is not hosted in province {own} alone")


def _sites(message: Message) -> list[HostedSite]:
    body = message.body
    return [
        HostedSite(
            application=UUID(message.key),
            filing_number=body.number,
            subject_name=body.subject_name,
            subject_province=body.subject_province,
            provider=body.provider.code,
            provider_name=body.provider.name,
            provider_province=body.provider.province,
            approved_on=body.approved_on,
            round=message.round,
            revision=message.revision,
            **site.model_dump(),
        )
        for site in body.sites
    ]


def _keep(told: list[HostedSite], *, again: bool = False) -> None:
    """A later word of a site takes the place of an earlier one, never the other way, and never another filing's.

    What is told `again` after a comparison is the ministry's present word: it takes the place of one of the same revision, too.
    """
    known = HostedSite.objects.select_for_update().order_by("number")
    newest = {site.number: site for site in known.filter(number__in=[site.number for site in told])}
    taken: dict[str, HostedSite] = {}
    for site in told:
        held = newest.get(site.number)
        if held is not None and held.application != site.application:
            raise NotOurs(f"{site.number} belongs to another application")
        if held is None or _later(site, held) or (again and not _later(held, site)):
            newest[site.number] = taken[site.number] = site
    HostedSite.objects.bulk_create(
        taken.values(), update_conflicts=True, unique_fields=["node", "number"], update_fields=_TOLD
    )


def _later(one: HostedSite, other: HostedSite) -> bool:
    return (one.round, one.revision) > (other.round, other.revision)
