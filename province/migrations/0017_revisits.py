from django.db import migrations, models

import beian.audit.columns


class Migration(migrations.Migration):
    dependencies = [
        ("province", "0016_samples_scope"),
    ]

    operations = [
        migrations.CreateModel(
            name="UpdateRefusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("application", models.UUIDField()),
                (
                    "revision",
                    models.PositiveIntegerField(
                        help_text="counts stops and resumptions at the provider; older news change nothing"
                    ),
                ),
                ("number", models.TextField(help_text="the filing number")),
                ("subject_name", models.TextField(help_text="a person's is masked")),
                ("subject_province", models.TextField(db_collation="C")),
                ("provider", models.TextField(db_collation="C", help_text="the provider's code")),
                ("provider_name", models.TextField()),
                ("state", models.TextField(choices=[("stopped", "已停止接入"), ("resumed", "已更新，恢复接入")])),
                ("refused_on", models.DateField()),
                ("due_on", models.DateField(help_text="by when the owner was warned to update")),
                ("stopped_on", models.DateField()),
                ("resumed_on", models.DateField(null=True)),
                ("told_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "拒绝更新",
                "indexes": [models.Index(fields=["node", "state", "-stopped_on", "-id"], name="update_refusal_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("node", "application"), name="update_refusal_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resumed_on", None), ("state", "stopped")),
                            models.Q(("resumed_on__isnull", False), ("state", "resumed")),
                            _connector="OR",
                        ),
                        name="update_refusal_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stopped_on__gt", models.F("due_on"))), name="update_refusal_after_warning"
                    ),
                ],
            },
        ),
    ]
