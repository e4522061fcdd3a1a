"""An officer of the ministry publishes a table, and every node below holds it; a bureau publishes its rules, and the nation knows them."""

import time
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection
from django.utils import timezone

from beian import exchange
from beian.editions import drafting, publishing, reading, shapes
from beian.editions.bodies import Published
from beian.editions.models import Delivery, Draft, Edition
from beian.exchange.models import InboxMessage
from beian.filing import canonical, rules
from beian.people import establish, scope
from beian.people.scope import Actor, Reach
from beian.reference import tables
from beian.reference.tables import NAMES, table
from tests.cast import DIRECTOR

OFFICER = frozenset({"ministry_supervisor"})
FISHERY = {
    "code": "21",
    "name": "渔业合作组织",
    "name_en": "Fishery cooperative",
    "valid_from": None,
    "valid_to": None,
    "order": 19,
    "flags": {"kind": "unit", "other_name": "", "needs_superior": True, "in_2013": False},
    "source": "an invented notice",
    "confidence": "high",
}


def inside(node):
    return scope.enter(node, Reach.STAFF, Actor.service("test"))


def publish(cast, row=FISHERY, name="owner_natures", in_force_from=None, node="ministry", role="ministry_supervisor"):
    """The officer drafts one row and publishes the table."""
    officer, now = cast.person(role, node), timezone.now()
    with inside(node):
        by = {"by": officer, "roles": frozenset({role}), "now": now}
        draft = drafting.begin(name=name, **by)
        draft = drafting.put_row(draft=draft, row=row, replaces=None, revision=draft.revision, **by)
        return publishing.publish(
            draft=draft, note="某号通知", in_force_from=in_force_from, revision=draft.revision, **by
        )


def knows(node, code="21"):
    with inside(node):
        return table("owner_natures").get(code) is not None


@pytest.mark.requirement("A1")
def test_every_node_holds_what_the_ministry_published(cast):
    assert not knows("provider:p01")
    edition = publish(cast)
    assert edition.version == 2 and knows("ministry") and not knows("province:11")
    exchange.drain()
    assert all(knows(node) for node in ("province:11", "province:33", "provider:p01", "provider:p02"))
    with inside("ministry"):
        assert {d.receiver: d.taken_at is not None for d in Delivery.objects.all()} == {
            "province:11": True,
            "province:33": True,
        }
    with inside("province:11"):
        assert [(sent.receiver, sent.taken_at is not None) for sent in Delivery.objects.all()] == [
            ("provider:p01", True)
        ]
        assert Edition.objects.get().published_by == "ministry"


def test_rules_take_the_new_code_where_it_is_held_and_nowhere_else(cast):
    publish(cast)
    with inside("ministry"):
        assert not [f for f in rules.check_field("subject.nature", 21) if f.rejects]
    with inside("province:11"):
        assert [f.code for f in rules.check_field("subject.nature", 21)] == ["shape.unknown_code"]
    exchange.drain()
    with inside("province:11"):
        assert not [f for f in rules.check_field("subject.nature", 21) if f.rejects]
    assert [f.code for f in rules.check_field("subject.nature", 21)] == ["shape.unknown_code"]  # outside: as packaged


def test_a_node_established_later_gets_what_was_published_before(cast):
    publish(cast)
    exchange.drain()
    establish.node(name="provider:p09", title="后来网络有限公司", province="33", actor=DIRECTOR)
    with scope.enter("ministry", Reach.SYSTEM, DIRECTOR), connection.cursor() as cursor:
        cursor.execute("SELECT editions_owed()")
        assert cursor.fetchall() == [("province:33",)]
    with inside("province:33"):
        assert publishing.distribute(now=timezone.now()) == 1
        assert publishing.distribute(now=timezone.now()) == 0
    exchange.drain()
    assert knows("provider:p09")


