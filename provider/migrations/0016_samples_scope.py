from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("provider", "0015_samples")]

    operations = [
        NodeTable("sampleresult", staff="select, insert, update"),
    ]
