import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import beian.audit.columns
import beian.people.nodes


class Migration(migrations.Migration):
    dependencies = [
        ("verification", "0004_sources_scope"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PhotoRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("evidence", models.UUIDField(help_text="the evidence's uuid")),
                ("application", models.UUIDField(help_text="the application's uuid")),
                ("round", models.PositiveIntegerField()),
                (
                    "verdict",
                    models.JSONField(help_text="Verdict.as_json: verdict, checks, measures; nothing about the person"),
                ),
                ("overruled", models.JSONField(default=dict, help_text="code of a doubtful check: {reason, by}")),
                ("backdrop", models.TextField(help_text="the number read off the backdrop, six digits", null=True)),
                (
                    "background",
                    models.TextField(blank=True, default="", help_text="fingerprint of what surrounds the person, hex"),
                ),
                ("taken_at", models.DateTimeField(help_text="server time, as burnt into the picture")),
            ],
            options={
                "verbose_name": "现场照片记录",
            },
        ),
        migrations.CreateModel(
            name="Backdrop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("number", models.TextField(help_text="six digits, the last one a check digit")),
                ("issued_on", models.DateField()),
                ("revoked_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "幕布",
                "constraints": [
                    models.UniqueConstraint(fields=("node", "number"), name="backdrop_once"),
                    models.CheckConstraint(condition=models.Q(("number__regex", "^[0-9]{6}$")), name="backdrop_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_on", None), ("revoked_on__gte", models.F("issued_on")), _connector="OR"
                        ),
                        name="backdrop_revoked_later",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="backdrop",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="7e07abc43d481e53559e63949774e524180699de",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_721b7",
                    table="verification_backdrop",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="photorecord",
            name="taken_by",
            field=beian.people.nodes.NodeForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="photorecord",
            index=models.Index(fields=["node", "application", "round", "-id"], name="photo_of_round"),
        ),
        migrations.AddIndex(
            model_name="photorecord",
            index=models.Index(fields=["node", "backdrop"], name="photo_backdrop"),
        ),
        migrations.AddConstraint(
            model_name="photorecord",
            constraint=models.UniqueConstraint(fields=("node", "evidence"), name="photo_evidence_once"),
        ),
        migrations.AddConstraint(
            model_name="photorecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__verdict__in", ["accept", "warn"])), name="photo_not_rejected"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="photorecord",
            trigger=pgtrigger.compiler.Trigger(
                name="no_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="f619c4bde260e059d39c5260b8230820fa08348e",
                    operation="DELETE",
                    pgid="pgtrigger_no_delete_23010",
                    table="verification_photorecord",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="photorecord",
            trigger=pgtrigger.compiler.Trigger(
                name="as_taken",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."application" IS DISTINCT FROM (NEW."application") OR OLD."round" IS DISTINCT FROM (NEW."round") OR OLD."verdict" IS DISTINCT FROM (NEW."verdict") OR OLD."backdrop" IS DISTINCT FROM (NEW."backdrop") OR OLD."background" IS DISTINCT FROM (NEW."background") OR OLD."taken_at" IS DISTINCT FROM (NEW."taken_at") OR OLD."taken_by_id" IS DISTINCT FROM (NEW."taken_by_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e4150ddc2bbd11282a0bc0ba115701220b11189b",
                    operation="UPDATE",
                    pgid="pgtrigger_as_taken_75a81",
                    table="verification_photorecord",
                    when="BEFORE",
                ),
            ),
        ),
    ]
