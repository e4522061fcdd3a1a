from celery import shared_task
from django.db import connection
from django.utils import timezone

from beian.people import bell
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter
from beian.people.tasks import node_task
from province.cases import deadlines, granting


@shared_task(name="cases.grant", ignore_result=True)
def grant(node: str) -> None:
    """Grant what the ministry has cleared. Enters a scope per case itself: passwords are derived outside."""
    granting.grant_waiting(node, now=timezone.now())


@shared_task(name="cases.sweep", ignore_result=True)
def sweep() -> None:
    """Ring for the provinces whose cleared cases wait: a lost ring costs seconds and nothing else."""
    with enter(MINISTRY, Reach.SYSTEM, Actor.service("cases.sweep")), connection.cursor() as cursor:
        cursor.execute("SELECT province_nodes_to_grant()")
        nodes = [node for (node,) in cursor]
        for node in nodes:
            bell.ring("cases.grant", node)


@node_task(name="cases.deadlines")
def keep_deadlines(node: str) -> None:
    """Mark what is late (B21)."""
    deadlines.keep(now=timezone.now())


@shared_task(name="cases.sweep_deadlines", ignore_result=True)
def sweep_deadlines() -> None:
    """Ring for the provinces with something to mark, or a new calendar."""
    with enter(MINISTRY, Reach.SYSTEM, Actor.service("cases.sweep")), connection.cursor() as cursor:
        cursor.execute("SELECT province_nodes_with_deadlines()")
        for (node,) in cursor.fetchall():
            bell.ring("cases.deadlines", node)
