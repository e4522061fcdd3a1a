from django.db import migrations

from beian.people.migrations_ops import NodeTable

PUBLIC_COLUMNS = (
    "kind",
    "key",
    "standing",
    "filing_number",
    "site_number",
    "subject_name",
    "name_key",
    "nature",
    "site_name",
    "home_url",
    "approved_on",
)


class Migration(migrations.Migration):
    dependencies = [("ministry", "0001_initial"), ("beian", "0002_scope")]

    operations = [
        # register
        NodeTable("claim", staff="select, insert, update"),
        NodeTable("passage", staff="select, insert, update"),
        NodeTable("nationalsubject", staff="select, insert, update"),
        NodeTable("nationalsite", staff="select, insert, update"),
        NodeTable("nationaldomain", staff="select, insert, update"),
        NodeTable("nationalaccess", staff="select, insert, update"),
        NodeTable("issuednumber", staff="select, insert, update"),
        # public: the one table that anybody may read, and of it these columns
        NodeTable("queryentry", staff="select, insert, update, delete", public=PUBLIC_COLUMNS),
    ]
