from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("province", "0011_supervision")]

    operations = [
        NodeTable("providertally", staff="select, insert, update"),
        NodeTable("officecontact", staff="select, insert, update"),
        NodeTable("officenotice", staff="select, insert, update"),
    ]
