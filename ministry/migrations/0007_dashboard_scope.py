from django.db import migrations

from beian.people.migrations_ops import NodeTable

CONTACT = (
    "province",
    "consultation_phone",
    "complaint_phone",
    "email",
    "address",
    "hours",
    "website",
    "note",
    "changed_at",
)
NOTICE = ("province", "uuid", "title", "text", "published_on", "withdrawn")
# Of each filed subject, the provider through whom it was granted: its first access.
REGISTER = """
SELECT subject.node, subject.province, access.provider, access.provider_name, subject.approved_on AS day,
    (SELECT count(*) FROM ministry_nationalsite site
     WHERE site.node = subject.node AND site.subject_id = subject.id AND site.state = 'filed') AS sites
FROM ministry_nationalsubject subject CROSS JOIN LATERAL (
    SELECT provider, provider_name FROM ministry_nationalaccess access
    JOIN ministry_nationalsite site ON site.node = access.node AND site.id = access.site_id
    WHERE access.node = subject.node AND site.subject_id = subject.id ORDER BY access.id LIMIT 1
) access WHERE subject.state = 'filed'
"""
# A register that was there before its counts.
TOTALS = f"""
INSERT INTO ministry_filingtotal (node, province, provider, provider_name, subjects, sites)
SELECT node, province, provider, max(provider_name), count(*), sum(sites) FROM ({REGISTER}) AS register
GROUP BY node, province, provider
"""
DAYS = f"""
INSERT INTO ministry_grantcount (node, day, province, provider, subjects, sites)
SELECT node, day, province, provider, count(*), sum(sites) FROM ({REGISTER}) AS register
GROUP BY node, day, province, provider
"""


class Migration(migrations.Migration):
    dependencies = [("ministry", "0006_dashboard")]

    operations = [
        NodeTable("filingtotal", staff="select, insert, update, delete"),
        NodeTable("grantcount", staff="select, insert, update, delete"),
        NodeTable("reviewtally", staff="select, insert, update"),
        NodeTable("carriedtally", staff="select, insert, update, delete"),
        NodeTable("publiccontact", staff="select, insert, update", public=CONTACT),
        NodeTable("publicnotice", staff="select, insert, update", public=NOTICE),
        migrations.RunSQL(TOTALS, migrations.RunSQL.noop),
        migrations.RunSQL(DAYS, migrations.RunSQL.noop),
    ]
