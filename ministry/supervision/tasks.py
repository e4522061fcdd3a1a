from celery import shared_task
from django.utils import timezone

from beian.exchange.transports import served
from beian.people import bell
from beian.people.tasks import node_task
from ministry.supervision import identities


@node_task(name="supervision.identities")
def check_identities(node: str) -> None:
    """Check the resident-ID numbers that wait (M4); rings again while there are more."""
    if identities.work(now=timezone.now()) >= identities.BATCH:
        bell.ring("supervision.identities", node)


@node_task(name="supervision.note_identities")
def note_identities(node: str) -> None:
    """Once a night, what was never noted."""
    if identities.note_all():
        bell.ring("supervision.identities", node)


@shared_task(name="supervision.sweep_identities", ignore_result=True)
def sweep_identities() -> None:
    """Rings that were lost, and answers that have come meanwhile."""
    for node in served("ministry"):
        bell.ring("supervision.identities", node)


@shared_task(name="supervision.sweep_unnoted", ignore_result=True)
def sweep_unnoted() -> None:
    """Ring for the ministry, if it is served here, by night."""
    for node in served("ministry"):
        bell.ring("supervision.note_identities", node)
