from django.db import migrations

from beian.people.migrations_ops import NodeNames, NodeTable

# What was granted before there were certificates is asked for: the worker reads from the register what it is to say.
ASK = """
INSERT INTO province_certificate (node, application, number, version, token, content, sealed, asked_at, digest)
SELECT node, application, filing_number, 1, gen_random_uuid(), '', '', now(), ''
FROM province_case WHERE relation = 'subject' AND state = 'granted' AND disposed_at IS NULL
"""
WAITING = "SELECT DISTINCT node FROM province_certificate WHERE issued_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("province", "0013_certificates")]

    operations = [
        NodeTable("certificate", staff="select, insert, update"),
        NodeNames("province_nodes_to_certify", WAITING),
        migrations.RunSQL(ASK, migrations.RunSQL.noop),
    ]
