from django.db import migrations

from beian.people.migrations_ops import NodeTable


class Migration(migrations.Migration):
    dependencies = [("province", "0006_hosted")]

    operations = [NodeTable("hostedsite", staff="select, insert, update")]
