import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import beian.audit.columns
import beian.people.nodes


class Migration(migrations.Migration):
    dependencies = [
        ("provider", "0012_desk_scope"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("title", models.TextField()),
                ("first", models.DateField(help_text="first day of the first month")),
                ("months", models.PositiveSmallIntegerField()),
                ("share", models.PositiveSmallIntegerField(help_text="per cent of the filings that the filter leaves")),
                (
                    "owner_kind",
                    models.TextField(blank=True, choices=[("", "全部"), ("unit", "单位"), ("person", "个人")]),
                ),
                ("granted_before", models.DateField(help_text="only filings granted before this day", null=True)),
                (
                    "unseen_since",
                    models.DateField(help_text="only filings with no settled revisit since this day", null=True),
                ),
                ("seed", models.TextField()),
                ("quota", models.PositiveIntegerField(help_text="most revisits of one month")),
                ("eligible", models.PositiveIntegerField(help_text="how many filings the filter left")),
                ("drawn", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "回访计划",
            },
        ),
        migrations.CreateModel(
            name="Revisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("position", models.PositiveIntegerField(help_text="place in the draw, from 1")),
                ("month", models.DateField(help_text="first day of its month")),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("planned", "待回访"),
                            ("unreachable", "联系不上"),
                            ("consistent", "一致"),
                            ("promised", "已变更，已通知更新"),
                            ("updated", "已更新"),
                            ("refused", "拒绝更新"),
                            ("stopped", "已停止接入"),
                        ],
                        default="planned",
                    ),
                ),
                ("state_since", models.DateTimeField()),
                (
                    "due_on",
                    models.DateField(
                        help_text="by when the owner updates: as he promised, or as he was warned; ends at 24:00",
                        null=True,
                    ),
                ),
                ("refused_at", models.DateTimeField(help_text="when he refused and was warned", null=True)),
                (
                    "first_result",
                    models.TextField(
                        blank=True, help_text="the result that counts for the month in which it was found"
                    ),
                ),
                ("first_result_at", models.DateTimeField(null=True)),
                (
                    "application",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisits", to="provider.application"
                    ),
                ),
                (
                    "plan",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisits", to="provider.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "回访",
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("how", models.TextField(choices=[("phone", "电话"), ("mail", "邮件"), ("visit", "上门")])),
                (
                    "result",
                    models.TextField(
                        choices=[
                            ("planned", "待回访"),
                            ("unreachable", "联系不上"),
                            ("consistent", "一致"),
                            ("promised", "已变更，已通知更新"),
                            ("updated", "已更新"),
                            ("refused", "拒绝更新"),
                            ("stopped", "已停止接入"),
                        ]
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "revisit",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="provider.revisit"
                    ),
                ),
            ],
            options={
                "verbose_name": "回访记录",
            },
        ),
        migrations.CreateModel(
            name="AccessStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("reason", models.TextField(choices=[("refused_update", "拒绝更新备案信息")])),
                ("stopped_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "application",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stops", to="provider.application"
                    ),
                ),
                (
                    "lifted_by",
                    beian.people.nodes.NodeForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stopped_by",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "停止接入",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("node", "application"),
                        name="access_stopped_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["refused_update"])), name="access_stop_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", None)),
                            models.Q(("lifted_at__gte", models.F("stopped_at")), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="access_stop_lifted",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accessstop",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="93557649e57f6f700fb2ed8842e4a6435c30d418",
                    operation="DELETE",
                    pgid="pgtrigger_kept_00b02",
                    table="provider_accessstop",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accessstop",
            trigger=pgtrigger.compiler.Trigger(
                name="lifted_for_good",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.lifted_at IS NOT NULL)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="79159be4a85148b910bdbb3ac929708c9524bba7",
                    operation="UPDATE",
                    pgid="pgtrigger_lifted_for_good_6fbc0",
                    table="provider_accessstop",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["node", "-id"], name="revisit_plan_newest"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("node", "title"), name="revisit_plan_title"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__range", (1, 100))), name="revisit_plan_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("months__range", (1, 24))), name="revisit_plan_months"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(condition=models.Q(("quota__gte", 1)), name="revisit_plan_quota"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("drawn__lte", models.F("eligible"))), name="revisit_plan_drawn"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="plan",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="246d08681d5a0419b852ab806ceffa4e548b4f48",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f5753",
                    table="provider_plan",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="revisit",
            index=models.Index(fields=["node", "state", "due_on", "id"], name="revisit_state"),
        ),
        migrations.AddIndex(
            model_name="revisit",
            index=models.Index(fields=["node", "month", "position", "id"], name="revisit_month"),
        ),
        migrations.AddIndex(
            model_name="revisit",
            index=models.Index(fields=["node", "application", "-id"], name="revisit_application"),
        ),
        migrations.AddConstraint(
            model_name="revisit",
            constraint=models.UniqueConstraint(fields=("node", "plan", "application"), name="revisit_once"),
        ),
        migrations.AddConstraint(
            model_name="revisit",
            constraint=models.UniqueConstraint(fields=("node", "plan", "position"), name="revisit_position"),
        ),
        migrations.AddConstraint(
            model_name="revisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["planned", "unreachable", "consistent", "promised", "updated", "refused", "stopped"])
                ),
                name="revisit_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="revisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["promised", "refused"]), _negated=True),
                    ("due_on__isnull", False),
                    _connector="OR",
                ),
                name="revisit_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="revisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["refused", "stopped"]), _negated=True),
                    ("refused_at__isnull", False),
                    _connector="OR",
                ),
                name="revisit_warned",
            ),
        ),
        migrations.AddConstraint(
            model_name="revisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_result", ""), ("first_result_at", None)),
                    models.Q(models.Q(("first_result", ""), _negated=True), ("first_result_at__isnull", False)),
                    _connector="OR",
                ),
                name="revisit_found",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revisit",
            trigger=pgtrigger.compiler.Trigger(
                name="revisit_moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{planned:consistent,planned:promised,planned:unreachable,planned:refused,unreachable:consistent,unreachable:promised,unreachable:refused,promised:updated,promised:refused,refused:updated,refused:promised,refused:stopped,stopped:updated}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="e7d6cb6752cba052c3d4c715a204d480f298b39d",
                    operation="UPDATE",
                    pgid="pgtrigger_revisit_moves_a504c",
                    table="provider_revisit",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revisit",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="b4a9ec8b7d76b3d5ec62e8ac8df5d1e7ed4bf9a1",
                    operation="DELETE",
                    pgid="pgtrigger_kept_73f8d",
                    table="provider_revisit",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["node", "revisit", "id"], name="revisit_attempt"),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["phone", "mail", "visit"])), name="revisit_attempt_how"
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "result__in",
                        ["planned", "unreachable", "consistent", "promised", "updated", "refused", "stopped"],
                    )
                ),
                name="revisit_attempt_result",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attempt",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f91e3ae79688a46c32cb2b1fb8fd1f67305bd12b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_62d5e",
                    table="provider_attempt",
                    when="BEFORE",
                ),
            ),
        ),
    ]
