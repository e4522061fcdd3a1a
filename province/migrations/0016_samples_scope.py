from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("province", "0015_samples")]

    operations = [
        NodeTable("sample", staff="select, insert, update"),
        NodeTable("sampleitem", staff="select, insert, update"),
        NodeTable("heardsample", staff="select, insert, update"),
        NodeTable("identitymismatch", staff="select, insert, update"),
    ]
