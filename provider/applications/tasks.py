from celery import shared_task
from django.db import connection
from django.utils import timezone

from beian.exchange.transports import served
from beian.people import bell
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter
from beian.people.tasks import node_task
from provider.applications import deadlines, reminders, tallies, transitions


@node_task(name="applications.lapse")
def lapse(node: str) -> None:
    """End what its owner has let lie past its limit: no visit within a month (B5), nothing mended after a return."""
    transitions.lapse_overdue(now=timezone.now())


@shared_task(name="applications.sweep", ignore_result=True)
def sweep() -> None:
    """Ring for the providers that have something overdue."""
    with enter(MINISTRY, Reach.SYSTEM, Actor.service("applications.sweep")), connection.cursor() as cursor:
        cursor.execute("SELECT provider_nodes_to_lapse()")
        for (node,) in cursor.fetchall():
            bell.ring("applications.lapse", node)


@node_task(name="applications.deadlines")
def keep_deadlines(node: str) -> None:
    """Mark what is late, remind owners before a limit ends (B5, B21)."""
    now = timezone.now()
    deadlines.keep(now=now)
    if reminders.remind(now=now):
        bell.ring("applications.deadlines", node)


@shared_task(name="applications.sweep_deadlines", ignore_result=True)
def sweep_deadlines() -> None:
    """Ring for the providers with something to mark, somebody to remind, or a new calendar."""
    with enter(MINISTRY, Reach.SYSTEM, Actor.service("applications.sweep")), connection.cursor() as cursor:
        cursor.execute("SELECT provider_nodes_with_deadlines()")
        for (node,) in cursor.fetchall():
            bell.ring("applications.deadlines", node)


@node_task(name="applications.tally")
def tell_tally(node: str) -> None:
    """Tell the province how much waits here (B21)."""
    tallies.tell(now=timezone.now())


@shared_task(name="applications.sweep_tallies", ignore_result=True)
def sweep_tallies() -> None:
    """Ring for every provider served here, once a night."""
    for node in served("provider"):
        bell.ring("applications.tally", node)
