"""Doorbells: safe to ring twice, harmless to lose."""

from celery import shared_task
from django.db import connection
from django.utils import timezone

from beian.exchange import pumping, reconciling, seals
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


@shared_task(name="registers.reconcile", ignore_result=True)
def reconcile(node: str) -> None:
    """Compare what the node holds with those who hold it too. Opens its own scopes, since others are asked outside them."""
    reconciling.reconcile(node, now=timezone.now())


@shared_task(name="registers.sweep", ignore_result=True)
def reconcile_sweep() -> None:
    """Ring for every node served here."""
    for node in reconciling.nodes():
        bell.ring("registers.reconcile", node)
