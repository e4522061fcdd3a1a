from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("provider", "0005_contact_checks"), ("beian", "0002_scope")]

    operations = [NodeTable("contactcheck", staff="select, insert", owner=("owner_id", "select, insert"))]
