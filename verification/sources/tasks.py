"""Doorbells: ask what a node has to ask, and find the nodes whose ring was lost or whose next try has come."""

from celery import shared_task
from django.conf import settings
from django.db import connection
from django.utils import timezone

from beian.people import bell, scope
from beian.people.nodes import MINISTRY
from beian.people.scope import Reach
from verification.sources.querying import ASKER, batch

MOST_BATCHES = 5  # of half a minute at most: then others get their turn


@shared_task(name="sources.query", ignore_result=True)
def query(node: str) -> None:
    """Ask what is due at `node`. Opens its own scopes, because sources are spoken to outside them."""
    for _turn in range(MOST_BATCHES):
        if not batch(node, now=timezone.now()):
            return
    bell.ring("sources.query", node)


@shared_task(name="sources.sweep", ignore_result=True)
def sweep() -> None:
    """Ring for every node of this process that has something to ask or to tell."""
    for node in waiting_nodes():
        bell.ring("sources.query", node)


def waiting_nodes() -> list[str]:
    """Names only: which of this deployment's nodes have something due."""
    own = None if settings.NODES == "*" else settings.NODES.split(",")
    with scope.enter(own[0] if own else MINISTRY, Reach.SYSTEM, ASKER), connection.cursor() as cursor:
        cursor.execute("SELECT sources_waiting()")
        return sorted(node for (node,) in cursor.fetchall() if own is None or node in own)
