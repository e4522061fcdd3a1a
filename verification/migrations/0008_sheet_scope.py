from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("verification", "0007_sheet")]

    operations = [
        NodeTable("agreement", staff="select, insert"),
        NodeTable("sheetprint", staff="select, insert"),
    ]
