import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import beian.audit.columns
import beian.people.nodes


class Migration(migrations.Migration):
    dependencies = [
        ("provider", "0008_calls_scope"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Desk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("name", models.TextField()),
                ("address", models.TextField()),
                ("phone", models.TextField()),
                ("note", models.TextField(blank=True, help_text="how to find it")),
                ("active", models.BooleanField(default=True)),
                ("slot_minutes", models.PositiveSmallIntegerField(default=30)),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(default=1, help_text="visits that begin in the same slot"),
                ),
                (
                    "makeup_weekday",
                    models.PositiveSmallIntegerField(
                        default=4,
                        help_text="whose hours hold on a weekend that is worked; empty: closed then",
                        null=True,
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "核验点",
                "constraints": [
                    models.UniqueConstraint(fields=("node", "name"), name="desk_name"),
                    models.CheckConstraint(
                        condition=models.Q(("slot_minutes__in", (10, 15, 20, 30, 45, 60, 90, 120))), name="desk_slot"
                    ),
                    models.CheckConstraint(condition=models.Q(("capacity__range", (1, 50))), name="desk_capacity"),
                    models.CheckConstraint(
                        condition=models.Q(("makeup_weekday", None), ("makeup_weekday__lte", 4), _connector="OR"),
                        name="desk_makeup_weekday",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("day", models.DateField()),
                ("start", models.TimeField()),
                ("until", models.TimeField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("booked", "已预约"),
                            ("moved", "已改期"),
                            ("cancelled", "已取消"),
                            ("came", "已到场"),
                            ("missed", "未到场"),
                        ],
                        default="booked",
                    ),
                ),
                ("state_since", models.DateTimeField()),
                (
                    "reason",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("owner", "主办者取消"),
                            ("staff", "核验点取消"),
                            ("closed", "核验点当天不办理"),
                            ("ended", "申请已结束或退回"),
                            ("came_earlier", "已提前到场办理"),
                        ],
                    ),
                ),
                ("walk_in", models.BooleanField(default=False)),
                (
                    "reminded_at",
                    models.DateTimeField(help_text="when the owner was told of it the day before", null=True),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "application",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="provider.application"
                    ),
                ),
                (
                    "moved_from",
                    beian.people.nodes.NodeForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="provider.booking"
                    ),
                ),
                (
                    "owner",
                    beian.people.nodes.NodeForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "desk",
                    beian.people.nodes.NodeForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="provider.desk",
                    ),
                ),
            ],
            options={
                "verbose_name": "预约",
            },
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("weekday", models.PositiveSmallIntegerField(help_text="0 is Monday")),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                (
                    "desk",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hours", to="provider.desk"
                    ),
                ),
            ],
            options={
                "verbose_name": "开放时间",
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("day", models.DateField()),
                ("start", models.TimeField()),
                ("until", models.TimeField()),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "booking",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="provider.booking"
                    ),
                ),
                (
                    "desk",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="provider.desk"
                    ),
                ),
            ],
            options={
                "verbose_name": "预约名额",
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", beian.audit.columns.NodeField()),
                ("day", models.DateField()),
                ("note", models.TextField(help_text="what owners are told")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "desk",
                    beian.people.nodes.NodeForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="closures", to="provider.desk"
                    ),
                ),
            ],
            options={
                "verbose_name": "临时停办",
                "constraints": [models.UniqueConstraint(fields=("node", "desk", "day"), name="closure_once")],
            },
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["node", "day", "start", "id"], name="booking_day"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["node", "application", "-id"], name="booking_application"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(condition=models.Q(("state", "booked")), fields=["node", "day"], name="booking_open"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["booked", "moved", "cancelled", "came", "missed"])),
                name="booking_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ["", "owner", "staff", "closed", "ended", "came_earlier"])),
                name="booking_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "cancelled"), ("reason", ""), _connector="OR"),
                name="booking_reason_of_cancelled",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "cancelled"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="booking_cancelled_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("start"))), name="booking_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "came"), ("walk_in", True)),
                    models.Q(("desk__isnull", False), ("walk_in", False)),
                    _connector="OR",
                ),
                name="booking_walk_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "booked")), fields=("node", "application"), name="booking_one_open"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="booking",
            trigger=pgtrigger.compiler.Trigger(
                name="booking_moves",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{booked:moved,booked:cancelled,booked:came,booked:missed,missed:came}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="5d0f9f7ce99e4cef0688da4e7c1d96ffefb3901b",
                    operation="UPDATE",
                    pgid="pgtrigger_booking_moves_58384",
                    table="provider_booking",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="booking",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="63db9e63a0d0acb2c49645c67b4ce4160fb9df33",
                    operation="DELETE",
                    pgid="pgtrigger_kept_3f4c3",
                    table="provider_booking",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.UniqueConstraint(fields=("node", "desk", "weekday", "opens"), name="opening_hours_once"),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes__gt", models.F("opens"))), name="opening_hours_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="opening_hours_weekday"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(fields=("node", "desk", "day", "start", "number"), name="place_once"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(fields=("node", "booking"), name="place_of_booking"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(condition=models.Q(("number__range", (1, 50))), name="place_number"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(condition=models.Q(("until__gt", models.F("start"))), name="place_order"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="place",
            trigger=pgtrigger.compiler.Trigger(
                name="within_capacity",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF NOT EXISTS (\n    SELECT 1 FROM provider_desk AS desk\n    WHERE desk.node = NEW.node AND desk.id = NEW.desk_id AND desk.active AND NEW.number <= desk.capacity\n) THEN\n    RAISE EXCEPTION 'no such place at this desk';\nEND IF;\nIF NOT EXISTS (\n    SELECT 1 FROM provider_booking AS booking\n    WHERE booking.node = NEW.node AND booking.id = NEW.booking_id AND booking.desk_id = NEW.desk_id\n      AND booking.day = NEW.day AND booking.start = NEW.start AND booking.until = NEW.until AND booking.state = 'booked'\n) THEN\n    RAISE EXCEPTION 'a place for another booking';\nEND IF;\nRETURN NEW;\n",
                    hash="34034bb9e2b3cabaf9d72c5add39a051ec36714f",
                    operation="INSERT",
                    pgid="pgtrigger_within_capacity_1cf7d",
                    table="provider_place",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="place",
            trigger=pgtrigger.compiler.Trigger(
                name="own",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF current_user = 'reach_owner' AND NOT EXISTS (\n    SELECT 1 FROM provider_booking AS booking WHERE booking.node = OLD.node AND booking.id = OLD.booking_id\n) THEN\n    RAISE EXCEPTION 'somebody else''s place';\nEND IF;\nRETURN OLD;\n",
                    hash="0d7dff5d0e3ae062984a022e9ccc008a2cf9e65c",
                    operation="DELETE",
                    pgid="pgtrigger_own_78d06",
                    table="provider_place",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="place",
            trigger=pgtrigger.compiler.Trigger(
                name="fixed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="f0dbf02efa684dc13ff267134e81bc9c0672e333",
                    operation="UPDATE",
                    pgid="pgtrigger_fixed_c91c5",
                    table="provider_place",
                    when="BEFORE",
                ),
            ),
        ),
    ]
