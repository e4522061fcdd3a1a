"""Doorbells of the pages: neither what was typed into a form of a dead session nor who came how often is kept for ever."""

from celery import shared_task
from django.db import connection
from django.utils import timezone

from beian.people import bell, kept, visits
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
    for node in _named("SELECT nodes_with_kept_forms()"):
        bell.ring("kept.clear", node)


@shared_task(name="visits.clear", ignore_result=True)
def clear_visits(node: str) -> None:
    """Forget who came to this node how often, once it no longer counts."""
    with enter(node, Reach.SYSTEM, visits.SERVICE):
        visits.clear(now=timezone.now())


@shared_task(name="visits.sweep", ignore_result=True)
def sweep_visits() -> None:
    for node in _named("SELECT nodes_with_visits()"):
        bell.ring("visits.clear", node)


def _named(question: str) -> list[str]:
    """Names of nodes, of every node in the database."""
    with enter(MINISTRY, Reach.SYSTEM, SERVICE), connection.cursor() as cursor:
        cursor.execute(question)
        return [node for (node,) in cursor.fetchall()]
