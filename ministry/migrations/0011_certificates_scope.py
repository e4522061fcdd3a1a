from django.db import migrations

from beian.people.migrations_ops import NodeTable

COLUMNS = (
    "token",
    "filing_number",
    "version",
    "digest",
    "province",
    "subject_name",
    "nature",
    "sites",
    "approved_on",
    "issued_at",
    "superseded",
)


class Migration(migrations.Migration):
    dependencies = [("ministry", "0010_certificates")]

    operations = [NodeTable("publiccertificate", staff="select, insert, update", public=COLUMNS)]
