"""Messages from the provider's province: the application's state follows the pen (decision 7). Older news are ignored."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.utils import timezone

from beian.exchange import Message, handles
from beian.people import scope
from beian.people.models import Node
from beian.people.nodes import province_node
from provider.applications import deadlines
from provider.applications.messages import DueBody, GrantedBody, MovedBody
from provider.applications.models import Application
from provider.applications.transitions import Told, move


@handles("filing.moved", version=1, body=MovedBody)
def take_moved(messages: list[Message]) -> None:
    """Follow each move in its order; a return brings the reasons and gives the pen back to the owner."""
    for message, application in _newer(messages):
        body = message.body
        reasons = [reason.model_dump() for reason in body.reasons] or application.reasons
        if application.state == body.state:
            _refresh(application, message)
            continue
        told = Told(message.revision, body.due)
        move(
            application=application,
            to=body.state,
            now=timezone.now(),
            reasons=reasons if body.state in ("returned", "conflicted") else (),
            facts={"by": body.by},
            told=told,
        )


@handles("filing.due", version=1, body=DueBody)
def take_due(messages: list[Message]) -> None:
    """The date by which the province must have acted has moved; the application stands where it stood."""
    for sender in {message.sender for message in messages}:
        check_from_province(sender)
    deadlines.mirror(messages, timezone.now())


@handles("filing.granted", version=1, body=GrantedBody)
def take_granted(messages: list[Message]) -> None:
    """The number: access may be opened from now on (B18). The password reaches the owner alone, from his province."""
    for message, application in _newer(messages):
        application.filing_number = message.body.number
        application.site_numbers = message.body.site_numbers
        move(
            application=application,
            to="granted",
            now=timezone.now(),
            also=("filing_number", "site_numbers"),
            facts={"number": message.body.number} | _dated(message.body.approved_on),
            told=Told(message.revision),
        )


def _dated(approved_on: date | None) -> dict[str, str]:
    return {"approved_on": approved_on.isoformat()} if approved_on else {}


class WrongSender(ValueError):
    """News of an application from somebody who has no say in it: parked, and an officer looks at it."""


def check_from_province(sender: str) -> None:
    """Only the provider's own province tells it how an application stands (flows.md §2)."""
    if sender != province_node(Node.objects.get(name=scope.current().node).province):
        raise WrongSender(f"{sender} is not the province of {scope.current().node}")


def _newer(messages: list[Message]) -> Iterator[tuple[Message, Application]]:
    """Each message with its application, locked, unless the application has heard later news. Rows are taken in one order."""
    for sender in {message.sender for message in messages}:
        check_from_province(sender)
    wanted = {UUID(message.key) for message in messages}
    rows = Application.objects.select_for_update().filter(uuid__in=wanted).order_by("id")
    known = {application.uuid: application for application in rows}
    for message in messages:
        application = known.get(UUID(message.key))
        if application is None:
            raise LookupError(f"no application {message.key} at this provider")
        if (message.round, message.revision) > (application.round, application.revision):
            yield message, application


def _refresh(application: Application, message: Message) -> None:
    """The same state told again, perhaps with another date."""
    application.revision, application.due_on, application.overdue_since = message.revision, message.body.due, None
    application.save(update_fields=["revision", "due_on", "overdue_since"])
