"""Messages from the provinces, the one question the ministry answers here, and what becomes of its own messages that are rejected."""

from uuid import UUID

from django.utils import timezone, translation

from beian import audit
from beian.exchange import Message, Rejection, answers, handles, on_rejected
from beian.filing import identifiers
from ministry.register import entering, transitions
from ministry.register.bodies import Approved, Due, Granted, Hint, Moved, Routed
from ministry.register.conflicts import DOMAIN, Ask, Conflict, look

NOBODY = UUID(int=0)


@handles("filing.routed", body=Routed)
def take_routed(messages: list[Message]) -> None:
    """Reported applications: lease or conflict."""
    transitions.report(messages=messages, now=timezone.now())


@handles("filing.approved", body=Approved)
def take_approved(messages: list[Message]) -> None:
    """Approved applications: clear or conflict."""
    transitions.commit(messages=messages, now=timezone.now())


@handles("filing.moved", body=Moved)
def take_moved(messages: list[Message]) -> None:
    """How applications stand with their provinces."""
    transitions.follow(messages=messages, now=timezone.now())


@handles("filing.due", body=Due)
def take_due(messages: list[Message]) -> None:
    """Due dates that a province counted anew, on their way to the other one."""
    transitions.pass_due(messages=messages)


@handles("filing.granted", body=Granted)
def take_granted(messages: list[Message]) -> None:
    """Numbers given: the national register."""
    entering.enter(messages=messages, now=timezone.now())


@answers("conflict.hint", body=Hint)
def hint(asker: str, body: Hint) -> dict:
    """The conflicts that these domains would meet if they were reported now. Reserves nothing; what is no domain is left out."""
    keys = {f"domains.{place}": _key(name) for place, name in enumerate(body.domains)}
    asks = [Ask(DOMAIN, key, item, body.application or NOBODY, "") for item, key in keys.items() if key]
    taken = look(asks)
    with translation.override(body.language):
        return {"conflicts": [Conflict(ask, taken[ask]).body() for ask in asks if ask in taken]}


@on_rejected("filing.assigned")
@on_rejected("filing.leased")
@on_rejected("filing.cleared")
@on_rejected("filing.conflicted")
@on_rejected("filing.moved")
@on_rejected("filing.due")
@on_rejected("filing.granted")
def note_rejection(rejection: Rejection) -> None:
    """A province sent one of our messages back. The record stays as it is and its history says so; an officer settles it with the province."""
    message = rejection.message
    after = {"kind": message.kind, "reason": rejection.reason, "by": rejection.by}
    audit.record(verb="passage.rejected", subject=("application", message.key), after=after)


def _key(name: str) -> str | None:
    try:
        return identifiers.domain_key(name)
    except identifiers.Invalid:
        return None
