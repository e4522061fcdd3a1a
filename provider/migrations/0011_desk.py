import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import beian.audit.columns
import beian.people.nodes


class Migration(migrations.Migration):
    dependencies = [
        ("provider", "0010_bookings_scope"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="differing",
            field=models.JSONField(
                default=dict, help_text="path → note, by, at: items that do not agree with the originals and go back"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="begun_by",
            field=beian.people.nodes.NodeForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="AccessPreset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("title", models.TextField()),
                ("modes", models.JSONField(help_text="codes of the ways of access")),
                ("server_provinces", models.JSONField(help_text="GB/T 2260, two digits")),
                ("ip_ranges", models.JSONField(help_text="start and end of each range")),
                ("used_at", models.DateTimeField()),
                (
                    "by",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "常用接入",
                "constraints": [models.UniqueConstraint(fields=("node", "title"), name="access_preset_title")],
            },
        ),
    ]
