from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("ministry", "0008_centre")]

    operations = [
        NodeTable("backdrop", staff="select, insert, update"),
        NodeTable("identityreport", staff="select, insert, update"),
        NodeTable("identitycheck", staff="select, insert, update"),
    ]