def test_a_message_that_comes_twice_changes_nothing(cast):
    publish(cast)
    exchange.drain()
    with inside("ministry"):
        body = publishing._body(Edition.objects.get())
    with inside("province:11"):
        publishing.take(body=body, sender="ministry", now=timezone.now())
        assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    ("sender", "change", "error"),
    [
        ("province:33", {}, "does not pass"),
        ("provider:p01", {}, "does not pass"),
        ("ministry", {"published_by": "province:33"}, "does not publish"),
        ("ministry", {"digest": "0" * 64}, "digest"),
        ("ministry", {"name": "rules.33"}, "does not publish"),
    ],
)
def test_an_edition_from_the_wrong_hand_or_with_other_rows_is_refused(cast, sender, change, error):
    publish(cast)
    with inside("ministry"):
        body = publishing._body(Edition.objects.get()).model_copy(update=change)
    with inside("province:11"), pytest.raises(publishing.Disagreement, match=error):
        publishing.take(body=body, sender=sender, now=timezone.now())
    assert not knows("province:11")


def edition_of(name, rows, publisher):
    return Published(
        name=name,
        version=2,
        digest=canonical.digest({"rows": rows}).hex(),
        rows=rows,
        in_force_from=None,
        note="",
        published_by=publisher,
        published_by_name="某人",
        published_at=timezone.now(),
    )


def test_nobody_tells_a_bureau_its_own_rules(cast):
    with inside("province:11"), pytest.raises(publishing.Disagreement, match="nobody else"):
        publishing.take(body=edition_of("rules.11", [], "province:11"), sender="ministry", now=timezone.now())


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("owner_natures", [FISHERY | {"flags": {}}]),
        ("owner_natures", [FISHERY | {"name": ["渔"]}]),
        ("clocks", [{**FISHERY, "code": "precheck", "flags": {"unit": "fortnight", "amount": 1, "start": ""}}]),
        ("calendar", [{**FISHERY, "code": "someday", "flags": {"worked": False}}]),
        ("rules.33", [FISHERY | {"code": {}}]),
        ("rules.33", [FISHERY | {"code": f"33.r{number}"} for number in range(201)]),
    ],
)
def test_rows_that_would_break_the_node_are_not_taken(cast, name, rows):
    body = edition_of(name, rows, "province:33" if name == "rules.33" else "ministry")
    with inside("province:11"):
        with pytest.raises(publishing.Disagreement):
            publishing.take(body=body, sender="ministry", now=timezone.now())
        assert not Edition.objects.exists()


def test_what_a_newer_release_adds_is_taken(cast):
    newer = FISHERY | {"flags": FISHERY["flags"] | {"of_tomorrow": 1}}
    rule = FISHERY | {"code": "33.new", "flags": {"on": True, "template": "of_tomorrow"}}
    with inside("province:11"):
        for body in (edition_of("owner_natures", [newer], "ministry"), edition_of("rules.33", [rule], "province:33")):
            publishing.take(body=body, sender="ministry", now=timezone.now())
        assert Edition.objects.count() == 2


def test_a_forged_edition_is_parked_and_the_next_one_of_another_table_goes_on(cast):
    with inside("province:33"):
        forged = {
            "name": "rules.11",
            "version": 2,
            "digest": "0" * 64,
            "rows": [],
            "in_force_from": None,
            "note": "",
            "published_by": "province:11",
            "published_by_name": "某人",
            "published_at": timezone.now(),
        }
        exchange.send(receiver="ministry", kind="edition.published", key="rules.11", body=forged, revision=2)
    for _ in range(6):
        exchange.drain()
    with inside("ministry"):
        assert InboxMessage.objects.get(kind="edition.published").state != "applied"
        assert not Edition.objects.exists()


def test_only_the_ministry_s_officer_may_touch_a_code_table(cast):
    for node, role, name in (
        ("ministry", "ministry_analyst", "owner_natures"),
        ("ministry", "ministry_supervisor", "rules.33"),
        ("province:11", "province_leader", "owner_natures"),
        ("province:11", "province_leader", "rules.33"),
        ("province:11", "province_reviewer", "rules.11"),
    ):
        by = cast.person(role, node)
        with inside(node), pytest.raises(PermissionDenied):
            drafting.begin(name=name, by=by, roles=frozenset({role}), now=timezone.now())
        with inside(node):
            assert not Draft.objects.exists()


