"""Doorbells of the pages: what was typed into a form of a dead session is not kept for ever."""

from celery import shared_task
from django.db import connection
from django.utils import timezone

from beian.people import bell, kept
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter

SERVICE = Actor.service("kept")


@shared_task(name="kept.clear", ignore_result=True)
def clear(node: str) -> None:
    """Remove what nobody of this node came back for."""
    with enter(node, Reach.SYSTEM, SERVICE):
        kept.clear(now=timezone.now())


@shared_task(name="kept.sweep", ignore_result=True)
def sweep() -> None:
    with enter(MINISTRY, Reach.SYSTEM, SERVICE), connection.cursor() as cursor:
        cursor.execute("SELECT nodes_with_kept_forms()")
        for (node,) in cursor.fetchall():
            bell.ring("kept.clear", node)
