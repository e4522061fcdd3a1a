"""Reports in their second version: the report itself one level deeper, and the counter at which it was received, which may not be left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ConfigDict

from beian import audit
from beian.exchange import Message, registry
from ministry.register import handlers as first
from ministry.register.bodies import Routed

KIND = "filing.routed"


class RoutedAgain(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    counter: str
    report: dict[str, Any]


def take_again(messages: list[Message]) -> None:
    """What the first version did, and the counter into the log."""
    for message in messages:
        audit.record(
            verb="passage.counter", subject=("application", message.key), after={"counter": message.body.counter}
        )
    first.take_routed([replace(each, body=Routed.model_validate(each.body.report)) for each in messages])


def take_first(messages: list[Message]) -> None:
    """An old message upgraded: it knows of no counter."""
    bodies = [RoutedAgain(counter="unknown", report=each.body.model_dump(mode="json")) for each in messages]
    take_again([replace(each, body=body) for each, body in zip(messages, bodies, strict=True)])


HANDLERS = {
    ("ministry", KIND, 1): registry.Handler(KIND, 1, Routed, False, take_first),
    ("ministry", KIND, 2): registry.Handler(KIND, 2, RoutedAgain, False, take_again),
}


def register() -> None:
    """Instead of what this platform registered for the kind."""
    registry._handlers.update(HANDLERS)
