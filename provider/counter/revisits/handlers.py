"""What comes back of what was told: a province that would not hear that an access was stopped."""

from beian import audit
from beian.exchange import Rejection, on_rejected


@on_rejected("revisit.refused")
def not_heard(rejection: Rejection) -> None:
    """The stop stands all the same; the filing's history says who would not hear of it, and why."""
    told = {"kind": rejection.message.kind, "by": rejection.by, "reason": rejection.reason}
    audit.record(verb="revisit.not_heard", subject=("application", rejection.message.key), after=told)
