"""The line to the broker: kombu's own, with one gap closed (F08).

When the broker goes away while a task is in hand, kombu drops the lost connection's transport first and closes its channels after it. A channel
that then has a message to give back asks the dropped transport for the address, and that AttributeError ends the worker, or leaves it
half closed and deaf. Told as what it is, a connection that is gone, it is what kombu and Celery know how to answer: they connect anew.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as Gone


class Channel(redis.Channel):
    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        """Whereto a new line of this channel goes; Gone if its connection has been given up."""
        if self.connection is None or self.connection.client is None:
            raise Gone("the connection of this channel has been given up")
        return super()._connparams(asynchronous=asynchronous)


class Transport(redis.Transport):
    Channel = Channel


def install() -> None:
    """Every line of this process to an address of the kind redis:// goes by this transport."""
    TRANSPORT_ALIASES["redis"] = f"{__name__}:Transport"
