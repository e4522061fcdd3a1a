from django.db import migrations

from beian.people.migrations_ops import NodeNames, NodeTable

OVERDUE = """
SELECT DISTINCT node FROM provider_application
WHERE state IN ('prechecked', 'returned') AND due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date
"""


class Migration(migrations.Migration):
    dependencies = [("provider", "0001_initial"), ("beian", "0002_scope")]

    operations = [
        NodeTable("application", staff="select, insert, update", owner=("owner_id", "select, insert, update")),
        NodeTable("round", staff="select, insert, update", owner=("owner_id", "select, insert, update")),
        NodeNames("provider_nodes_to_lapse", OVERDUE),
        NodeTable("visit", staff="select, insert, update"),
        NodeTable("accessopening", staff="select, insert"),
    ]
