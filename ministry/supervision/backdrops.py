"""The support centre's register of backdrops: it designs them, gives numbered ones to providers, and takes them back (P10 二(二)1(4))."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from beian import audit
from beian.exchange import Outgoing, Rejection, on_rejected, send_many
from beian.people.models import Node, User
from beian.people.nodes import code_of, province_node
from ministry.supervision.centre_models import Backdrop
from verification.photo import backdrops
from verification.photo.told import BackdropTold

MOST = 20  # in one issue
CHOICES = 5
LAST = 99_999  # serial that a number can show


class NotIssued(ValueError):
    """A step that cannot be taken; str() is the sentence for the centre's people."""


def number_of(serial: int) -> str:
    """As it is printed on the sheet: six digits, the last one of them a check digit."""
    return backdrops.number_of(serial)


def provider_named(text: str) -> Node:
    """The provider of this code, or the only one whose name holds the text; NotIssued says what to write instead."""
    providers = Node.objects.filter(tier="provider")
    exact = providers.filter(name=f"provider:{text.lower()}").first()
    if exact is not None:
        return exact
    found = list(providers.filter(title__icontains=text).order_by("name")[: CHOICES + 1])
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotIssued(_("没有这家接入服务商，请填写服务商代码或名称。"))
    named = "、".join(f"{node.title}（{code_of(node.name)}）" for node in found[:CHOICES])
    more = "…" if len(found) > CHOICES else ""
    raise NotIssued(_("符合的服务商不止一家，请填写代码：%(named)s") % {"named": named + more})


def issue(*, provider: Node, many: int, by: User | None, now: datetime) -> list[Backdrop]:
    """Give so many new backdrops to a provider, with the next free numbers, and tell it."""
    if not 1 <= many <= MOST:
        raise NotIssued(_("一次发放 1 至 %(most)d 幅。") % {"most": MOST})
    _one_at_a_time()
    last = Backdrop.objects.aggregate(last=Max("serial"))["last"] or 0
    if last + many > LAST:
        raise NotIssued(_("幕布编号已经用完。"))
    rows = [_new(provider, serial, by, now) for serial in range(last + 1, last + many + 1)]
    made = Backdrop.objects.bulk_create(rows)
    for backdrop in made:
        after = {"number": backdrop.number, "provider": backdrop.provider}
        audit.record(verb="backdrop.issue", subject=backdrop, after=after)
    _tell("backdrop.issued", made)
    return made


def _new(provider: Node, serial: int, by: User | None, now: datetime) -> Backdrop:
    return Backdrop(
        serial=serial,
        number=number_of(serial),
        provider=code_of(provider.name),
        provider_name=provider.title,
        province=provider.province,
        issued_by=by,
        issued_at=now,
        issued_on=timezone.localdate(now),
    )


def check_can_revoke(backdrop: Backdrop) -> None:
    """Raises the sentence that stands in place of the button."""
    if backdrop.revoked_on is not None:
        raise NotIssued(_("这幅幕布已经收回。"))


def revoke(*, backdrop: Backdrop, reason: str, by: User, now: datetime) -> Backdrop:
    """Take it back: photos in front of it are no longer taken as the provider's own. The number is never given again."""
    backdrop = Backdrop.objects.select_for_update().get(pk=backdrop.pk)
    check_can_revoke(backdrop)
    backdrop.revoked_by, backdrop.revoked_at, backdrop.revoked_on = by, now, timezone.localdate(now)
    backdrop.reason, backdrop.revision = reason, backdrop.revision + 1
    backdrop.save(update_fields=["revoked_by", "revoked_at", "revoked_on", "reason", "revision"])
    audit.record(verb="backdrop.revoke", subject=backdrop, after={"number": backdrop.number, "reason": reason})
    _tell("backdrop.revoked", [backdrop])
    return backdrop


def note_held(*, provider: str, number: str, now: datetime) -> None:
    """The provider's system knows this number; told twice, the first time counts."""
    Backdrop.objects.filter(number=number, provider=provider, taken_at=None).update(taken_at=now)


def printed(*, backdrop: Backdrop) -> None:
    """The sheet was fetched once more."""
    Backdrop.objects.filter(pk=backdrop.pk).update(printed=F("printed") + 1)
    audit.record(verb="backdrop.print", subject=backdrop, after={"number": backdrop.number})


def sheet(backdrop: Backdrop) -> bytes:
    """The printable PDF, A0."""
    return backdrops.pdf(backdrop.number, backdrop.provider_name)


def _tell(kind: str, backdrops: Iterable[Backdrop]) -> None:
    """Down to the provider, by way of the bureau that supervises it."""
    send_many(
        Outgoing(province_node(each.province), kind, each.number, _body(each), revision=each.revision)
        for each in backdrops
    )


def _body(backdrop: Backdrop) -> BackdropTold:
    names = BackdropTold.model_fields
    return BackdropTold.model_validate({name: getattr(backdrop, name) for name in names})


@on_rejected("backdrop.issued")
@on_rejected("backdrop.revoked")
def not_heard(rejection: Rejection) -> None:
    """The bureau would not pass it on: it stays unconfirmed in the register, and the record says why."""
    told = {"kind": rejection.message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="backdrop.not_heard", subject=("backdrop", rejection.message.key), after=told)


def _one_at_a_time() -> None:
    """Until this transaction ends nobody else draws a serial: they are dense whoever comes at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('backdrop serials'))")
