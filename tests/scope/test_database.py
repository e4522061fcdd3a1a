"""The second fence as it stands in the database (decisions 1 and 2), and the proof that a hole in it would be found."""

import psycopg2
import pytest
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from beian.people.migrations_ops import NodeNames
from tests.scope import catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A3")]
PUBLIC = {
    # Whom anybody may ask and complain to, and what is announced to anybody (H6): never who keeps it, nor the revision of its message.
    "ministry_publiccertificate": {
        *("id", "node", "token", "filing_number", "version", "digest", "province", "subject_name", "nature", "sites"),
        *("approved_on", "issued_at", "superseded"),
    },
    "ministry_publiccontact": {
        *("id", "node", "province", "consultation_phone", "complaint_phone", "email", "address", "hours", "website"),
        *("note", "changed_at"),
    },
    "ministry_publicnotice": {"id", "node", "province", "uuid", "title", "text", "published_on", "withdrawn"},
    "beian_edition": {"id", "node", "name", "version", "digest", "rows", "in_force_from"},
    "beian_organisation": {"id", "node", "code", "name"},
    "ministry_queryentry": {
        *("id", "node", "kind", "key", "standing", "filing_number", "site_number", "subject_name", "name_key"),
        *("nature", "site_name", "home_url", "approved_on"),
    },
}


@pytest.fixture
def asking(cast, owner_url):
    """A cursor of the owner's; whatever is planted through it is rolled back."""
    line = psycopg2.connect(owner_url)
    with line.cursor() as cursor:
        yield cursor
    line.rollback()
    line.close()


@pytest.fixture
def login() -> str:
    return connections["default"].settings_dict["USER"]


def test_every_table_of_ours_is_confined_to_its_node(asking):
    assert catalogue.unconfined(asking) == []
    assert set(catalogue.NODELESS | catalogue.LIBRARIES) <= set(catalogue.tables(asking))


def test_references_stay_inside_the_node(asking):
    assert catalogue.lost_references(asking) == []


def test_policies_are_scalar_equalities_for_one_role(asking):
    assert catalogue.loose_policies(asking) == []


def test_nobody_holds_more_rights_than_the_reach_needs(asking, login):
    assert catalogue.loose_grants(asking, login) == []


@pytest.mark.requirement("Q3")
def test_the_public_reads_the_public_columns_and_no_others(asking):
    assert catalogue.public_columns(asking) == PUBLIC


def operations(kind: type) -> list:
    """All operations of this kind in the project's migrations."""
    migrations = MigrationLoader(None).disk_migrations.values()
    return [operation for migration in migrations for operation in migration.operations if isinstance(operation, kind)]


def test_functions_of_the_owner_answer_names_of_nodes_and_nothing_else(asking):
    functions = catalogue.powerful_functions(asking)
    assert set(functions) == {operation.function for operation in operations(NodeNames)}
    assert set(functions.values()) == {("SETOF text", "reach_system")}
    for name in functions:
        asking.execute(f"SELECT {name}() EXCEPT SELECT name FROM beian_node")
        assert asking.fetchall() == []


# ---- holes, planted and found


def test_a_table_without_its_node_is_found(asking):
    asking.execute("CREATE TABLE province_planted (id bigint PRIMARY KEY, name text)")
    found = catalogue.unconfined(asking)
    assert [problem for problem in found if not problem.startswith("province_planted: ")] == []
    assert {problem.partition(": ")[2].split(" as ")[0] for problem in found} == {
        "no node column",
        "no unique (node, id)",
        "no check on node",
        "no row security",
        "no policy",
    }


@pytest.mark.parametrize(
    "policy",
    [
        "TO reach_staff USING (node = current_setting('beian.node', true) OR state = 'granted')",
        "TO reach_staff USING (node IN (SELECT name FROM beian_node))",
        "TO reach_staff USING (true)",
        "TO reach_staff USING (node <> current_setting('beian.node', true))",
        "USING (node = current_setting('beian.node', true))",
        "TO reach_staff, reach_owner USING (node = current_setting('beian.node', true))",
        "TO reach_owner USING (node = current_setting('beian.node', true)) WITH CHECK (true)",
    ],
)
def test_a_loose_policy_is_found(asking, policy):
    asking.execute(f"CREATE POLICY planted ON province_case {policy}")
    assert {problem.partition(":")[0] for problem in catalogue.loose_policies(asking)} == {"province_case.planted"}


@pytest.mark.parametrize(
    "grant",
    [
        "SELECT ON province_case TO {login}",
        "SELECT ON province_case TO PUBLIC",
        "SELECT ON province_case TO reach_public",
        "SELECT ON province_case TO reach_system",
        "SELECT ON beian_notice TO reach_system",
        "TRUNCATE ON province_case TO reach_staff",
    ],
)
def test_a_loose_grant_is_found(asking, login, grant):
    asking.execute("GRANT " + grant.format(login=login))
    assert len(catalogue.loose_grants(asking, login)) == 1


def test_a_reference_without_the_node_is_found(asking):
    asking.execute(
        "ALTER TABLE province_site ADD CONSTRAINT planted FOREIGN KEY (subject_id) REFERENCES province_subject (id)"
    )
    assert catalogue.lost_references(asking) == ["province_site: planted goes without the node"]


def test_a_public_column_more_is_found(asking):
    asking.execute("GRANT SELECT (owner_id) ON provider_application TO reach_public")
    assert catalogue.public_columns(asking) == PUBLIC | {"provider_application": {"owner_id"}}
