from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("beian", "0011_reconciliation")]

    operations = [NodeTable("reconciliation", staff="select, insert")]
