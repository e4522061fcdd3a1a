from celery import shared_task
from django.db import connection
from django.utils import timezone

from beian.people import bell
from beian.people.nodes import MINISTRY
from beian.people.scope import Actor, Reach, enter
from beian.people.tasks import node_task
from province.cases import certifying, deadlines, granting


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


@shared_task(name="certificates.make", ignore_result=True)
def make_certificates(node: str) -> None:
    """Make the certificates that were asked for. Enters a scope for each itself: they are drawn outside."""
    certifying.make_waiting(node, now=timezone.now())


@shared_task(name="certificates.sweep", ignore_result=True)
def sweep_certificates() -> None:
    """Ring for the provinces where certificates wait: a lost ring or worker costs a minute and no certificate."""
    with enter(MINISTRY, Reach.SYSTEM, Actor.service("certificates.sweep")), connection.cursor() as cursor:
        cursor.execute("SELECT province_nodes_to_certify()")
        for (node,) in cursor.fetchall():
            bell.ring("certificates.make", node)


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
