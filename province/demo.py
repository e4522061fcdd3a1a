"""The bureau's part in the demonstration: reviewers decide, numbers are given, by the verbs of every day."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from beian.demo.plans import Step
from beian.filing import reasons
from beian.people.models import User
from beian.people.scope import Actor, Reach, enter
from province.cases import granting, transitions
from province.cases.models import Case
from province.supervision import tallies

REVIEWERS = ("reviewer", "reviewer2")


def do(step: Step) -> None:
    """A reviewer decides on the case, if it stands where the step finds it."""
    by = _reviewer(step.node, step.number)
    with enter(step.node, Reach.STAFF, Actor.user(by)):
        case = Case.objects.filter(application=step.application, round=step.round, state=step.state).first()
        if case is None:
            return
        case = transitions.claim(case=case, by=by, now=step.moment)
        if step.verb == "approve":
            transitions.approve(case=case, by=by, now=step.moment)
        else:
            given = [reasons.reason(item, code) for item, code in step.faults]
            transitions.send_back(case=case, by=by, reasons=given, now=step.moment)


def settle(node: str, now: datetime) -> int:
    """Numbers for what the ministry has cleared; how many were given."""
    total = 0
    while given := granting.grant_waiting(node, now=now):
        total += given
    return total


def tell(node: str, now: datetime) -> None:
    """The counts that go to the ministry every night."""
    with enter(node, Reach.STAFF, Actor.service("demo")):
        tallies.tell(now=now)


@cache
def _reviewer(node: str, number: int) -> User:
    """Reviewers take turns."""
    with enter(node, Reach.SYSTEM, Actor.service("demo")):
        names = REVIEWERS if number // 7 % 2 else REVIEWERS[::-1]
        people = {user.username: user for user in User.objects.filter(node=node, username__in=REVIEWERS)}
        return next(people[name] for name in names if name in people)
