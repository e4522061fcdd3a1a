import json
from io import StringIO

import pgtrigger
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from beian.filing import states
from beian.filing.states import APPLICATION, CASE, CLAIM, TABLES, IllegalMove, check_move
from beian.management.commands import diagrams

# The table of an application's life, state → where it leads.
LIFE = {
    "draft": {"submitted", "withdrawn"},
    "submitted": {"prechecked", "returned", "withdrawn"},
    "prechecked": {"verified", "returned", "lapsed", "withdrawn"},
    "verified": {"reported", "withdrawn"},
    "reported": {"under_review", "returned", "conflicted"},
    "under_review": {"approved", "returned", "conflicted", "awaiting_opinion"},
    "awaiting_opinion": {"under_review"},
    "approved": {"granted", "conflicted"},
    "conflicted": {"returned"},
    "granted": set(),
    "returned": {"submitted", "withdrawn", "lapsed"},
    "withdrawn": set(),
    "lapsed": set(),
}
OWNERS = {
    "provider": {"draft", "submitted", "prechecked", "verified", "returned", "withdrawn", "lapsed"},
    "provider_province": {"reported"},
    "ministry": {"conflicted"},
    "subject_province": {"under_review", "awaiting_opinion", "approved", "granted"},
}
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def test_an_application_lives_as_the_plan_says():
    assert {code: {move.to for move in APPLICATION.moves_from(code)} for code in APPLICATION.states} == LIFE


def test_each_state_has_one_pen():
    assert {owner: {s.code for s in APPLICATION.states.values() if s.owner == owner} for owner in OWNERS} == OWNERS


def test_a_case_mirrors_the_application_while_the_province_has_it():
    for code, state in CASE.states.items():
        assert state.owner == APPLICATION.states[code].owner
    ends = {(move.origin, move.to) for move in CASE.moves}
    of_application = {(move.origin, move.to) for move in APPLICATION.moves}
    assert ends - of_application == {("returned", "reported"), ("returned", "under_review")}


def test_a_claim_is_leased_then_held_and_never_leased_again():
    assert states.as_fsm(CLAIM) == [("leased", "held"), ("leased", "released"), ("held", "released")]


@pytest.mark.parametrize("origin", ["reported", "under_review", "approved", "granted", "lapsed"])
def test_after_the_report_nobody_withdraws_freely(origin):
    with pytest.raises(IllegalMove):
        check_move(APPLICATION, origin, "withdrawn")


def test_a_clerk_cannot_skip_the_visit():
    with pytest.raises(IllegalMove, match="“待预核验”.*“已上报”"):
        check_move(APPLICATION, "submitted", "reported")


def test_an_unknown_state_is_refused_and_not_a_crash():
    with pytest.raises(IllegalMove):
        check_move(APPLICATION, "draft", "x" * 1000)
    with pytest.raises(IllegalMove):
        check_move(CASE, "draft", "submitted")


@every_table
def test_every_move_that_is_not_in_the_table_is_refused(table):
    legal = set(states.as_fsm(table))
    for origin in table.states:
        for to in table.states:
            if (origin, to) in legal:
                assert check_move(table, origin, to).records.startswith(f"{table.name}.")
            else:
                with pytest.raises(IllegalMove):
                    check_move(table, origin, to)


@every_table
def test_every_state_is_reached_and_has_a_way_on_unless_nobodys_turn_it_is(table):
    reached = set(table.initial)
    for _ in table.states:
        reached |= {move.to for move in table.moves if move.origin in reached}
    assert reached == set(table.states)
    assert all(table.is_end(code) == (state.turn is None) for code, state in table.states.items())


@every_table
def test_between_two_states_there_is_one_move_and_a_verb_leads_to_one_state(table):
    assert len(set(states.as_fsm(table))) == len(table.moves)
    for move in table.moves:
        assert [m.to for m in table.moves_from(move.origin) if m.verb == move.verb] == [move.to]
        assert move.by and move.clock == table.states[move.to].clock


def test_the_reviewer_decides_and_the_provider_does_not():
    assert {m.to for m in APPLICATION.moves_from("under_review", "province_reviewer")} >= {"approved", "returned"}
    assert APPLICATION.moves_from("under_review", "provider_clerk") == []


@pytest.mark.requirement("B4")
def test_both_outcomes_of_the_precheck_are_told_to_the_owner():
    assert check_move(APPLICATION, "submitted", "prechecked").notifies == ("precheck_passed",)
    assert check_move(APPLICATION, "submitted", "returned").notifies == ("precheck_failed",)


@every_table
def test_every_clock_is_one_of_the_reference_data_and_begins_with_its_state(table):
    rows = json.loads((settings.BASE_DIR / "beian/reference/data/clocks.json").read_text(encoding="utf-8"))
    starts = {row["code"]: row["flags"]["start"] for row in rows}
    assert {s.clock: s.code for s in table.states.values() if s.clock}.items() <= starts.items()


@every_table
def test_the_database_can_hold_the_table(table):
    pgtrigger.FSM(name="legal_moves", field="state", transitions=states.as_fsm(table))
    assert all(len(code) <= 24 for code, _label in table.choices)


def test_the_document_shows_the_tables_as_they_are():
    assert diagrams.place().read_text(encoding="utf-8") == diagrams.page(), "run python3 manage.py diagrams --write"
    call_command("diagrams", check=True)


def test_the_command_prints_writes_and_compares(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="out of date"):
        call_command("diagrams", check=True)
    call_command("diagrams", write=True)
    call_command("diagrams", check=True)
    out = StringIO()
    call_command("diagrams", stdout=out)
    assert out.getvalue() == (tmp_path / "docs" / "states.md").read_text(encoding="utf-8")
    assert "verified --> reported: report" in out.getvalue()
