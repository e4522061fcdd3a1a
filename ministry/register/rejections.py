"""What becomes of an application when a province's officer sends one of the ministry's messages back (flows.md §2)."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from beian import audit
from beian.exchange import Rejection, on_rejected, send_many
from beian.people.nodes import code_of, province_node
from ministry.register import transitions
from ministry.register.passages import lock, tell


@on_rejected("filing.assigned")
def not_reviewed(rejection: Rejection) -> None:
    """The deciding province would not take the case: nobody else can decide it, so that it goes back by way of the provider's province."""
    _send_back(rejection, deciding=False)


@on_rejected("filing.cleared")
def not_granted(rejection: Rejection) -> None:
    """The deciding province would not give the number: what it approved goes back to the owner instead of waiting for ever."""
    _send_back(rejection, deciding=True)


def _send_back(rejection: Rejection, *, deciding: bool) -> None:
    message = rejection.message
    refused = {
        "kind": "rejected",
        "item": "",
        "text": _("主体所在省的系统退回了此件：%(reason)s") % {"reason": rejection.reason},
        "issuing_province": code_of(rejection.by),
        "next_step": _("请按退回意见处理后重新上报；有疑问请联系主体所在省通信管理局。"),
    }
    transitions.send_back(message=message, conflict=refused, deciding=deciding, now=timezone.now())
    noted(rejection)


@on_rejected("filing.conflicted")
def not_told(rejection: Rejection) -> None:
    """The conflict stands, whoever would not hear of it. Where it was the deciding province, the provider's is told itself: the owner learns why.

    The provider's own province has nobody behind it: its case waits, nothing is granted, and an officer settles it there.
    """
    message = rejection.message
    passage = lock([UUID(message.key)]).get(UUID(message.key))
    stands = passage is not None and passage.round == message.round and passage.state == "conflicted"
    if stands and not passage.home and rejection.by == province_node(passage.subject_province):
        body = {"conflicts": passage.conflicts}
        send_many([tell(passage, passage.provider_province, "filing.conflicted", body)])
    noted(rejection)


@on_rejected("filing.leased")
@on_rejected("filing.moved")
@on_rejected("filing.due")
@on_rejected("filing.granted")
@on_rejected("filing.hosted")
@on_rejected("certificate.issued")
@on_rejected("source.mismatch")
def noted(rejection: Rejection) -> None:
    """News that a province would not hear is true all the same. The history says so; an officer settles it with the province."""
    message = rejection.message
    after = {"kind": message.kind, "reason": rejection.reason, "by": rejection.by}
    audit.record(verb="passage.rejected", subject=("application", message.key), after=after)
