"""Doorbells: deliver what a node has, and find the nodes whose ring was lost or whose next try has come."""

from celery import shared_task
from django.conf import settings
from django.db import connection
from django.utils import timezone

from beian.notices.delivery import DELIVERER, deliver
from beian.people import bell, scope
from beian.people.nodes import MINISTRY
from beian.people.scope import Reach


@shared_task(name="notices.deliver", ignore_result=True)
def deliver_now(node: str) -> int:
    """Hand over what is due at `node`; how many were delivered. Opens its own scopes, because the gateway is spoken to outside them."""
    return deliver(node, now=timezone.now())


@shared_task(name="notices.sweep", ignore_result=True)
def sweep() -> None:
    """Ring for every node of this process that has something due."""
    for node in waiting_nodes():
        bell.ring("notices.deliver", node)


def waiting_nodes() -> list[str]:
    """Names only: which of this deployment's nodes have something due."""
    own = None if settings.NODES == "*" else settings.NODES.split(",")
    with scope.enter(own[0] if own else MINISTRY, Reach.SYSTEM, DELIVERER), connection.cursor() as cursor:
        cursor.execute("SELECT notices_waiting()")
        return sorted(node for (node,) in cursor.fetchall() if own is None or node in own)
