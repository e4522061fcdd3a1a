from django.db import migrations

from beian.people.migrations_ops import NodeNames, NodeTable

# Trials under way that nothing has happened to for half a minute: their ring was lost, or their worker.
STALLED = """
SELECT DISTINCT node FROM province_ruletrial
WHERE state IN ('queued', 'running') AND touched_at < now() - interval '30 seconds'
"""


class Migration(migrations.Migration):
    dependencies = [("province", "0004_rules")]

    operations = [
        NodeTable("ruletrial", staff="select, insert, update"),
        NodeTable("trialhit", staff="select, insert"),
        NodeNames("province_nodes_to_try", STALLED),
    ]
