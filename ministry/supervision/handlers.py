"""Messages to the support centre: backdrops that providers know, and samples on their way between bureaus and providers."""

from __future__ import annotations

from django.utils import timezone

from beian.exchange import Message, handles
from beian.people.nodes import province_node
from ministry.supervision import backdrops
from ministry.supervision.centre_models import Backdrop
from verification.photo.told import BackdropHeld


class NotTheirs(ValueError):
    """A word about somebody else's backdrop or sample: parked, and an officer looks at it."""


@handles("backdrop.held", body=BackdropHeld)
def take_held(messages: list[Message]) -> None:
    """A bureau passes on that a provider of its province knows its number."""
    known = {
        each.number: each for each in Backdrop.objects.filter(number__in={message.body.number for message in messages})
    }
    for message in messages:
        backdrop = known.get(message.body.number)
        if backdrop is None or backdrop.provider != message.body.provider:
            raise NotTheirs(f"{message.body.provider} has no backdrop {message.body.number}")
        if message.sender != province_node(backdrop.province):
            raise NotTheirs(f"{message.sender} does not supervise {message.body.provider}")
        backdrops.note_held(provider=backdrop.provider, number=backdrop.number, now=timezone.now())
