"""What a provider does when a source says, later, that a value is not so: its province learns of it if it knows the filing already."""

from __future__ import annotations

from beian import exchange
from provider.applications.models import Application
from provider.counter import reporting
from verification.sources.messages import KIND, body_of
from verification.sources.models import SourceCheck
from verification.sources.telling import on_mismatch

# The province knows the filing; before, the desk sees the mismatch itself, and the report tells of it.
KNOWN_ABOVE = ("reported", "under_review", "awaiting_opinion", "approved", "conflicted", "granted")


@on_mismatch
def tell_province(check: SourceCheck) -> None:
    """One message for one mismatch of the round that stands; the application's lock keeps this and the report apart."""
    application = Application.objects.select_for_update().filter(uuid=check.application).first()
    if application is None or application.round != check.round or application.state not in KNOWN_ABOVE:
        return
    exchange.send(
        receiver=reporting.own_province(),
        kind=KIND,
        key=application.uuid,
        round=application.round,
        revision=application.revision,
        body=body_of(check),
    )
