"""An application that its owner takes back, or lets lapse, after the province returned it."""

from beian import audit, exchange
from beian.people.nodes import MINISTRY
from province.cases.models import Case

ENDS = ("withdrawn", "lapsed")


class NotItsToEnd(ValueError):
    """Somebody else's application, another state than an end, or one that the province still has in hand."""


def take(*, message: exchange.Message) -> None:
    """A provider's word that an application has ended. One that never became a case holds nothing; older news change nothing.

    The owner may have handed in a further round that never was reported: the end of it ends the application all the same.
    """
    case = Case.objects.select_for_update().filter(application=message.key, round__lte=message.round).first()
    if case is not None and message.revision > case.revision:
        end(case=case, message=message)


def end(*, case: Case, message: exchange.Message) -> None:
    """The case stays as returned; the ministry is told and lets go of what it held for the application (decision 13)."""
    state = message.body.state
    if message.sender != f"provider:{case.provider}" or state not in ENDS or case.state != "returned":
        raise NotItsToEnd(f"{message.sender} cannot move {case.application} from {case.state} to {state}")
    case.revision = message.revision
    case.save(update_fields=["revision"])
    told = {"state": state, "by": message.body.by}
    exchange.send(
        receiver=MINISTRY,
        kind="filing.moved",
        key=case.application,
        round=case.round,
        revision=case.revision,
        body=told,
    )
    audit.record(verb=f"application.{state}", subject=("application", case.application), after=told)
