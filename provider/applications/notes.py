"""What the owner is told when his application moves: the notices that the table of states names, each once per round and move."""

from django.conf import settings

from beian.filing import states
from beian.notices.sending import send
from beian.people import keys
from beian.people.nodes import here
from provider.applications.models import Application

# A name in the table of states → the text that goes out.
TEMPLATES = {
    "submitted": "submitted",
    "precheck_passed": "precheck_passed",
    "precheck_failed": "precheck_failed",
    "reported": "application_reported",
    "returned": "application_returned",
    "conflict": "application_conflicted",
    "lapsed": "application_lapsed",
    "granted": "application_completed",
}
_LONGEST = 60
# After these texts, and after a reminder of them, it is the owner's turn to mend.
MENDED = ("precheck_failed", "returned", "conflict", "resubmission_reminder")
# After these it is his turn to choose when he comes to the desk.
BOOKED = ("precheck_passed", "visit_reminder")


def tell(application: Application, move: states.Move) -> None:
    """Queue the notices of this move, in its transaction."""
    for name in move.notifies:
        send(
            TEMPLATES[name],
            to=recipients(application),
            params=_params(application, name) | link_of(application, name),
            event=event_of(application),
            application=application.uuid,
        )


def link_of(application: Application, name: str) -> dict[str, str]:
    """Where the owner mends what came back or books his visit: one click from the text to the page, signing in between where he must."""
    page = "application_mend" if name in MENDED else "application_booking" if name in BOOKED else ""
    if not page or application.owner_id is None:
        return {}
    return {"link": f"{settings.PUBLIC_ADDRESS}{here(page, application.uuid)}"}


def event_of(application: Application) -> str:
    """The move that was just made, once per round and revision."""
    return f"application:{application.uuid}:{application.round}:{application.revision}"


def recipients(application: Application) -> list[str]:
    """The number that the owner signs in with, or his principal's where a clerk filled it in; and the principal's mail."""
    principal = application.open_document().subject.principal
    owner = application.owner
    number = (
        keys.decrypt(owner.mobile_sealed, "user-mobile").decode() if owner and owner.mobile_sealed else principal.mobile
    )
    return [address for address in (number, principal.email) if address]


def _params(application: Application, name: str) -> dict[str, str]:
    match name:
        case "returned" | "conflict":
            return {"reason": reason_of(application)}
        case "granted":
            return {"number": application.filing_number}
        case _:
            return {}


def reason_of(application: Application) -> str:
    """The reasons in one line short enough for a text message; the pages have them whole."""
    text = "；".join(reason.get("text", "").rstrip("。") for reason in application.reasons)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
