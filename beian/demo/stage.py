"""Prepare the stage: nodes with keys, offices, accounts. Safe to repeat; what is there stays as it is."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.contrib.auth.hashers import make_password

from beian.demo.people import Office, Person, offices, staff
from beian.people import establish
from beian.people.models import Node, User
from beian.people.scope import Actor, Reach, enter

DIRECTOR = Actor.service("demo")


def password(place: Path) -> str:
    """The demonstration's one staff password, made at the first start and kept beside the data."""
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_text(f"demo-{secrets.token_hex(4)}")
    return place.read_text().strip()


def prepare(*, password: str, now: datetime, places: Sequence[Office] | None = None) -> list[Person]:
    """Everybody's sign-ins, after all of them exist; of the offices named, or of all."""
    encoded = make_password(password)  # once for all: Argon2id takes a seventh of a second
    everybody = []
    for office in offices() if places is None else places:
        people = staff(office)
        if not _stands(office, len(people)):
            _establish(office, people, encoded, now)
        everybody += people
    return everybody


def _stands(office: Office, people: int) -> bool:
    with enter(office.node, Reach.SYSTEM, DIRECTOR):
        return Node.objects.filter(name=office.node).exists() and User.objects.exclude(password="").count() >= people


def _establish(office: Office, people: list[Person], encoded: str, now: datetime) -> None:
    organisation = establish.node(name=office.node, title=office.title, province=office.province, actor=DIRECTOR)
    with enter(office.node, Reach.SYSTEM, DIRECTOR):
        for person in people:
            establish.account(
                organisation=organisation,
                username=person.username,
                name=person.name,
                role=person.role,
                password_hash=encoded,
                now=now,
            )
