"""What the world holds of appointments and revisits: a desk that one owner is expected at, and a refusal to update."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from beian.people.models import User
from provider.applications.models import Application
from provider.counter.appointments import desks, slots, transitions
from provider.counter.revisits import transitions as revisits
from provider.counter.revisits.models import Revisit

if TYPE_CHECKING:
    from tests.scope.world import World

PROVIDER, OWNER = "provider:p01", "13800138000"


def tell(world: World) -> None:
    """Leaves the keys of what it made in `world.kept`: desk, closure, booking, plan, revisit."""
    admin, now = world.cast.person("provider_admin", PROVIDER), timezone.now()
    _desk(world, admin, now)
    if "granted" in world.applications:
        _revisit(world, admin, now)


def _desk(world: World, admin: User, now: datetime) -> None:
    today, note = timezone.localdate(now), world.canaries.han(world.canaries.secret)
    values = {"name": "核验点", "address": "中关村大街1号", "phone": "010-66001234", "note": "", "active": True}
    values |= {"slot_minutes": 30, "capacity": 1, "makeup_weekday": 4}
    week = {weekday: [(time(0), time(23, 30))] for weekday in range(7)}
    with world.cast.acting(admin):
        desk = desks.add(values=values, hours=week, now=now)
        far = today + timedelta(days=90)
        closure = desks.close_day(desk=desk, day=far, note=note, agreed=True, by=admin, now=now)
        world.kept = {"desk": desk.pk, "closure": closure.pk}
    if "prechecked" not in world.applications:
        return
    with world.cast.acting(world.cast.owner(PROVIDER, OWNER)):
        record = Application.objects.get(uuid=world.applications["prechecked"])
        plan = slots.plans([desk], today, record.due_on)[0]
        ahead = slots.days(today + timedelta(days=1), record.due_on)
        day = next(day for day in ahead if plan.stretches(day))
        booked = transitions.book(application=record, desk=desk, day=day, start=time(9), now=now)
        world.kept["booking"] = booked.pk


def _revisit(world: World, admin: User, now: datetime) -> None:
    words, today = world.canaries.secret, timezone.localdate(now)
    values = {"title": world.canaries.han(words), "first": today, "months": 1, "share": 100, "owner_kind": ""}
    values |= {"quota": 9, "granted_before": None, "unseen_since": None, "seed": world.canaries.han(words)}
    said = {"how": "phone", "note": world.canaries.han(words), "due_on": today + timedelta(days=7)}
    with world.cast.acting(admin):
        plan = revisits.plan(values=values, by=admin, now=now)
        revisit = Revisit.objects.get(plan=plan)
        revisits.note(revisit=revisit, result="refused", by=admin, now=now, **said)
        world.kept |= {"plan": plan.pk, "revisit": revisit.pk}
