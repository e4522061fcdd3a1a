from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("province", "0017_revisits"), ("beian", "0002_scope")]

    operations = [NodeTable("updaterefusal", staff="select, insert, update")]
