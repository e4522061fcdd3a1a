"""An application that its owner takes back, or lets lapse, after the province returned it."""

from beian import audit, exchange
from beian.people.nodes import MINISTRY
from province.cases.models import Case

ENDS = ("withdrawn", "lapsed")


def end(*, case: Case, message: exchange.Message) -> None:
    """The case stays as returned; the ministry is told and lets go of what it held for the application (decision 13)."""
    state = message.body.state
    if message.sender != f"provider:{case.provider}" or state not in ENDS:
        raise ValueError(f"{message.sender} cannot move {case.application} to {state}")
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
