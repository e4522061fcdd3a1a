from django.db import migrations

from beian.people.migrations_ops import NodeTable

OWN_VERIFIER = """
ALTER TABLE provider_visit ADD CONSTRAINT provider_visit_begun_by_id_own
FOREIGN KEY (node, begun_by_id) REFERENCES beian_user (node, id)
"""


class Migration(migrations.Migration):
    dependencies = [("provider", "0011_desk"), ("beian", "0002_scope")]

    operations = [
        NodeTable("accesspreset", staff="select, insert, update, delete"),
        migrations.RunSQL(OWN_VERIFIER, "ALTER TABLE provider_visit DROP CONSTRAINT provider_visit_begun_by_id_own"),
    ]
