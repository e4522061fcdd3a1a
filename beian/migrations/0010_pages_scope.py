from django.db import migrations

from beian.people.migrations_ops import NodeNames, NodeTable

# Nodes with jobs that wait or have lost their worker, and with files that were kept long enough.
JOBS = """
SELECT node FROM beian_job WHERE state = 'waiting' OR (state = 'running' AND touched_at < now() - interval '6 minutes')
UNION SELECT job.node FROM beian_job job WHERE job.ended_at < now() - interval '7 days'
    AND EXISTS (SELECT FROM beian_jobpart part WHERE part.node = job.node AND part.job_id = job.id)
"""
KEPT = "SELECT DISTINCT node FROM beian_keptform WHERE kept_at < now() - interval '2 hours'"


class Migration(migrations.Migration):
    dependencies = [("beian", "0009_pages")]

    operations = [
        NodeTable("job", staff="select, insert, update"),
        NodeTable("jobpart", staff="select, insert, delete"),
        NodeTable("savedview", staff="select, insert, update, delete"),
        NodeTable("keptform", system="select, insert, update, delete"),
        NodeNames("nodes_with_jobs", JOBS),
        NodeNames("nodes_with_kept_forms", KEPT),
    ]
