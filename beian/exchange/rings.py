"""Wake-up calls of the exchange: a node's name, left with the bell. What gets lost is mended by the sweep."""

from beian.people import bell


def ring(node: str) -> None:
    """Say that `node` has messages to send or to apply, once the open transaction has committed."""
    bell.ring("exchange.pump", node)
