from celery import shared_task
from django.utils import timezone

from beian.exchange.transports import served
from beian.people import bell
from beian.people.tasks import node_task
from province.supervision import samples, tallies


@node_task(name="supervision.tally")
def tell_tally(node: str) -> None:
    """Tell the ministry how much waits in this province (B21)."""
    tallies.tell(now=timezone.now())


@shared_task(name="supervision.sweep_tallies", ignore_result=True)
def sweep_tallies() -> None:
    """Ring for every province served here, once a night, when its providers have told theirs."""
    for node in served("province"):
        bell.ring("supervision.tally", node)


@node_task(name="supervision.samples")
def chase_samples(node: str) -> None:
    """Mark the kept sheets that a provider has not shown in time, and ask again (M12)."""
    samples.chase(now=timezone.now())


@shared_task(name="supervision.sweep_samples", ignore_result=True)
def sweep_samples() -> None:
    """Ring for every province served here."""
    for node in served("province"):
        bell.ring("supervision.samples", node)