def test_a_published_code_ends_and_is_never_taken_out(cast):
    officer, now = cast.person("ministry_supervisor", "ministry"), timezone.now()
    by = {"by": officer, "roles": OFFICER, "now": now}
    with inside("ministry"):
        draft = drafting.begin(name="owner_natures", **by)
        with pytest.raises(drafting.NotDrafted, match="失效日期"):
            drafting.remove_row(draft=draft, key=("4", ""), revision=draft.revision, **by)
        company = next(row for row in draft.rows if row["code"] == "4")
        with pytest.raises(drafting.NotDrafted, match="另一个代码"):
            drafting.put_row(
                draft=draft, row=company | {"code": "44"}, replaces=("4", ""), revision=draft.revision, **by
            )
        draft = drafting.put_row(
            draft=draft, row=company | {"valid_to": "2027-12-31"}, replaces=("4", ""), revision=draft.revision, **by
        )
        (change,) = drafting.differences(draft)
        assert change.kind == "changed" and change.members == [("valid_to", None, "2027-12-31")]


def test_a_published_code_stays_even_by_way_of_another_first_day(cast):
    by = {"by": cast.person("ministry_supervisor", "ministry"), "roles": OFFICER, "now": timezone.now()}
    with inside("ministry"):
        draft = drafting.begin(name="owner_natures", **by)
        later = next(row for row in draft.rows if row["code"] == "4") | {"valid_from": "2030-01-01"}
        draft = drafting.put_row(draft=draft, row=later, replaces=("4", ""), revision=draft.revision, **by)
        with pytest.raises(drafting.NotDrafted, match="失效日期"):
            drafting.remove_row(draft=draft, key=("4", "2030-01-01"), revision=draft.revision, **by)
        with pytest.raises(drafting.NotDrafted, match="失效日期"):
            drafting.put_row(
                draft=draft, row=later | {"code": "44"}, replaces=("4", "2030-01-01"), revision=draft.revision, **by
            )


def test_an_officer_begins_from_what_another_process_has_just_published(cast):
    publish(cast)
    before = (time.monotonic(), tables.NOTHING)
    reading._known["ministry"] = before  # as a process knows it that has looked a second ago
    by = {"by": cast.person("ministry_supervisor", "ministry"), "roles": OFFICER, "now": timezone.now()}
    with inside("ministry"):
        draft = drafting.begin(name="owner_natures", **by)
        assert draft.based_on == 2 and any(row["code"] == "21" for row in draft.rows)


def test_two_windows_cannot_overwrite_each_other(cast):
    officer = cast.person("ministry_supervisor", "ministry")
    by = {"by": officer, "roles": OFFICER, "now": timezone.now()}
    with inside("ministry"):
        draft = drafting.begin(name="owner_natures", **by)
        seen = draft.revision
        drafting.put_row(draft=draft, row=FISHERY, replaces=None, revision=seen, **by)
        with pytest.raises(drafting.NotDrafted, match="刷新"):
            drafting.put_row(draft=draft, row=FISHERY | {"code": "22"}, replaces=None, revision=seen, **by)
        with pytest.raises(drafting.NotDrafted, match="刷新"):
            publishing.publish(draft=draft, note="", in_force_from=None, revision=seen, **by)


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"code": "1 2"}, "code"),
        ({"name": "渔\u200b业"}, "name"),
        ({"valid_from": "2027-02-30"}, ""),
        ({"valid_from": "2027-02-01", "valid_to": "2027-01-01"}, ""),
        ({"order": True}, "order"),
        ({"flags": {"kind": "fish"}}, "flags.kind"),
        ({"flags": FISHERY["flags"] | {"extra": 1}}, "flags.extra"),
        ({"confidence": "sure"}, "confidence"),
    ],
)
def test_a_row_that_would_break_the_nodes_is_refused_by_name(change, member):
    assert member in {problem.member for problem in shapes.problems("owner_natures", FISHERY | change)}


@pytest.mark.parametrize("name", NAMES)
def test_every_packaged_row_has_the_form_that_an_officer_must_keep_to(name):
    rows = [tables.plain(row) for row in tables.packaged(name).rows]
    assert not [(row["code"], wrong) for row in rows if (wrong := shapes.problems(name, row))]


@pytest.mark.parametrize("code", [row.code for row in tables.packaged("provinces").rows])
def test_every_packaged_rule_pack_is_sound_and_switched_off(code):
    name = tables.pack_name(code)
    rows = tables.packaged(name).rows
    assert rows and not any(row.flags["on"] for row in rows)
    assert not [(row.code, wrong) for row in rows if (wrong := shapes.problems(name, tables.plain(row)))]


