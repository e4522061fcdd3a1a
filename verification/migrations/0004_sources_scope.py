from django.db import migrations

from beian.people.migrations_ops import NodeNames, NodeTable

# Nodes with a question whose time has come, or a mismatch of which nobody has been told.
SOURCES_WAITING = """
SELECT node FROM verification_sourcecheck WHERE next_try_at <= now()
UNION
SELECT node FROM verification_sourcecheck WHERE state = 'mismatch' AND told_at IS NULL AND superseded_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("verification", "0003_sources"), ("beian", "0002_scope")]

    operations = [
        NodeTable("sourcecheck", staff="select, insert, update"),
        NodeTable("sourceline", staff="select, insert, update"),
        NodeNames("sources_waiting", SOURCES_WAITING),
    ]
