from django.db import migrations

from beian.people.migrations_ops import NodeTable

# Lists and searches read only the short columns of a case. Whatever is long stands apart from the row, so that a hundred thousand rows
# are forty megabytes to look through and not three hundred; the short ones stay in it.
SHORT = (
    "subject_name",
    "site_names",
    "provider_name",
    "provider",
    "state",
    "kind",
    "relation",
    "node",
    "filing_number",
)
NARROW = "ALTER TABLE province_case SET (toast_tuple_target = 256)"
WIDE = "ALTER TABLE province_case RESET (toast_tuple_target)"


def storage(kind: str) -> str:
    return "ALTER TABLE province_case " + ", ".join(f"ALTER COLUMN {name} SET STORAGE {kind}" for name in SHORT)


class Migration(migrations.Migration):
    dependencies = [("province", "0009_second_look")]

    operations = [
        NodeTable("secondlook", staff="select, insert, update"),
        NodeTable("secondlookrate", staff="select, insert"),
        NodeTable("returnreason", staff="select, insert"),
        NodeTable("contactcheck", staff="select, insert, update"),
        migrations.RunSQL([NARROW, storage("MAIN")], [WIDE, storage("EXTENDED")]),
    ]
