from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("provider", "0001_initial"), ("beian", "0002_scope")]

    operations = [
        NodeTable("application", staff="select, insert, update", owner=("owner_id", "select, insert, update")),
        NodeTable("round", staff="select, insert, update", owner=("owner_id", "select, insert, update")),
        NodeTable("visit", staff="select, insert, update"),
        NodeTable("accessopening", staff="select, insert"),
    ]
