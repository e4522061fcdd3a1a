"""Kinds 1, 2 and 9 as far as claims tell: the domains and the certificate that an application must have for itself, and who has them already.

What another application only leases tells that it is running, not that its subject is filed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from beian.filing import kinds
from ministry.register.conflicts.answers import Conflict, in_order
from ministry.register.conflicts.columns import found
from ministry.register.models import Claim, Passage

CERTIFICATE, DOMAIN = Claim.Kind.CERTIFICATE.value, Claim.Kind.DOMAIN.value
CERTIFICATE_ITEM = "subject.certificate.number"

_LOOK = """
SELECT asked.place, claim.application, claim.province, claim.state
FROM json_to_recordset(%(asked)s::json) AS asked (place int, application uuid, key text)
JOIN ministry_claim AS claim
  ON claim.node = current_setting('beian.node') AND claim.kind = %(kind)s AND claim.key = asked.key COLLATE "C"
 AND claim.state IN ('leased', 'held') AND claim.application <> asked.application
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """One key that an application needs, and the item of its form where it stands. `kind`: certificate or domain."""

    kind: str
    key: str
    item: str
    application: UUID
    province: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a key: the application is for us only, an answer names no more than the province."""

    application: UUID
    province: str
    filed: bool


def conflict_of(ask: Ask, holder: Holder) -> Conflict:
    """What is said to the one who asks for what another has."""
    if ask.kind == DOMAIN:
        return Conflict("domain_taken", ask.item, holder.province, domain=ask.key, filed=holder.filed)
    if holder.filed:
        return Conflict("certificate_taken", ask.item, holder.province)
    return Conflict("running", ask.item, holder.province, filed=False)


def asks_of(passage: Passage) -> list[Ask]:
    """Everything this application must have for itself, each key once, certificate first. Invalid if a domain is none."""
    own = (passage.application, passage.subject_province)
    found = {
        (DOMAIN, key): path for path, key in reversed(passage.named_domains)
    }  # of one written twice the first place counts
    asks = [Ask(kind, key, item, *own) for (kind, key), item in found.items()]
    if kinds.kind(passage.kind).effect == "enter":
        asks.insert(0, Ask(CERTIFICATE, passage.certificate, CERTIFICATE_ITEM, *own))
    return asks


def look(asks: list[Ask]) -> dict[Ask, Holder]:
    """Who else holds or leases what is asked for: two statements, one per kind."""
    return _look(DOMAIN, asks) | _look(CERTIFICATE, asks)


def _look(kind: str, asks: list[Ask]) -> dict[Ask, Holder]:
    wanted = [ask for ask in asks if ask.kind == kind]
    rows = [(place, str(ask.application), ask.key) for place, ask in enumerate(wanted)]
    holders = found(_LOOK, ("place", "application", "key"), rows, kind=kind)
    return {wanted[place]: Holder(holder, province, state == "held") for place, holder, province, state in holders}


def settle(
    asks: Mapping[UUID, list[Ask]], taken: Mapping[Ask, Holder], standing: Mapping[UUID, list[Conflict]]
) -> dict[UUID, list[Conflict]]:
    """The conflicts of each application that has any, given who holds what already and what else stands against it.

    Inside a batch the first by order wins. One that is refused takes nothing, so that it stands in nobody's way: this is why the
    batch is walked here and not joined with itself.
    """
    won: dict[tuple[str, str], Holder] = {}
    refused: dict[UUID, list[Conflict]] = {}
    for application, wanted in asks.items():
        against = [(ask, taken.get(ask) or won.get((ask.kind, ask.key))) for ask in wanted]
        conflicts = [conflict_of(ask, holder) for ask, holder in against if holder is not None]
        conflicts += standing.get(application, [])
        if conflicts:
            refused[application] = in_order(conflicts)
        else:
            won.update({(ask.kind, ask.key): Holder(application, ask.province, filed=False) for ask in wanted})
    return refused
