from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("provider", "0013_revisits"), ("beian", "0002_scope")]

    operations = [
        NodeTable("plan", staff="select, insert"),
        NodeTable("revisit", staff="select, insert, update"),
        NodeTable("attempt", staff="select, insert"),
        NodeTable("accessstop", staff="select, insert, update"),
    ]
