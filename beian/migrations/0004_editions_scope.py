from django.db import migrations

from beian.people.migrations_ops import NodeNames, NodeTable

READ = "select"
# Nodes that hold a standing edition which a node below (or, of a bureau's own pack, the ministry) has not been sent.
OWED = """
SELECT DISTINCT held.node FROM beian_edition held JOIN beian_node other ON
       (held.node = 'ministry' AND other.tier = 'province')
    OR (other.tier = 'provider' AND held.node = 'province:' || other.province)
    OR (other.name = 'ministry' AND held.published_by = held.node AND held.node <> 'ministry')
WHERE other.name <> held.published_by
AND NOT EXISTS (SELECT FROM beian_edition later WHERE later.node = held.node AND later.name = held.name
    AND later.version > held.version AND coalesce(later.in_force_from, '-infinity') <= (now() AT TIME ZONE 'Asia/Shanghai')::date)
AND NOT EXISTS (SELECT FROM beian_delivery sent WHERE sent.node = held.node AND sent.receiver = other.name
    AND sent.name = held.name AND sent.version = held.version)
"""


class Migration(migrations.Migration):
    dependencies = [("beian", "0003_editions")]

    operations = [
        NodeTable(
            "edition",
            staff="select, insert",
            system=READ,
            owner=READ,
            organisation=READ,
            public=("name", "version", "digest", "rows", "in_force_from"),
        ),
        NodeTable("draft", staff="select, insert, update, delete"),
        NodeTable("delivery", staff="select, insert, update"),
        NodeNames("editions_owed", OWED),
    ]
