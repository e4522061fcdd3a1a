from django.db import migrations, models

from beian.people.migrations_ops import NodeNames

# Provinces with something late that is not marked yet, and those whose calendar or clocks changed within a day.
WAITING = """
SELECT DISTINCT node FROM province_case WHERE overdue_since IS NULL AND due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date
UNION SELECT DISTINCT node FROM beian_edition
WHERE starts_with(node, 'province:') AND name IN ('calendar', 'clocks') AND taken_at > now() - interval '1 day'
"""


class Migration(migrations.Migration):
    dependencies = [("province", "0002_scope"), ("beian", "0004_editions_scope")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="overdue_since",
            field=models.DateField(help_text="the first day past the limit; marked by the clock", null=True),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("due_on__isnull", False), ("overdue_since", None)),
                fields=["node", "due_on"],
                name="case_to_mark",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("overdue_since", None), ("due_on__lt", models.F("overdue_since")), _connector="OR"),
                name="case_overdue_after_due",
            ),
        ),
        NodeNames("province_nodes_with_deadlines", WAITING),
    ]
