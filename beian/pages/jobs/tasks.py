"""Doorbells of long jobs. A task works for a minute at most and rings for itself again, so that other work gets its turn."""

from time import monotonic

from celery import shared_task
from django.db import connection
from django.utils import timezone

from beian.pages.jobs import exporting, orders, run
from beian.people import bell
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter

TURN = 60.0  # seconds
SERVICE = Actor.service("jobs")
KINDS = (exporting.export,)  # the kernel's own work; importing it has registered it


@shared_task(name="jobs.go_on", ignore_result=True)
def go_on(node: str) -> None:
    """Work off the node's waiting jobs, one after the other, until there are none or the turn is over."""
    until = monotonic() + TURN
    with enter(node, Reach.STAFF, SERVICE):
        orders.clear(now=timezone.now())
    while turn := _next(node):
        while turn.slice():
            if monotonic() > until:
                turn.release()
                return bell.ring(orders.TASK, node)


def _next(node: str) -> run.Turn | None:
    with enter(node, Reach.STAFF, SERVICE):
        claimed = run.claim(node, now=timezone.now())
        return run.Turn(*claimed) if claimed else None


@shared_task(name="jobs.sweep", ignore_result=True)
def sweep() -> None:
    """Ring for the nodes with jobs that wait, have lost their worker, or kept their files long enough."""
    with enter(MINISTRY, Reach.SYSTEM, Actor.service("jobs.sweep")), connection.cursor() as cursor:
        cursor.execute("SELECT nodes_with_jobs()")
        for (node,) in cursor.fetchall():
            bell.ring(orders.TASK, node)
