"""The matrix of docs/scope_matrix.jsonl is the law: a page, a table or a column that it does not know fails here."""

import psycopg2
import pytest
from django.test import override_settings

from beian.people.roles import ROLES
from tests.scope import catalogue
from tests.scope.addresses import addresses
from tests.scope.matrix import GROUPS, Matrix, matrix, tables_of

pytestmark = pytest.mark.requirement("A3")


def test_every_page_stands_in_the_matrix_with_its_roles_and_under_a_rule():
    assert list(matrix().problems_with(addresses())) == []


def test_every_role_has_rules_and_none_is_allowed_what_it_is_denied():
    law = matrix()
    ruled = {rule["role"] for rule in law.rules}
    assert {GROUPS.get(role, role) for role in ROLES} <= ruled
    denied = {
        (r["role"], r["resource"], r["action"]) for r in law.rules if r["effect"] == "deny" and r["scope"] == "any"
    }
    allowed = {
        (r["role"], r["resource"], action)
        for r in law.rules
        if r["effect"] == "allow"
        for action in r["action"].split(",")
    }
    assert denied & allowed == set()


@pytest.mark.django_db
def test_every_table_and_column_stands_in_the_matrix_with_its_reaches(cast, owner_url):
    law = matrix()
    with psycopg2.connect(owner_url) as line, line.cursor() as cursor:
        ours = [table for table in catalogue.tables(cursor) if table not in catalogue.LIBRARIES]
        there = tables_of(cursor, ours)
    line.close()
    assert "\n".join(law.problems_with_tables(there)) == ""
    resources = {rule["resource"] for rule in law.rules}
    assert {row["resource"] for row in law.tables.values()} <= resources


@override_settings(ROOT_URLCONF="tests.scope.planted")
def test_a_page_that_the_matrix_does_not_know_is_found():
    found = list(matrix().problems_with(addresses()))
    assert "province:unscoped: a page that the matrix does not know" in found
    assert "province:home: granted otherwise than the matrix says" in found


def test_a_right_without_a_rule_is_found():
    law = matrix()
    stolen = law.pages["province:case_decide"] | {"roles": ["province_reviewer", "province_leader"]}
    assert list(law._without_rule(stolen)) == ["province:case_decide: no rule lets province_leader approve filing"]


def test_a_new_column_is_found():
    law = Matrix([{"table": "t", "resource": "filing", "reaches": {"staff": "select"}, "columns": ["id"]}])
    there = {"t": {"reaches": {"staff": "select"}, "columns": ["id", "mobile"]}, "u": {"reaches": {}, "columns": []}}
    assert list(law.problems_with_tables(there)) == [
        "t: other columns: ['mobile']",
        "u: a table that the matrix does not know",
    ]
