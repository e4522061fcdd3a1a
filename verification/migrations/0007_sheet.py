import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import beian.audit.columns
import beian.people.nodes


class Migration(migrations.Migration):
    dependencies = [
        ("verification", "0006_photo_scope"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SheetPrint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("application", models.UUIDField(help_text="the application's uuid")),
                ("round", models.PositiveIntegerField()),
                ("digest", models.BinaryField(help_text="keyed digest of what was printed")),
                ("printed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "核验单打印记录",
            },
        ),
        migrations.AddField(
            model_name="verificationsheet",
            name="facts",
            field=models.JSONField(
                default=dict, help_text="photo, sources, agreement as they stood, form; nothing personal"
            ),
        ),
        migrations.AddField(
            model_name="verificationsheet",
            name="form",
            field=models.PositiveIntegerField(default=1, help_text="the edition of the sheet's wording"),
        ),
        migrations.AddField(
            model_name="verificationsheet",
            name="paper",
            field=models.UUIDField(
                help_text="evidence: the sealed PDF in two copies; none on sheets of old", null=True
            ),
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("application", models.UUIDField(help_text="the application's uuid")),
                ("round", models.PositiveIntegerField()),
                (
                    "capacity",
                    models.TextField(
                        choices=[
                            ("legal_representative", "法定代表人"),
                            ("authorised", "受委托人（持授权书）"),
                            ("person", "主办者本人"),
                        ]
                    ),
                ),
                ("signer_sealed", models.BinaryField(help_text="the signer's name, for this node's key")),
                ("signer_masked", models.TextField()),
                (
                    "authorisation",
                    models.UUIDField(help_text="evidence: the authorisation, where somebody was authorised", null=True),
                ),
                ("form", models.PositiveIntegerField(help_text="the edition of the agreement's wording")),
                ("digest", models.TextField(help_text="SHA-256 over what was signed, 64 hex digits")),
                ("signature", models.BinaryField(help_text="the node's Ed25519 signature of the digest")),
                ("signed_at", models.DateTimeField()),
                ("paper", models.UUIDField(help_text="evidence: the sealed PDF")),
                (
                    "by",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "信息安全管理协议书",
            },
        ),
        migrations.AddField(
            model_name="sheetprint",
            name="by",
            field=beian.people.nodes.NodeForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(fields=("node", "application", "round"), name="agreement_once"),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="agreement_digest"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__in", ["legal_representative", "authorised", "person"])),
                name="agreement_capacity",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("capacity", "authorised"), _negated=True),
                    ("authorisation__isnull", False),
                    _connector="OR",
                ),
                name="agreement_authorised",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreement",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4afc39237a1b1b0af0abb56a58914c5860bc7879",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9aad1",
                    table="verification_agreement",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="sheetprint",
            index=models.Index(fields=["node", "application", "round", "id"], name="sheet_print_round"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sheetprint",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a021e17f7a05da84d8db7020735de1b72ec57c9e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_592db",
                    table="verification_sheetprint",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="verificationsheet",
            index=models.Index(fields=["node", "signed_at"], name="sheet_signed"),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(fields=["node", "signed_at"], name="agreement_signed"),
        ),
    ]
