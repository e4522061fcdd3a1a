"""Doorbells: safe to ring twice, harmless to lose."""

from celery import shared_task
from django.db import connection

from beian.exchange import pumping, seals
from beian.people import bell
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter
from beian.people.tasks import node_task


@shared_task(name="exchange.pump")
def pump(node: str) -> None:
    """Move what waits at one node."""
    pumping.pump(node)


@shared_task(name="exchange.sweep")
def sweep() -> None:
    """Find nodes whose ring was lost."""
    pumping.sweep()


@node_task(name="audit.seal")
def seal(node: str) -> None:
    """Seal the log's new entries at one node."""
    seals.seal()


@shared_task(name="audit.sweep", ignore_result=True)
def seal_sweep() -> None:
    """Ring for the nodes whose log has grown."""
    with enter(MINISTRY, Reach.SYSTEM, Actor.service("audit.sweep")), connection.cursor() as cursor:
        cursor.execute("SELECT audit_unsealed()")
        for (node,) in cursor.fetchall():
            bell.ring("audit.seal", node)
