"""Migration operations of the second fence: one per table, default deny (docs/decisions/0001).

`NodeTable` gives a table its composite keys, policies and grants. Policies are scalar equalities TO one role; nothing else is
offered, because OR and sub-selects in a policy cost 15 and 240 times a plain filter.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.migrations.operations.base import Operation

from beian.people.scope import Reach

_NODE = "node = current_setting('beian.node', true)"
_VERBS = {"select", "insert", "update", "delete"}


class Reaches(Operation):
    """Create the roles of reach where the cluster has none yet, and let the application's login take them."""

    reversible = True

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        names = [reach.value for reach in Reach]
        for name in names:
            schema_editor.execute(_CREATE_ROLE % {"name": name})
        app = schema_editor.quote_name(settings.DATABASES["default"]["USER"])
        schema_editor.execute(f"GRANT {', '.join(names)} TO {app}")
        schema_editor.execute(f"GRANT USAGE ON SCHEMA public TO {', '.join(names)}")
        schema_editor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Roles belong to the cluster and may serve another database: they stay."""

    def describe(self):
        return "Create the roles of reach"


_CREATE_ROLE = """
DO $$ BEGIN
    CREATE ROLE %(name)s NOLOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""


class Readable(Operation):
    """A table that belongs to no node and that the given reaches may read: node registry, permissions, content types."""

    reversible = True

    def __init__(self, table: str, *reaches: str):
        self.table = table
        self.reaches = reaches

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        roles = ", ".join(Reach[name.upper()].value for name in self.reaches)
        schema_editor.execute(f"GRANT SELECT ON {schema_editor.quote_name(self.table)} TO {roles}")

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute(
            f"REVOKE ALL ON {schema_editor.quote_name(self.table)} FROM {', '.join(r.value for r in Reach)}"
        )

    def deconstruct(self):
        return self.__class__.__qualname__, [self.table, *self.reaches], {}

    def describe(self):
        return f"Let {', '.join(self.reaches)} read {self.table}"


class NodeTable(Operation):
    """Confine a table's rows to their node.

    staff, system: verbs, policy `node = setting`. owner, organisation: verbs, or (column, verbs) for policy
    `node = setting AND column = setting`. public: the columns that anybody may read. What is absent has no access.
    """

    reversible = True

    def __init__(self, model: str, *, staff=None, system=None, owner=None, organisation=None, public=()):
        self.model = model
        self.grants = {"staff": staff, "system": system, "owner": owner, "organisation": organisation}
        self.public = tuple(public)

    def deconstruct(self):
        kwargs = {key: value for key, value in self.grants.items() if value}
        return self.__class__.__qualname__, [self.model], kwargs | ({"public": self.public} if self.public else {})

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.model)
        for statement in self.statements(model, schema_editor.quote_name):
            schema_editor.execute(statement)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        model = from_state.apps.get_model(app_label, self.model)
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"REVOKE ALL ON {table} FROM {', '.join(r.value for r in Reach)}")

    def statements(self, model: type[models.Model], quote) -> list[str]:
        """The SQL, in order: keys, row security, one policy and one grant per reach."""
        table, name = quote(model._meta.db_table), model._meta.db_table
        made = [
            f"ALTER TABLE {table} ADD CONSTRAINT {quote(name + '_own')} UNIQUE (node, id)",
            f"ALTER TABLE {table} ADD CONSTRAINT {quote(name + '_placed')} CHECK (node <> '')",
            *self._references(model, quote),
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        ]
        for reach, grant in self.grants.items():
            if grant:
                made += self._reach(table, Reach[reach.upper()].value, reach, grant)
        if self.public:
            columns = ", ".join(quote(column) for column in ("id", "node", *self.public) if column)
            made += [
                f"CREATE POLICY public_columns ON {table} FOR SELECT TO {Reach.PUBLIC} USING ({_NODE})",
                f"GRANT SELECT ({columns}) ON {table} TO {Reach.PUBLIC}",
            ]
        return made

    def _references(self, model: type[models.Model], quote) -> list[str]:
        """Composite foreign keys for every reference to another node table: no row can point into another node."""
        made = []
        for field in model._meta.local_fields:
            target = field.related_model if isinstance(field, models.ForeignKey) else None
            if target is None or not any(f.name == "node" for f in target._meta.local_fields):
                continue
            name = quote(f"{model._meta.db_table}_{field.column}_own")
            made.append(
                f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {name} "
                f"FOREIGN KEY (node, {quote(field.column)}) REFERENCES {quote(target._meta.db_table)} (node, id)"
            )
        return made

    def _reach(self, table: str, role: str, reach: str, grant: str | tuple[str, str]) -> list[str]:
        column, verbs = grant if isinstance(grant, tuple) else (None, grant)
        asked = {verb.strip() for verb in verbs.split(",")}
        if not asked <= _VERBS:
            raise ValueError(f"not verbs of a table: {sorted(asked - _VERBS)}")
        own = f" AND {column} = nullif(current_setting('beian.{reach}', true), '')::bigint" if column else ""
        return [
            f"CREATE POLICY {reach}_rows ON {table} TO {role} USING ({_NODE}{own}) WITH CHECK ({_NODE}{own})",
            f"GRANT {', '.join(sorted(asked))} ON {table} TO {role}",
        ]

    def describe(self):
        return f"Confine {self.model} to its node"


class NodeNames(Operation):
    """A function that answers names of nodes with waiting work and nothing else (decision 17): sweeps cross nodes, rows do not."""

    reversible = True

    def __init__(self, function: str, query: str):
        self.function = function
        self.query = query

    def deconstruct(self):
        return self.__class__.__qualname__, [self.function, self.query], {}

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {self.function}() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER "
            f"SET search_path = public AS $body$ {self.query} $body$"
        )
        schema_editor.execute(f"REVOKE ALL ON FUNCTION {self.function}() FROM PUBLIC")
        schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {self.function}() TO {Reach.SYSTEM}")

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.function}()")

    def describe(self):
        return f"Create {self.function}()"
