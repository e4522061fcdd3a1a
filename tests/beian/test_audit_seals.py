"""The log of who did what cannot be rewritten, not even by the owner of the database, without the verifier naming it (F43)."""

from io import StringIO

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection

from beian import audit
from beian.exchange import drain, seals
from beian.people import scope
from beian.people.scope import Actor, Reach

pytestmark = [pytest.mark.django_db, pytest.mark.fault("F43")]
NODE = "province:11"
TABLES = ("beian_auditentry", "beian_auditseal")


def act(*things: str, node: str = NODE) -> None:
    """Each thing is written down in a transaction of its own."""
    for thing in things:
        with inside(node):
            audit.record(verb="test.act", subject=("thing", thing), after={"名": thing})


def inside(node=NODE):
    return scope.enter(node, Reach.STAFF, Actor.service("test"))


def seal(node=NODE) -> int:
    with inside(node):
        return seals.seal()


def verify() -> str:
    """What the verifier prints; what it complains of where something does not hold."""
    said, complaint = StringIO(), StringIO()
    try:
        call_command("audit", "verify", stdout=said, stderr=complaint, no_color=True)
    except CommandError as error:
        return complaint.getvalue() + str(error)
    return said.getvalue()


@pytest.fixture
def owner(test_urls):
    """The owner of the database, who may switch triggers off."""
    line = psycopg2.connect(test_urls["DATABASE_OWNER_URL"])
    line.autocommit = True
    with line.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor.execute
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    line.close()


@pytest.fixture
def sealed(cast):
    """Two seals at the bureau, told to the ministry."""
    act("a", "b", "c")
    assert seal() == 1
    act("d", "e")
    assert seal() == 1 and seal() == 0
    drain()
    assert "ok" in verify()


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        (
            "UPDATE beian_auditentry SET after = '{}' WHERE subject_id = 'b'",
            "province:11: seal 1: an entry or the seal itself",
        ),
        ("UPDATE beian_auditentry SET actor_label = 'x' WHERE subject_id = 'b'", "seal 1: an entry"),
        ("UPDATE beian_auditentry SET at = at - interval '1 day' WHERE subject_id = 'e'", "seal 2: an entry"),
        ("UPDATE beian_auditentry SET seal = 2 WHERE subject_id = 'a'", "entries were sealed"),
        ("UPDATE beian_auditentry SET seal = NULL WHERE subject_id = 'a'", "entries were sealed"),
        ("DELETE FROM beian_auditentry WHERE subject_id = 'c'", "entries were sealed"),
        ("TRUNCATE beian_auditentry", "0 are there"),
        ("DELETE FROM beian_auditseal WHERE node = 'province:11' AND number = 1", "seal 1 is missing"),
        ("DELETE FROM beian_auditseal WHERE node = 'province:11' AND number = 2", "seal 2: entries refer to it"),
        (
            "UPDATE beian_auditseal SET digest = 'x' WHERE node = 'province:11' AND number = 1",
            "seal 1: an entry or the seal",
        ),
    ],
)
def test_the_owner_of_the_database_alters_the_log_and_the_verifier_names_it(sealed, owner, statement, complaint):
    owner(statement)
    assert complaint in verify()


def test_a_log_cut_off_with_its_seals_is_known_to_the_tier_above(sealed, owner):
    owner("DELETE FROM beian_auditentry WHERE node = 'province:11' AND seal = 2")
    owner("DELETE FROM beian_auditseal WHERE node = 'province:11' AND number = 2")
    assert "province:11: seal 2 was told to the tier above and is not there" in verify()


def test_a_log_written_anew_with_fitting_seals_is_known_to_the_tier_above(sealed, owner):
    owner("UPDATE beian_auditentry SET after = '{}' WHERE subject_id = 'e'")
    owner("UPDATE beian_auditentry SET seal = NULL WHERE node = 'province:11' AND seal = 2")
    owner("DELETE FROM beian_auditseal WHERE node = 'province:11' AND number = 2")
    assert seal() == 1
    assert "seal 2 is another than was told" in verify()


def test_an_entry_that_commits_late_falls_into_the_next_seal(cast, test_urls):
    act("early")
    slow = psycopg2.connect(test_urls["DATABASE_OWNER_URL"])
    with slow.cursor() as cursor:
        cursor.execute("SELECT set_config('beian.node', 'province:11', true), set_config('beian.actor', 'x', true)")
        cursor.execute("SELECT set_config('beian.actor_label', 'x', true)")
        cursor.execute(
            "INSERT INTO beian_auditentry (verb, subject_kind, subject_id, before, after) VALUES ('v', 'k', 'late', '{}', '{}')"
        )
        act("after")
        assert seal() == 1
        slow.commit()
    slow.close()
    assert "ok" in verify()
    assert seal() == 1
    assert "ok" in verify()


def test_nobody_of_the_platform_may_touch_a_sealed_entry(sealed):
    for statement in (
        "UPDATE beian_auditentry SET seal = 9 WHERE seal = 1",
        "UPDATE beian_auditentry SET verb = 'x'",
        "DELETE FROM beian_auditentry",
        "UPDATE beian_auditseal SET entries = 1",
    ):
        with pytest.raises((ProgrammingError, Exception), match="permission denied|Cannot update"), inside():
            connection.cursor().execute(statement)


def test_the_sweep_finds_the_nodes_whose_log_has_grown(cast):
    for node in ("ministry", "province:11", "province:33", "provider:p01", "provider:p02"):
        seal(node)
    act("x", node="provider:p01")
    with scope.enter("ministry", Reach.SYSTEM, Actor.service("test")), connection.cursor() as cursor:
        cursor.execute("SELECT audit_unsealed()")
        assert cursor.fetchall() == [("provider:p01",)]
