"""What the database's own catalogue says about scope, held against the rules of decisions 1 and 2. Each check lists what breaks one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

REACHES = ("reach_staff", "reach_organisation", "reach_owner", "reach_public", "reach_system")
# Tables without a node, each with its reason.
NODELESS = {"beian_node": "the registry of nodes itself: titles and public keys, known to all"}
# Tables of libraries: no rows of ours, or names of roles that are the same at every node.
LIBRARIES = {
    "auth_group": "unused: roles are grants on organisations",
    "auth_group_permissions": "unused",
    "auth_permission": "the names of the roles",
    "django_content_type": "the names of the models",
    "django_migrations": "which migrations ran",
    "guardian_groupobjectpermission": "unused: grants stand in beian_grant",
    "guardian_userobjectpermission": "unused: grants stand in beian_grant",
}
# What reach_system may touch: accounts, sessions, codes, keys, the mailbox, the code tables that every page needs, and what signing in
# writes down. No filing, no case.
SYSTEM = {
    *("auth_permission", "django_content_type", "beian_node", "beian_nodekey", "beian_organisation", "beian_user"),
    *("beian_membership", "beian_grant", "beian_session", "beian_signinattempt", "beian_auditentry", "beian_notice"),
    *("beian_onetimecode", "beian_mailboxitem", "beian_outboxmessage", "beian_edition", "beian_keptform"),
    "beian_visit",
}
# Of these it may only add a row, never read one.
SYSTEM_WRITES = {"beian_auditentry", "beian_notice", "beian_outboxmessage"}
_SETTING = r"current_setting\('beian\.(?:node|owner|organisation)'::text, true\)"
_NODE = rf"\(node = {_SETTING}\)"
_OWN = rf"\({_NODE} AND \([a-z_]+ = \(NULLIF\({_SETTING}, ''::text\)\)::bigint\)\)"
_NODE_COLUMN = ["text", "true", "C", "current_setting('beian.node'::text)"]
_SCALAR = re.compile(rf"{_NODE}|{_OWN}")


def tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')")
    return sorted(name for (name,) in cursor.fetchall())


def unconfined(cursor: Any) -> list[str]:
    """Tables of ours that NodeTable has not been at: column, its default, keys, row security."""
    return [
        problem for table in tables(cursor) if table not in NODELESS | LIBRARIES for problem in _lacks(cursor, table)
    ]


def _lacks(cursor: Any, table: str) -> Iterator[str]:
    cursor.execute(_SHAPE, {"table": table})
    column, own, placed, secured, policies = cursor.fetchone()
    if column != _NODE_COLUMN:
        yield f"{table}: no node column as decision 1 says, but {column}"
    for there, what in ((own, "unique (node, id)"), (placed, "check on node"), (secured, "row security")):
        if not there:
            yield f"{table}: no {what}"
    if not policies:
        yield f"{table}: no policy"


def lost_references(cursor: Any) -> list[str]:
    """Foreign keys between node tables that do not carry the node: they would tell whether another node's row exists."""
    cursor.execute(_REFERENCES)
    return [f"{table}: {name} goes without the node" for table, name in cursor.fetchall()]


def loose_policies(cursor: Any) -> list[str]:
    """Policies that are more than equalities of one row's columns with settings, or that are for more than one role."""
    cursor.execute("SELECT tablename, policyname, roles::text[], qual, with_check FROM pg_policies ORDER BY 1, 2")
    found = []
    for table, name, roles, using, check in cursor.fetchall():
        if table in NODELESS:
            continue
        if len(roles) != 1 or roles[0] not in REACHES:
            found.append(f"{table}.{name}: for {roles}")
        found += [f"{table}.{name}: {text}" for text in (using, check) if text and not _SCALAR.fullmatch(_flat(text))]
    return found


def _flat(text: str) -> str:
    return " ".join(text.split()).replace('"', "")


def loose_grants(cursor: Any, login: str) -> list[str]:
    """Rights of the login itself, of everybody, whole tables for the public, and business tables for the accounts' reach."""
    cursor.execute(_GRANTS, {"login": login})
    found = []
    for table, role, verb in cursor.fetchall():
        if role in (login, "PUBLIC"):
            found.append(f"{table}: {verb} to {role}")
        elif role == "reach_public" and table not in NODELESS:
            found.append(f"{table}: {verb} on the whole table to {role}")
        elif (
            role == "reach_system"
            and (table not in SYSTEM or (table in SYSTEM_WRITES and verb != "INSERT"))
            or verb in ("TRUNCATE", "REFERENCES", "TRIGGER")
        ):
            found.append(f"{table}: {verb} to {role}")
    return found


def public_columns(cursor: Any) -> dict[str, set[str]]:
    """Table → columns that anybody may read, the node registry left out."""
    cursor.execute(_COLUMNS)
    found: dict[str, set[str]] = {}
    for table, column, verb in cursor.fetchall():
        found.setdefault(table, set()).add(column if verb == "SELECT" else f"{verb} {column}")
    return {table: columns for table, columns in found.items() if table not in NODELESS}


def powerful_functions(cursor: Any) -> dict[str, tuple[str, str]]:
    """SECURITY DEFINER functions: name → (what they answer, who may call them)."""
    cursor.execute(_FUNCTIONS)
    return {name: (answer, callers) for name, answer, callers in cursor.fetchall()}


_SHAPE = """
SELECT (SELECT ARRAY[format_type(a.atttypid, a.atttypmod), a.attnotnull::text, c.collname, pg_get_expr(d.adbin, d.adrelid)]
        FROM pg_attribute a LEFT JOIN pg_collation c ON c.oid = a.attcollation
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = t.oid AND a.attname = 'node'),
       EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid AND k.conname = t.relname || '_own' AND k.contype = 'u'
               AND pg_get_constraintdef(k.oid) = 'UNIQUE (node, id)'),
       EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid AND k.conname = t.relname || '_placed' AND k.contype = 'c'),
       t.relrowsecurity,
       EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid)
FROM pg_class t WHERE t.relname = %(table)s AND t.relnamespace = 'public'::regnamespace
"""
_REFERENCES = """
SELECT k.conrelid::regclass::text, k.conname FROM pg_constraint k
WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'node')
AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.confrelid AND a.attname = 'node')
AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'node' AND a.attnum = ANY (k.conkey))
ORDER BY 1, 2
"""
_GRANTS = """
SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), g.privilege_type
FROM pg_class c, aclexplode(c.relacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND g.grantee <> c.relowner
AND (r.rolname IS NULL OR r.rolname = %(login)s OR r.rolname LIKE 'reach%%')
ORDER BY 1, 2, 3
"""
_COLUMNS = """
SELECT c.relname, a.attname, g.privilege_type
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) g JOIN pg_roles r ON r.oid = g.grantee
WHERE c.relnamespace = 'public'::regnamespace AND r.rolname = 'reach_public' ORDER BY 1, 2
"""
_FUNCTIONS = """
SELECT p.proname, pg_get_function_result(p.oid),
       coalesce((SELECT string_agg(DISTINCT coalesce(r.rolname, 'PUBLIC'), ',' ORDER BY coalesce(r.rolname, 'PUBLIC'))
        FROM aclexplode(p.proacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee WHERE g.grantee <> p.proowner), 'PUBLIC')
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef ORDER BY 1
"""
