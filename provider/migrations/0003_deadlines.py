from django.db import migrations, models

from beian.people.migrations_ops import NodeNames

# Providers with something late that is not marked yet, an owner to be reminded, or calendar or clocks that changed within a day. How many days
# ahead owners are reminded is data of the node: a month is more than anybody will ask for.
WAITING = """
SELECT DISTINCT node FROM provider_application
WHERE overdue_since IS NULL AND due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date
UNION SELECT DISTINCT node FROM provider_application, (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS today) AS clock
WHERE state IN ('prechecked', 'returned') AND due_on BETWEEN today AND today + 31
AND (reminded_on IS NULL OR due_on = today AND reminded_on < today)
UNION SELECT DISTINCT node FROM beian_edition
WHERE starts_with(node, 'provider:') AND name IN ('calendar', 'clocks') AND taken_at > now() - interval '1 day'
"""


class Migration(migrations.Migration):
    dependencies = [("provider", "0002_scope"), ("beian", "0004_editions_scope")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="overdue_since",
            field=models.DateField(help_text="the first day past the limit; marked by the clock", null=True),
        ),
        migrations.AddField(
            model_name="application",
            name="reminded_on",
            field=models.DateField(help_text="when the owner was last reminded of this limit", null=True),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("due_on__isnull", False), ("overdue_since", None)),
                fields=["node", "due_on"],
                name="application_to_mark",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("overdue_since", None), ("due_on__lt", models.F("overdue_since")), _connector="OR"),
                name="application_overdue_after_due",
            ),
        ),
        NodeNames("provider_nodes_with_deadlines", WAITING),
    ]
