from celery import shared_task
from django.db import connection
from django.utils import timezone

from beian.editions import publishing
from beian.people import bell
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter
from beian.people.tasks import node_task


@node_task(name="editions.distribute")
def distribute(node: str) -> None:
    """Send what nodes below have not been sent: a node that was established after an edition was published."""
    publishing.distribute(now=timezone.now())


@shared_task(name="editions.sweep", ignore_result=True)
def sweep() -> None:
    """Ring for the nodes that owe somebody an edition."""
    with enter(MINISTRY, Reach.SYSTEM, Actor.service("editions.sweep")), connection.cursor() as cursor:
        cursor.execute("SELECT editions_owed()")
        for (node,) in cursor.fetchall():
            bell.ring("editions.distribute", node)
