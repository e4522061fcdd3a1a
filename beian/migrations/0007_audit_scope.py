from django.db import migrations

from beian.people.migrations_ops import NodeNames, NodeTable

UNSEALED = "SELECT DISTINCT node FROM beian_auditentry WHERE seal IS NULL"
SEALING = """
GRANT UPDATE (seal) ON beian_auditentry TO reach_staff;
CREATE INDEX audit_unsealed ON beian_auditentry (node, id) WHERE seal IS NULL;
"""
BACK = "REVOKE UPDATE ON beian_auditentry FROM reach_staff; DROP INDEX audit_unsealed"


class Migration(migrations.Migration):
    dependencies = [("beian", "0006_audit_seals")]

    operations = [
        NodeTable("auditseal", staff="select, insert"),
        migrations.RunSQL(SEALING, BACK),
        NodeNames("audit_unsealed", UNSEALED),
    ]
