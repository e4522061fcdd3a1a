"""Housekeeping of the evidence folders, for the nodes that have one on this machine."""

from celery import shared_task
from django.utils import timezone

from beian.evidence import disk, disposal, manifest, store
from beian.people import scope
from beian.people.scope import Actor, Reach


@shared_task(name="evidence.sweep", ignore_result=True)
def sweep() -> None:
    """Remove orphans, look again for files that are still awaited."""
    for node in disk.nodes():
        with scope.enter(node, Reach.STAFF, Actor.service("evidence")):
            store.sweep_orphans(now=timezone.now())
            manifest.collect()


@shared_task(name="evidence.mark_ended", ignore_result=True)
def mark_ended() -> None:
    """Start the keeping clock of filings that have ended."""
    for node in disk.nodes():
        with scope.enter(node, Reach.STAFF, Actor.service("evidence")):
            disposal.mark_ended(now=timezone.now())
