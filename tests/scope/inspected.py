"""What the support centre and a supervisor have done in the world: a backdrop, a wrong number, a sample and a result, a canary in each text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from beian import exchange
from beian.people import scope
from beian.people.models import Node
from beian.people.scope import Actor, Reach
from ministry.supervision import backdrops
from provider.organisation.models import SampleResult
from province.supervision import samples
from province.supervision.inspections import IdentityMismatch

if TYPE_CHECKING:
    from tests.scope.world import World

PROVIDER, PROVINCE, MINISTRY = "provider:p01", "province:11", "ministry"


def tell(world: World) -> None:
    """Sets `backdrop`, `identity` and `drawn`: the arguments of their pages."""
    world.backdrop = _backdrop(world)
    world.identity, world.drawn = _at_the_bureau(world)
    _result(world)


def _backdrop(world: World) -> str:
    centre = world.cast.person("filing_centre", MINISTRY)
    with world.cast.acting(centre):
        node = Node.objects.get(name=PROVIDER)
        given = backdrops.issue(provider=node, many=1, by=centre, now=timezone.now())
    exchange.drain()
    return given[0].number


def _at_the_bureau(world: World) -> tuple[int, dict[str, Any]]:
    words, now = world.canaries, timezone.now()
    with world.cast.acting(world.cast.person("province_supervisor", PROVINCE)):
        mismatch = IdentityMismatch.objects.create(
            application=uuid4(),
            round=1,
            item="subject.principal.certificate.number",
            masked=words.letters(words.secret),
            kind="unknown",
            provider="p01",
            provider_name=f"公司{words.han(words.secret)}",
            found_at=now,
            told_at=now,
        )
        return mismatch.pk, _drawn(world)


def _drawn(world: World) -> dict[str, Any]:
    """Arguments of the sample's pages; none where nothing has been reported that could be drawn."""
    note, today = f"事由{world.canaries.han(world.canaries.secret)}", timezone.localdate()
    if not samples.population("p01", today).exists():
        return {}
    by = world.cast.person("province_supervisor", PROVINCE)
    sample = samples.draw(provider="p01", month=today, size=20, note=note, by=by, now=timezone.now())
    item = sample.items.exclude(papers=[]).order_by("place").first()
    return {"uuid": sample.uuid, "place": item.place, "paper": item.papers[0]} if item else {"uuid": sample.uuid}


def _result(world: World) -> None:
    words, now = world.canaries, timezone.now()
    found = {"application": str(uuid4()), "finding": "fail", "cause": "other", "words": words.han(words.secret)}
    with scope.enter(PROVIDER, Reach.STAFF, Actor.service("story")):
        SampleResult.objects.create(
            uuid=world.drawn.get("uuid") or uuid4(),
            asker=PROVINCE,
            month=timezone.localdate().replace(day=1),
            seed="0" * 16,
            total=1,
            size=1,
            failed=1,
            low=20.7,
            high=100.0,
            items=[found],
            closed_at=now,
            received_at=now,
        )
