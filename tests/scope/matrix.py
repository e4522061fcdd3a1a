"""docs/scope_matrix.jsonl: the law (role, resource, action, scope, effect), the pages under it, and the tables with their columns.

A line with "role" is a rule. One with "page" says what a page is for and who may call it. One with "table" names the resource that the
table's rows are, the reaches that may touch them, and every column.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from beian.people.access import Access
from beian.people.roles import ROLES
from tests.scope.addresses import Address

MATRIX = Path(__file__).resolve().parent.parent.parent / "docs" / "scope_matrix.jsonl"
# Roles that the matrix rules together.
GROUPS = {"provider_clerk": "provider_staff", "provider_verifier": "provider_staff"}
_GRANTS = """
SELECT c.relname, r.rolname, string_agg(DISTINCT lower(g.privilege_type), ', ' ORDER BY lower(g.privilege_type))
FROM pg_class c, aclexplode(c.relacl) g JOIN pg_roles r ON r.oid = g.grantee
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND r.rolname LIKE 'reach%' GROUP BY 1, 2
"""
_COLUMNS = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped GROUP BY 1
"""


class Matrix:
    def __init__(self, lines: list[dict[str, Any]]) -> None:
        self.rules = [line for line in lines if "role" in line]
        self.pages = {line["page"]: line for line in lines if "page" in line}
        self.tables = {line["table"]: line for line in lines if "table" in line}

    def allows(self, role: str, resource: str, action: str) -> bool:
        """Default deny: some rule has to allow it to this role or its group."""
        return any(
            rule["effect"] == "allow" and rule["resource"] == resource and action in rule["action"].split(",")
            for rule in self.rules
            if rule["role"] in (role, GROUPS.get(role))
        )

    def problems_with(self, known: list[Address]) -> Iterator[str]:
        """Pages that it does not know or knows otherwise, and rights that no rule gives."""
        for address in known:
            page = self.pages.get(address.name)
            if page is None:
                yield f"{address.name}: a page that the matrix does not know"
            elif address.access is None or sorted(page["roles"]) != roles_of(address.access, address.tier):
                yield f"{address.name}: granted otherwise than the matrix says"
            else:
                yield from self._without_rule(page)
        yield from (f"{name}: no such page" for name in self.pages.keys() - {address.name for address in known})

    def _without_rule(self, page: dict[str, Any]) -> Iterator[str]:
        for role in page["roles"]:
            if not self.allows(role, page["resource"], page["action"]):
                yield f"{page['page']}: no rule lets {role} {page['action']} {page['resource']}"

    def problems_with_tables(self, tables: dict[str, dict[str, Any]]) -> Iterator[str]:
        for table, there in tables.items():
            line = self.tables.get(table)
            if line is None:
                yield f"{table}: a table that the matrix does not know"
                continue
            if line["reaches"] != there["reaches"]:
                yield f"{table}: the database gives {there['reaches']}"
            if line["columns"] != there["columns"]:
                yield f"{table}: other columns: {sorted(set(line['columns']) ^ set(there['columns']))}"
        yield from (f"{table}: no such table" for table in self.tables.keys() - tables.keys())


def matrix() -> Matrix:
    return Matrix([json.loads(line) for line in MATRIX.read_text().splitlines()])


def roles_of(access: Access, tier: str) -> list[str]:
    """Who may call a page, of those whom a node of its tier has; anonymous where everybody may."""
    return sorted(role for role in access.roles if not tier or tier in ROLES[role].tiers) or ["anonymous"]


def tables_of(cursor: Any, names: list[str]) -> dict[str, dict[str, Any]]:
    """Table → the verbs of each reach on its whole rows, and its columns, as the database has them."""
    cursor.execute(_COLUMNS)
    found = {table: {"reaches": {}, "columns": columns} for table, columns in cursor.fetchall() if table in names}
    cursor.execute(_GRANTS)
    for table, role, verbs in cursor.fetchall():
        if table in found:
            found[table]["reaches"][role.removeprefix("reach_")] = verbs
    return found
