"""A calendar that the ministry publishes in a story, and the clock that it is told at."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from beian import exchange
from beian.editions import drafting, publishing
from beian.editions.models import Edition
from beian.people import scope
from beian.people.scope import Actor, Reach
from beian.reference.clocks import SHANGHAI

OFFICER = "ministry_supervisor"
NEW_YEAR = {date(2027, 1, 1): False, date(2027, 1, 2): False, date(2027, 1, 3): False}


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def inside(node: str, reach: Reach = Reach.STAFF):
    return scope.enter(node, reach, Actor.service("story"))


def publish(cast, name: str, rows: list[dict]) -> Edition:
    """The officer puts these rows into a table and publishes it; nothing has been delivered yet."""
    by = {"by": cast.person(OFFICER, "ministry"), "roles": frozenset({OFFICER}), "now": timezone.now()}
    with inside("ministry"):
        draft = drafting.begin(name=name, **by)
        known = {old["code"]: drafting.key_of(old) for old in draft.rows}
        for new in rows:
            replaced = known.get(new["code"])
            draft = drafting.put_row(draft=draft, row=new, replaces=replaced, revision=draft.revision, **by)
        return publishing.publish(draft=draft, note="某号通知", in_force_from=None, revision=draft.revision, **by)


def publish_calendar(cast, days: dict[date, bool], *, complete: int | None = None) -> Edition:
    """Days with whether they are worked; `complete` is the year whose notice this is. Everybody has taken it."""
    rows = [row(day.isoformat(), {"worked": worked}) for day, worked in days.items()]
    rows += [row(str(complete), {"complete": True})] if complete else []
    edition = publish(cast, "calendar", rows)
    exchange.drain()
    return edition


def row(code: str, flags: dict) -> dict:
    said = {"name": "元旦", "name_en": "New Year", "source": "国办发明电〔2026〕1号", "confidence": "high"}
    return {"code": code, "valid_from": None, "valid_to": None, "order": 1, "flags": flags} | said
