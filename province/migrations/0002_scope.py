from django.db import migrations

from beian.people.migrations_ops import NodeNames, NodeTable

WAITING = "SELECT DISTINCT node FROM province_case WHERE state = 'approved' AND cleared_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("province", "0001_initial"), ("beian", "0002_scope")]

    operations = [
        NodeTable("case", staff="select, insert, update"),
        NodeTable("caseround", staff="select, insert"),
        NodeTable("numbercounter", staff="select, insert, update"),
        NodeTable("subject", staff="select, insert, update"),
        NodeTable("filingpassword", staff="select, insert, update"),
        NodeTable("site", staff="select, insert, update"),
        NodeTable("sitedomain", staff="select, insert, update"),
        NodeTable("siteaccess", staff="select, insert, update"),
        NodeNames("province_nodes_to_grant", WAITING),
    ]