def test_a_calendar_row_is_a_day_or_a_year():
    day = FISHERY | {"code": "2027-01-01", "flags": {"worked": False}}
    assert shapes.problems("calendar", day) == []
    assert shapes.problems("calendar", day | {"code": "2027", "flags": {"complete": True}}) == []
    assert [p.member for p in shapes.problems("calendar", day | {"code": "2027-02-30"})] == ["code"]
    assert [p.member for p in shapes.problems("calendar", day | {"code": "2027"})] == ["flags.complete"]


@pytest.mark.parametrize(
    ("unit", "amount", "sound"),
    [
        ("workday", -1, False),
        ("hour", -1, False),
        ("day", -30, True),
        ("day_of_month", 0, False),
        ("day_of_month", 31, True),
    ],
)
def test_a_clock_that_could_not_be_counted_is_refused(unit, amount, sound):
    row = clock_row("change_ahead", unit=unit, amount=amount)
    assert (not shapes.problems("clocks", row)) is sound


def clock_row(code, **flags):
    row = tables.plain(tables.packaged("clocks").get(code))
    return row | {"flags": row["flags"] | flags}


@pytest.mark.parametrize(
    ("code", "flags"),
    [
        ("resubmission", {"amount": -30}),  # would end every returned application of the nation at once
        ("visit", {"amount": 0}),
        ("review", {"unit": "month", "amount": 3650}),  # its due dates could stand in no message
        ("review", {"unit": "year", "amount": 101}),
        ("annual_review", {"unit": "year", "amount": -3650}),  # before the year 1
    ],
)
def test_a_clock_that_would_stop_filings_everywhere_is_refused(code, flags):
    assert [problem.member for problem in shapes.problems("clocks", clock_row(code, **flags))] == ["flags.amount"]


def test_a_clock_of_later_days_would_count_at_once_and_is_refused():
    row = clock_row("precheck", amount=9) | {"valid_from": "2027-06-01"}
    assert [problem.member for problem in shapes.problems("clocks", row)] == ["valid_from"]


def test_editions_are_kept_for_good(cast):
    publish(cast)
    with inside("ministry"), pytest.raises(ProgrammingError, match="permission denied"):
        Edition.objects.update(note="another")


def test_another_process_sees_the_edition_within_seconds(cast, settings):
    publish(cast)
    reading.forget()
    with inside("ministry"):
        assert reading.version_of("owner_natures") == 2
    settings.TABLES_FRESH_SECONDS = 0
    assert knows("ministry")


def test_a_draft_is_nobody_s_edition(cast):
    officer = cast.person("ministry_supervisor", "ministry")
    by = {"by": officer, "roles": OFFICER, "now": timezone.now()}
    with inside("ministry"):
        draft = drafting.begin(name="owner_natures", **by)
        drafting.put_row(draft=draft, row=FISHERY, replaces=None, revision=draft.revision, **by)
    assert not knows("ministry")
    with inside("ministry"):
        draft = Draft.objects.get()
        drafting.discard(draft=draft, revision=draft.revision, roles=OFFICER)
    exchange.drain()
    assert not knows("province:11")


@pytest.mark.requirement("B3")
def test_a_bureau_s_pack_reaches_ministry_other_bureaus_and_their_providers(cast):
    with inside("province:33"):
        rows = [tables.plain(row) for row in tables.rule_pack("33", date(2027, 3, 1)).rows]
    row = next(row for row in rows if row["flags"]["template"] == "min_age")
    switched = row | {"code": "33.another_age", "flags": row["flags"] | {"on": True}}
    in_force = date(2027, 3, 1)
    edition = publish(cast, switched, "rules.33", in_force, "province:33", "province_supervisor")
    exchange.drain()
    for node in ("province:33", "ministry", "province:11", "provider:p01", "provider:p02"):
        with inside(node):
            assert tables.rule_pack("33", date(2027, 2, 28)).get("33.another_age") is None
            assert tables.rule_pack("33", in_force).get("33.another_age").flags["on"] is True
            assert Edition.objects.get().digest == edition.digest
    with inside("province:11"):
        assert tables.rule_pack("11", in_force).get("33.another_age") is None
