from django.db import migrations

from beian.people.migrations_ops import NodeNames, NodeTable, Reaches, Readable

EVERYBODY = ("staff", "organisation", "owner", "public", "system")
NODE_REGISTRY = """
ALTER TABLE beian_node ENABLE ROW LEVEL SECURITY;
CREATE POLICY known_to_all ON beian_node FOR SELECT USING (true);
CREATE POLICY own_row ON beian_node FOR INSERT TO reach_system WITH CHECK (name = current_setting('beian.node', true));
GRANT INSERT ON beian_node TO reach_system;
"""

WAITING_NODES = """
SELECT node FROM beian_outboxmessage WHERE seq IS NULL
UNION SELECT node FROM beian_outboundchannel WHERE acknowledged_seq < last_seq AND next_try <= now()
UNION SELECT node FROM beian_inboxmessage waiting WHERE state = 'pending' AND NOT EXISTS (
    SELECT FROM beian_inboxmessage parked
    WHERE parked.node = waiting.node AND parked.sender = waiting.sender AND parked.key = waiting.key
    AND parked.key <> '' AND parked.state = 'parked' AND parked.id < waiting.id)
"""

NOTICES_WAITING = """
SELECT DISTINCT node FROM beian_notice WHERE state IN ('queued', 'sending') AND next_try_at <= now()
"""

# What ANALYZE sees of a queue in a burst ("everything waits") it would have the planner believe long after: without statistics
# on these columns the partial indexes of waiting rows are always taken.
QUEUES = """
ALTER TABLE beian_outboxmessage ALTER COLUMN seq SET STATISTICS 0;
ALTER TABLE beian_inboxmessage ALTER COLUMN state SET STATISTICS 0;
"""


class Migration(migrations.Migration):
    dependencies = [("beian", "0001_initial"), ("auth", "__latest__"), ("contenttypes", "__latest__")]

    operations = [
        Reaches(),
        Readable("beian_node", *EVERYBODY),
        Readable("auth_permission", "staff", "owner", "system"),
        Readable("django_content_type", "staff", "owner", "system"),
        migrations.RunSQL(NODE_REGISTRY, migrations.RunSQL.noop),
        # people
        NodeTable("nodekey", staff="select", owner="select", organisation="select", system="select, insert"),
        NodeTable("organisation", staff="select", system="select, insert", public=("code", "name")),
        NodeTable(
            "user",
            staff="select",
            owner=("id", "select"),
            organisation="select",
            system="select, insert, update",
        ),
        NodeTable("membership", staff="select", system="select, insert, update"),
        NodeTable("grant", staff="select", system="select, insert, delete"),
        NodeTable("session", system="select, insert, update, delete"),
        NodeTable("signinattempt", staff="select", system="select, insert"),
        # audit
        NodeTable(
            "auditentry",
            staff="select, insert",
            owner=("owner_id", "select, insert"),
            organisation="insert",
            system="insert",
        ),
        # evidence
        NodeTable("evidencefile", staff="select, insert, update", owner=("owner_id", "select, insert")),
        NodeTable("evidencereading", staff="select, insert", owner="insert"),
        # notices
        NodeTable("notice", staff="select, insert, update", owner="insert", organisation="insert", system="insert"),
        NodeTable("onetimecode", system="select, insert, update"),
        NodeTable("mailboxitem", staff="insert", system="select"),
        NodeNames("notices_waiting", NOTICES_WAITING),
        # exchange
        NodeTable("outboundchannel", staff="select, insert, update"),
        NodeTable("inboundchannel", staff="select, insert, update"),
        NodeTable(
            "outboxmessage", staff="select, insert, update", owner="insert", organisation="insert", system="insert"
        ),
        NodeTable("inboxmessage", staff="select, insert, update"),
        NodeTable("batchreceipt", staff="select, insert"),
        NodeTable("inboxtrial", staff="select, insert, update"),
        NodeNames("exchange_waiting", WAITING_NODES),
        migrations.RunSQL(QUEUES, migrations.RunSQL.noop),
    ]
