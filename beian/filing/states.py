"""The life of an application, of a province's case and of the ministry's claim, side by side: every state, who owns it, every legal move.

One node holds the pen for each state (its `owner`); the others follow by message. Verbs in the tiers' `transitions.py` ask `check_move`, the
database asks the same table through `pgtrigger.FSM`, and docs/states.md is printed from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PROVIDER, PROVIDER_PROVINCE, MINISTRY, SUBJECT_PROVINCE = (
    "provider",
    "provider_province",
    "ministry",
    "subject_province",
)

# Whoever moves a record is a role or one of these machines.
CLOCK, CHECK, MESSAGE = "svc_clock", "svc_check", "svc_exchange"
OWNER_SIDE = ("site_owner", "provider_clerk")
DEPARTMENTS = ("preapproval_body_province", "preapproval_body_ministry")


class IllegalMove(ValueError):
    """A move that the table does not know; str() is the sentence."""


@dataclass(frozen=True, kw_only=True)
class State:
    """One state: its label, the node that owns it, whose turn it is (a role or machine, None at an end), and the clock that runs in it."""

    code: str
    label: str | _StrPromise
    owner: str
    turn: str | None
    clock: str | None = None


@dataclass(frozen=True, kw_only=True)
class Move:
    """One legal move: the verb, by whom, the audit verb it records, the notices it sends, the clock that starts at its end."""

    origin: str
    verb: str
    to: str
    by: tuple[str, ...]
    records: str
    notifies: tuple[str, ...] = ()
    clock: str | None = None


@dataclass(frozen=True)
class Table:
    """The states and moves of one kind of record. Records begin in one of `initial`."""

    name: str
    label: str | _StrPromise
    initial: tuple[str, ...]
    states: dict[str, State]
    moves: tuple[Move, ...]
    _by_ends: dict[tuple[str, str], Move] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_ends", {(move.origin, move.to): move for move in self.moves})

    def move(self, origin: str, to: str) -> Move | None:
        return self._by_ends.get((origin, to))

    def moves_from(self, origin: str, role: str | None = None) -> list[Move]:
        """What may follow a state, of what this role may do where one is given."""
        return [move for move in self.moves if move.origin == origin and (role is None or role in move.by)]

    def is_end(self, code: str) -> bool:
        return not self.moves_from(code)

    @property
    def choices(self) -> list[tuple[str, str | _StrPromise]]:
        """Code and label of each state, for a model field."""
        return [(state.code, state.label) for state in self.states.values()]


def check_move(table: Table, origin: str, to: str) -> Move:
    """The move between two states; an illegal one is refused with a sentence."""
    move = table.move(origin, to)
    if move is None:
        words = {"record": table.label, "origin": _label(table, origin), "to": _label(table, to)}
        raise IllegalMove(_("%(record)s目前处于“%(origin)s”，不能转为“%(to)s”。") % words)
    return move


def as_fsm(table: Table) -> list[tuple[str, str]]:
    """The legal moves as `pgtrigger.FSM(transitions=…)` takes them."""
    return [(move.origin, move.to) for move in table.moves]


def diagram(table: Table) -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", *(f"    [*] --> {code}" for code in table.initial)]
    lines += [f"    {move.origin} --> {move.to}: {move.verb}" for move in table.moves]
    lines += [f"    {code} --> [*]" for code in table.states if table.is_end(code)]
    return "\n".join(lines) + "\n"


def _label(table: Table, code: str) -> str:
    return str(table.states[code].label) if code in table.states else str(code)[:40]


def _table(
    name: str, label: str | _StrPromise, initial: Iterable[str], states: Iterable[State], rows: Iterable[tuple]
) -> Table:
    """A row is (from, verb, to, by, notifies…); what is recorded and which clock starts follow from record, verb and state."""
    by_code = {state.code: state for state in states}
    moves = tuple(
        Move(
            origin=origin,
            verb=verb,
            to=to,
            by=(by,) if isinstance(by, str) else by,
            records=f"{name}.{verb}",
            notifies=tuple(notifies),
            clock=by_code[to].clock,
        )
        for origin, verb, to, by, *notifies in rows
    )
    return Table(name, label, tuple(initial), by_code, moves)


def _state(code: str, label: str | _StrPromise, owner: str, turn: str | None, clock: str | None = None) -> State:
    return State(code=code, label=label, owner=owner, turn=turn, clock=clock)


# From the report on, the states of application and case are the same ones with the same owner.
_REPORTED = (
    _state("reported", gettext_lazy("已上报"), PROVIDER_PROVINCE, CHECK, "automatic_check"),
    _state("under_review", gettext_lazy("审核中"), SUBJECT_PROVINCE, "province_reviewer", "review"),
    _state(
        "awaiting_opinion", gettext_lazy("等待前置审批意见"), SUBJECT_PROVINCE, "preapproval_body_province", "opinion"
    ),
    _state("approved", gettext_lazy("审核通过，冲突检测中"), SUBJECT_PROVINCE, MESSAGE, "detection"),
    _state("conflicted", gettext_lazy("信息冲突"), MINISTRY, MESSAGE),
    _state("granted", gettext_lazy("已备案"), SUBJECT_PROVINCE, None),
)
_REVIEW = (
    ("reported", "accept", "under_review", CHECK),
    ("reported", "refuse", "returned", CHECK),
    ("reported", "conflict", "conflicted", MESSAGE),
    ("under_review", "ask_opinion", "awaiting_opinion", "province_reviewer"),
    ("under_review", "approve", "approved", "province_reviewer"),
    ("under_review", "send_back", "returned", "province_reviewer"),
    ("under_review", "conflict", "conflicted", MESSAGE),
    ("awaiting_opinion", "resume", "under_review", (*DEPARTMENTS, "province_reviewer", CLOCK)),
    ("approved", "grant", "granted", MESSAGE),
    ("approved", "conflict", "conflicted", MESSAGE),
    ("conflicted", "return_conflict", "returned", MESSAGE),
)


def _telling(rows: Iterable[tuple], notices: dict[str, str]) -> list[tuple]:
    """The rows, each verb with its notice to the owner."""
    return [(*row, notices[row[1]]) if row[1] in notices else row for row in rows]


APPLICATION = _table(
    "application",
    gettext_lazy("备案申请"),
    ["draft"],
    [
        _state("draft", gettext_lazy("填写中"), PROVIDER, "site_owner"),
        _state("submitted", gettext_lazy("待预核验"), PROVIDER, "provider_clerk", "precheck"),
        _state("prechecked", gettext_lazy("待现场核验"), PROVIDER, "site_owner", "visit"),
        _state("verified", gettext_lazy("待上报"), PROVIDER, "provider_verifier"),
        *_REPORTED,
        _state("returned", gettext_lazy("已退回，待修改"), PROVIDER, "site_owner", "resubmission"),
        _state("withdrawn", gettext_lazy("已撤回"), PROVIDER, None),
        _state("lapsed", gettext_lazy("已失效"), PROVIDER, None),
    ],
    [
        ("draft", "submit", "submitted", OWNER_SIDE, "submitted"),
        ("submitted", "pass_precheck", "prechecked", "provider_clerk", "precheck_passed"),
        ("submitted", "send_back", "returned", "provider_clerk", "precheck_failed"),
        ("prechecked", "verify", "verified", "provider_verifier"),
        ("prechecked", "send_back", "returned", "provider_verifier", "returned"),
        ("prechecked", "lapse", "lapsed", CLOCK, "lapsed"),
        ("verified", "report", "reported", ("provider_verifier", "provider_admin"), "reported"),
        *_telling(
            _REVIEW, {"refuse": "returned", "send_back": "returned", "return_conflict": "conflict", "grant": "granted"}
        ),
        ("returned", "resubmit", "submitted", OWNER_SIDE, "submitted"),
        ("returned", "lapse", "lapsed", CLOCK, "lapsed"),
        *(
            (code, "withdraw", "withdrawn", OWNER_SIDE)
            for code in ("draft", "submitted", "prechecked", "verified", "returned")
        ),
    ],
)

# The provider tells the owner how the application stands; of a case the owner hears once, when the province sends the password (B17).
# One case per application, kept through its rounds. The provider's province begins with the automatic check; a case from elsewhere comes to the
# subject's province checked, so that it begins, and begins again, under review.
CASE = _table(
    "case",
    gettext_lazy("审核案件"),
    ["reported", "under_review"],
    [*_REPORTED, _state("returned", gettext_lazy("已退回"), PROVIDER, "site_owner")],
    [
        *_telling(_REVIEW, {"grant": "password"}),
        ("returned", "take_next_round", "reported", MESSAGE),
        ("returned", "take_checked_round", "under_review", MESSAGE),
    ],
)

CLAIM = _table(
    "claim",
    gettext_lazy("占用登记"),
    ["leased"],
    [
        _state("leased", gettext_lazy("预占"), MINISTRY, MESSAGE),
        _state("held", gettext_lazy("已占用"), MINISTRY, MESSAGE),
        _state("released", gettext_lazy("已释放"), MINISTRY, None),
    ],
    [
        ("leased", "commit", "held", MESSAGE),
        ("leased", "release", "released", MESSAGE),
        ("held", "release", "released", MESSAGE),
    ],
)

TABLES = (APPLICATION, CASE, CLAIM)
