"""Doorbells: safe to ring twice, harmless to lose."""

from celery import shared_task

from beian.exchange import pumping


@shared_task(name="exchange.pump")
def pump(node: str) -> None:
    """Move what waits at one node."""
    pumping.pump(node)


@shared_task(name="exchange.sweep")
def sweep() -> None:
    """Find nodes whose ring was lost."""
    pumping.sweep()
