"""Doorbells of trials. A task works for a minute at most and rings for itself again, so that other work gets its turn."""

from time import monotonic

from celery import shared_task
from django.db import connection
from django.utils import timezone

from beian.people import bell
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter
from province.rules import trials
from province.rules.models import RuleTrial

TURN = 60.0  # seconds
SERVICE = Actor.service("rules.try")


@shared_task(name="rules.try", ignore_result=True)
def go_on(node: str) -> None:
    """Go on with the node's trial. Enters a scope per slice itself, so that each is committed as it is done."""
    until = monotonic() + TURN
    with enter(node, Reach.STAFF, SERVICE):
        trial = RuleTrial.objects.active().first()
        pair = trials.pair_of(trial) if trial else None
    while trial and _slice(node, trial.pk, pair):
        if monotonic() > until:
            return bell.ring("rules.try", node)


def _slice(node: str, pk: int, pair: trials.Pair) -> bool:
    try:
        with enter(node, Reach.STAFF, SERVICE):
            return trials.go_on(pk=pk, pair=pair, now=timezone.now())
    except Exception:
        with enter(node, Reach.STAFF, SERVICE):
            trials.note_failure(pk=pk, now=timezone.now())
        raise


@shared_task(name="rules.sweep", ignore_result=True)
def sweep() -> None:
    """Ring for the bureaus whose trial has lost its worker: it goes on where the last slice ended."""
    with enter(MINISTRY, Reach.SYSTEM, Actor.service("rules.sweep")), connection.cursor() as cursor:
        cursor.execute("SELECT province_nodes_to_try()")
        for (node,) in cursor.fetchall():
            bell.ring("rules.try", node)
