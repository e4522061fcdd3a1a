from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("ministry", "0003_conflicts"), ("beian", "0002_scope")]

    operations = [NodeTable("blacklistentry", staff="select, insert, update")]
