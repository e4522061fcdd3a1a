from django.db import migrations

from beian.people.migrations_ops import NodeNames, NodeTable

OVER = "SELECT DISTINCT node FROM beian_visit WHERE since < now() - interval '1 hour'"


class Migration(migrations.Migration):
    dependencies = [("beian", "0017_visits")]

    operations = [
        NodeTable("visit", system="select, insert, update, delete"),
        NodeNames("nodes_with_visits", OVER),
    ]
