from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("verification", "0005_photo"), ("beian", "0002_scope")]

    operations = [
        NodeTable("photorecord", staff="select, insert, update"),
        NodeTable("backdrop", staff="select, insert, update"),
    ]
