from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("verification", "0001_initial"), ("beian", "0002_scope")]

    operations = [
        NodeTable("verificationsheet", staff="select, insert"),
    ]
