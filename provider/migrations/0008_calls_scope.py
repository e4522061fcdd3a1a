from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("provider", "0007_calls"), ("beian", "0002_scope")]

    operations = [
        NodeTable("call", staff="select, insert"),
        NodeTable("precheck", staff="select, insert"),
    ]
