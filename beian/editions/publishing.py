"""Putting an edition into force, taking one in, and sending it down: each is one transaction, and each may be repeated."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from beian import audit, exchange
from beian.editions import drafting, permissions, reading, shapes
from beian.editions.bodies import Published
from beian.editions.drafting import NotDrafted
from beian.editions.models import Delivery, Draft, Edition
from beian.editions.registry import followers
from beian.exchange.outbox import Outgoing, send_many
from beian.filing.canonical import digest
from beian.people import scope
from beian.people.models import Node, User
from beian.people.nodes import MINISTRY, code_of, province_node, tier_of

# Whom a node still owes an edition that counts or will count: those below it, and the ministry for what a bureau publishes itself.
_OWED = """
INSERT INTO beian_delivery (receiver, name, version, sent_at)
SELECT below.name, held.name, held.version, %(now)s FROM beian_edition held JOIN beian_node below ON
       (%(tier)s = 'ministry' AND below.tier = 'province')
    OR (%(tier)s = 'province' AND below.tier = 'provider' AND below.province = %(province)s)
    OR (below.name = 'ministry' AND held.published_by = held.node AND %(tier)s = 'province')
WHERE held.id = ANY(%(standing)s) AND below.name <> held.published_by
ON CONFLICT DO NOTHING RETURNING receiver, name, version
"""


class Disagreement(ValueError):
    """An edition that contradicts what is held, or that its sender has no say in: it is parked and an officer looks at it."""


def publish(
    *,
    draft: Draft,
    note: str,
    in_force_from: date | None,
    revision: int,
    by: User,
    roles: frozenset[str],
    now: datetime,
) -> Edition:
    """Make the draft the next edition and send it down. NotDrafted says why it cannot be."""
    permissions.check_can_edit(draft.name, roles)
    draft = drafting.locked(draft, revision, roles)
    _check(draft, in_force_from, timezone.localdate(now))
    edition = _keep(
        Published(
            name=draft.name,
            version=draft.based_on + 1,
            digest=digest({"rows": draft.rows}).hex(),
            rows=draft.rows,
            in_force_from=in_force_from,
            note=note,
            published_by=scope.current().node,
            published_by_name=by.name,
            published_at=now,
        ),
        now,
    )
    draft.delete()
    _counts(edition, now)
    return edition


def _check(draft: Draft, in_force_from: date | None, today: date) -> None:
    if draft.based_on != reading.version_of(draft.name):
        raise NotDrafted(_("在您编辑期间已有新版本，请放弃草稿，从新版本重新开始。"))
    if not drafting.differences(draft):
        raise NotDrafted(_("草稿与当前版本没有差别，不需要发布。"))
    if wrong := dict(drafting.wrong_rows(draft)):
        raise NotDrafted(_("草稿中有 %(count)s 行不符合格式，请先改正。") % {"count": len(wrong)})
    if in_force_from is not None and in_force_from < today:
        raise NotDrafted(_("施行日期不能早于今天。"))


def take(*, body: Published, sender: str, now: datetime) -> None:
    """An edition from above, or a bureau's pack from below: keep it, follow it, pass it on, and say that it is held."""
    check_sender(body, sender)
    if wrong := next(shapes.unusable(body.name, body.rows), None):
        raise Disagreement(f"{body.name} {body.version}: {wrong}")
    if digest({"rows": body.rows}).hex() != body.digest:
        raise Disagreement(f"{body.name} {body.version}: the digest is not that of the rows")
    known = Edition.objects.filter(name=body.name, version=body.version).values_list("digest", flat=True).first()
    if known is not None and known != body.digest:
        raise Disagreement(f"{body.name} {body.version} is held with other rows")
    if known is None:
        _counts(_keep(body, now), now)
    told = {"name": body.name, "version": body.version, "digest": body.digest}
    exchange.send(receiver=sender, kind="edition.taken", key=body.name, revision=body.version, body=told)


def check_sender(body: Published, sender: str) -> None:
    """Editions come down from the tier above, and up to the ministry only from the bureau that publishes its own pack."""
    if not permissions.is_ours(body.name, body.published_by):
        raise Disagreement(f"{body.published_by} does not publish {body.name}")
    if body.published_by == scope.current().node:
        raise Disagreement(f"{body.name} is published here, by nobody else")
    if sender != (_above() if scope.current().node != MINISTRY else body.published_by):
        raise Disagreement(f"{sender} does not pass {body.name} on to {scope.current().node}")


def _above() -> str:
    """The node that this one takes editions from."""
    node = scope.current().node
    if tier_of(node) == "province":
        return MINISTRY
    return province_node(Node.objects.values_list("province", flat=True).get(name=node))


def _keep(body: Published, now: datetime) -> Edition:
    edition = Edition.objects.create(**body.model_dump(), taken_at=now)
    after = {"table": body.name, "version": body.version, "by": body.published_by, "note": body.note}
    audit.record(verb="editions.publish", subject=edition, after=after)
    return edition


def _counts(edition: Edition, now: datetime) -> None:
    """From here on this node holds it."""
    reading.renewed()
    for follow in followers(tier_of(scope.current().node), edition.name):
        follow(edition, now)
    distribute(now=now)


def distribute(*, now: datetime) -> int:
    """Send every standing edition to whoever has not been sent it yet; how many went out. A node established later gets them all."""
    node = scope.current().node
    standing = {(e.name, e.version): e for e in Edition.objects.standing(timezone.localdate(now))}
    if not standing:
        return 0
    with connection.cursor() as cursor:
        ids = [edition.pk for edition in standing.values()]
        cursor.execute(_OWED, {"now": now, "tier": tier_of(node), "province": code_of(node), "standing": ids})
        owed = cursor.fetchall()
    send_many(
        Outgoing(receiver, "edition.published", name, _body(standing[name, version]), revision=version)
        for receiver, name, version in owed
    )
    return len(owed)


def _body(edition: Edition) -> Published:
    return Published.model_validate(edition, from_attributes=True)


def note_taken(*, receiver: str, name: str, version: int, held: str, now: datetime) -> None:
    """A node says that it holds an edition; with other rows than ours, an officer has to look."""
    ours = Edition.objects.filter(name=name, version=version).values_list("digest", flat=True).first()
    if ours != held:
        raise Disagreement(f"{receiver} holds {name} {version} with other rows")
    Delivery.objects.filter(receiver=receiver, name=name, version=version, taken_at=None).update(taken_at=now)
