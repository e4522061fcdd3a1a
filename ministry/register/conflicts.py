"""Conflict detection, kinds 1 and 2 (flows.md §4): what an application asks for, and who has it already.

A look is one statement per kind over the whole batch, however large. What stands against an application is told by kind, issuing
province and next step; nothing of the other party is ever read into the answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beian.filing import identifiers, kinds
from beian.reference import provinces
from beian.reference.tables import table
from ministry.register.models import Claim, Passage

CERTIFICATE, DOMAIN = Claim.Kind.CERTIFICATE.value, Claim.Kind.DOMAIN.value
CERTIFICATE_ITEM = "subject.certificate.number"
# The order in which conflicts are reported: domains are kind 1, certificates kind 2.
REPORTED = {DOMAIN: 1, CERTIFICATE: 2}

_LOOK = """
SELECT asked.place, claim.application, claim.province, claim.state
FROM unnest(%(places)s::int[], %(applications)s::uuid[], %(keys)s::text[]) AS asked (place, application, key)
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


@dataclass(frozen=True, slots=True)
class Conflict:
    ask: Ask
    holder: Holder

    def body(self) -> dict:
        """As it travels to the provinces and to the owner."""
        text, next_step = _sentences(self)
        return {
            "kind": f"{self.ask.kind}_taken",
            "item": self.ask.item,
            "text": text,
            "issuing_province": self.holder.province,
            "next_step": next_step,
        }


def asks_of(passage: Passage) -> list[Ask]:
    """Everything this application must have for itself, each key once, certificate first. Invalid if a domain is none."""
    own = (passage.application, passage.subject_province)
    found = {(DOMAIN, identifiers.domain_key(name)): path for path, name in _domains(passage.document)}
    asks = [Ask(kind, key, item, *own) for (kind, key), item in found.items()]
    if kinds.kind(passage.kind).effect == "enter":
        asks.insert(0, Ask(CERTIFICATE, passage.certificate, CERTIFICATE_ITEM, *own))
    return asks


def _domains(document: Mapping) -> Iterable[tuple[str, str]]:
    """(path, name) of each domain; of a domain written twice the first place counts, so the last is given first."""
    places = [
        (f"sites.{site}.domains.{place}", name)
        for site, part in enumerate(document.get("sites", []))
        for place, name in enumerate(part.get("domains", []))
    ]
    return reversed(places)


def look(asks: list[Ask]) -> dict[Ask, Holder]:
    """Who else holds or leases what is asked for: two statements, one per kind."""
    return _look(DOMAIN, asks) | _look(CERTIFICATE, asks)


def _look(kind: str, asks: list[Ask]) -> dict[Ask, Holder]:
    wanted = [ask for ask in asks if ask.kind == kind]
    if not wanted:
        return {}
    given = {
        "kind": kind,
        "places": list(range(len(wanted))),
        "applications": [str(ask.application) for ask in wanted],
        "keys": [ask.key for ask in wanted],
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, given)
        return {wanted[place]: Holder(holder, province, state == "held") for place, holder, province, state in cursor}


def settle(asks: Mapping[UUID, list[Ask]], taken: Mapping[Ask, Holder]) -> dict[UUID, list[Conflict]]:
    """The conflicts of each application that has any, given who holds what already.

    Inside a batch the first by order wins. One that is refused takes nothing, so that it stands in nobody's way: this is why the
    batch is walked here and not joined with itself.
    """
    won: dict[tuple[str, str], Holder] = {}
    refused: dict[UUID, list[Conflict]] = {}
    for application, wanted in asks.items():
        against = [(ask, taken.get(ask) or won.get((ask.kind, ask.key))) for ask in wanted]
        conflicts = [Conflict(ask, holder) for ask, holder in against if holder is not None]
        if conflicts:
            refused[application] = sorted(conflicts, key=lambda conflict: REPORTED[conflict.ask.kind])
        else:
            won.update({(ask.kind, ask.key): Holder(application, ask.province, filed=False) for ask in wanted})
    return refused


def _sentences(conflict: Conflict) -> tuple[str, str]:
    """What stands against it, and what to do next."""
    code, language = conflict.holder.province, get_language() or "zh-hans"
    words = {
        "domain": conflict.ask.key,
        "province": table("provinces").name_of(code, language),
        "bureau": provinces.bureau(code, language),
    }
    text, next_step = _words(conflict.ask.kind, conflict.holder.filed)
    return text % words, next_step % words


def _words(kind: str, filed: bool) -> tuple[str, str]:
    if kind == DOMAIN and filed:
        return (
            _("域名 %(domain)s 已在%(province)s备案。"),
            _("请核对域名；如域名已归您所有，请原主办者先注销该域名的备案，或与%(bureau)s联系，然后重新提交。"),
        )
    if kind == DOMAIN:
        return (
            _("域名 %(domain)s 正在%(province)s办理另一备案申请。"),
            _("请核对域名；如两次申请都是您提交的，请撤回其中一次，或与%(bureau)s联系，然后重新提交。"),
        )
    if filed:
        return (
            _("主体证件已在%(province)s备案。"),
            _(
                "已有备案号的主体无需再次新增，请改为办理“新增网站”；不清楚备案号的，请在公共查询中查询或与%(bureau)s联系。"
            ),
        )
    return (
        _("同一主体证件正在%(province)s办理另一备案申请。"),
        _("请等待该申请办结后办理“新增网站”，或撤回其中一次申请；并非本人提交的，请与%(bureau)s联系。"),
    )
