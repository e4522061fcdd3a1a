from celery import shared_task
from django.db import connection
from django.utils import timezone

from beian.people import bell
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter
from beian.people.tasks import node_task
from provider.counter.appointments import clockwork


@node_task(name="appointments.keep")
def keep(node: str) -> None:
    """Remind of tomorrow's appointments, write down who did not come (B5)."""
    if clockwork.keep(now=timezone.now()):
        bell.ring("appointments.keep", node)


@shared_task(name="appointments.sweep", ignore_result=True)
def sweep() -> None:
    """Ring for the providers with an appointment that is over or to be reminded of."""
    with enter(MINISTRY, Reach.SYSTEM, Actor.service("appointments.sweep")), connection.cursor() as cursor:
        cursor.execute("SELECT provider_nodes_with_bookings()")
        for (node,) in cursor.fetchall():
            bell.ring("appointments.keep", node)
