"""Messages from the provinces, and the one question the ministry answers here."""

from uuid import UUID

from django.utils import timezone, translation

from beian.exchange import Message, answers, handles
from beian.people import bell, scope
from ministry.register import entering, hints, transitions
from ministry.register.bodies import Approved, Due, Granted, Hint, Moved, Routed
from ministry.supervision import identities


@handles("filing.routed", body=Routed)
def take_routed(messages: list[Message]) -> None:
    """Reported applications: lease or conflict. Their resident-ID numbers are looked at afterwards (M4)."""
    transitions.report(messages=messages, now=timezone.now())
    identities.note([UUID(message.key) for message in messages])
    bell.ring("supervision.identities", scope.current().node)


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
    with translation.override(body.language):
        return {"conflicts": [conflict.body() for conflict in hints.of(body, timezone.now())]}
