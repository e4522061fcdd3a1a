"""What becomes of applications at the ministry. Each verb takes a whole batch, in the transaction of its messages.

Claims are moved in claims.py; what is granted enters the register in entering.py.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from beian.exchange import Message, Outgoing, send_many
from beian.filing import states
from beian.filing.canonical import digest
from beian.people.nodes import province_node
from ministry.public import entries
from ministry.register import arrivals, claims
from ministry.register.conflicts import Conflict
from ministry.register.models import Passage
from ministry.register.passages import Misrouted, deciding, lock, move, pass_on, record, save, tell

# Of what provinces tell, the states that end an application without a filing.
ENDED = ("withdrawn", "lapsed")
SETTLED = ("conflicted", "returned", "granted", *ENDED)
Refused = Mapping[UUID, list[Conflict]]


def report(*, messages: Sequence[Message], now: datetime) -> None:
    """Take reports that provinces pass on: lease what they ask for and pass them to the deciding province, or answer the conflicts.

    Of one application the newest round counts; a round that is known already changes nothing.
    """
    newest = _newest(messages)
    known = lock(newest)
    fresh = {key: m for key, m in newest.items() if key not in known or _goes_on(known[key], m)}
    passages = [arrivals.passage_of(message, now) for message in fresh.values()]
    arrivals.store(passages)
    arrivals.keep_papers(fresh.values())
    refused = claims.lease(passages=passages, now=now)
    leased = [passage for passage in passages if passage.application not in refused]
    _show_pending(leased)
    send_many([_assign(passage, fresh[passage.application]) for passage in leased])
    record("claim.lease", leased, lambda passage: {"domains": passage.domains, "opened": "subject.certificate"})
    _refuse(passages, refused, deciding=False, now=now)


def commit(*, messages: Sequence[Message], now: datetime) -> None:
    """The detection of Fig. 1: what the deciding province approved is looked at again and, in the same transaction, becomes a claim."""
    pairs = [(passage, message) for passage, message in deciding(messages) if passage.state not in SETTLED]
    for passage, message in pairs:
        _check_approved(passage, message)
        move(passage, "approved", revision=message.revision, now=now)
    passages = [passage for passage, _message in pairs]
    refused = claims.lease(passages=passages, now=now)
    cleared = [passage for passage in passages if passage.application not in refused]
    claims.commit(applications=[passage.application for passage in cleared], now=now)
    save(cleared)
    send_many([tell(passage, passage.subject_province, "filing.cleared", {}) for passage in cleared])
    record("claim.commit", cleared, lambda passage: {"state": "approved", "domains": passage.domains})
    _refuse(passages, refused, deciding=True, now=now)


def follow(*, messages: Sequence[Message], now: datetime) -> None:
    """Provinces tell how applications stand: note it, pass it on, release the claims of those that have ended.

    One that never came this far (its province's own check failed) is nobody's business here.
    """
    known = lock({UUID(message.key) for message in messages})
    told = [(known[UUID(message.key)], message) for message in messages if UUID(message.key) in known]
    for passage, message in told:
        _check_sender(passage, message)
    current = [(passage, message) for passage, message in told if message.round >= passage.round]
    moved = [(passage, message) for passage, message in current if _takes(passage, message, now)]
    save(passage for passage, _message in moved)
    ended = {passage.application for passage, message in moved if message.body.state in ENDED}
    claims.release(applications=ended, now=now)
    entries.unpend(applications=ended)
    send_many([pass_on(passage, message) for passage, message in current if _concerns_other(passage, message)])
    told_of = iter(message.body for _passage, message in moved)  # one entry for each step, however many came at once
    record("passage.move", [passage for passage, _message in moved], lambda _passage: _as_told(next(told_of)))


def pass_due(*, messages: Sequence[Message]) -> None:
    """The ministry shows no due dates of provinces and providers; it knows the way. Only the province that holds the pen may send one on it."""
    known = lock({UUID(message.key) for message in messages})
    told = [(known[UUID(message.key)], message) for message in messages if UUID(message.key) in known]
    for passage, message in told:
        _check_sender(passage, message)
        downward = message.sender == province_node(passage.subject_province)
        if passage.home or downward == (message.body.state == "returned"):
            raise Misrouted(
                f"{message.sender} sets no due date of {passage.application} while it is {message.body.state}"
            )
    send_many([pass_on(passage, message) for passage, message in told if message.round == passage.round])


def _newest(messages: Sequence[Message]) -> dict[UUID, Message]:
    """The newest round of each application, in the order in which the applications first came."""
    newest: dict[UUID, Message] = {}
    for message in messages:
        key = UUID(message.key)
        if key not in newest or message.round > newest[key].round:
            newest[key] = message
    return newest


def _goes_on(passage: Passage, message: Message) -> bool:
    """Whether this is a further round. It is its own provider's to report, and only of an application that has not come to its end."""
    if message.round <= passage.round:
        return False
    provider = message.body.provider
    if (provider.code, provider.province) != (passage.provider, passage.provider_province):
        raise Misrouted(f"provider {provider.code} reports {message.key}, an application of {passage.provider}")
    if states.APPLICATION.is_end(passage.state):
        raise Misrouted(f"{message.key} has ended as {passage.state} and is reported again")
    return True


def _assign(passage: Passage, message: Message) -> Outgoing:
    """At home the case is there already and learns of its lease; away the report itself goes on, as it came."""
    if passage.home:
        return tell(passage, passage.subject_province, "filing.leased", {})
    return tell(passage, passage.subject_province, "filing.assigned", message.body.model_dump(mode="json"))


def _show_pending(passages: Sequence[Passage]) -> None:
    for passage in passages:
        if passage.round > 1:
            entries.unpend(applications=[passage.application], keep=passage.domains)
    entries.pend((domain, passage.application) for passage in passages for domain in passage.domains)


def send_back(*, message: Message, conflict: dict, deciding: bool, now: datetime) -> None:
    """The province that was to go on with this application would not: it goes back with that reason, unless it has moved on meanwhile."""
    passage = lock([UUID(message.key)]).get(UUID(message.key))
    if passage is not None and passage.round == message.round and passage.state not in SETTLED:
        _return(passages=[passage], conflicts={passage.application: [conflict]}, deciding=deciding, now=now)


def _refuse(passages: Sequence[Passage], refused: Refused, *, deciding: bool, now: datetime) -> None:
    losers = [passage for passage in passages if passage.application in refused]
    told = {application: [conflict.body() for conflict in found] for application, found in refused.items()}
    _return(passages=losers, conflicts=told, deciding=deciding, now=now)


def _return(
    *, passages: Sequence[Passage], conflicts: Mapping[UUID, list[dict]], deciding: bool, now: datetime
) -> None:
    """The one state whose pen the ministry holds. What an earlier round leased stays leased while the application is open.

    Told to the province that has the case: the provider's after a report, the deciding one after an approval.
    """
    for passage in passages:
        passage.conflicts = conflicts[passage.application]
        move(passage, "conflicted", revision=passage.revision + 1, now=now)
    save(passages)
    send_many(
        tell(
            passage,
            passage.subject_province if deciding else passage.provider_province,
            "filing.conflicted",
            {"conflicts": passage.conflicts},
        )
        for passage in passages
    )
    record("claim.conflict", passages, lambda passage: {"state": "conflicted", "conflicts": passage.conflicts})


def _check_approved(passage: Passage, message: Message) -> None:
    """What was approved is what was leased, to the byte."""
    if message.body.document_digest != digest(passage.document).hex():
        raise Misrouted(f"{message.sender} approved another document of {message.key}")


def _check_sender(passage: Passage, message: Message) -> None:
    if message.sender not in (province_node(passage.subject_province), province_node(passage.provider_province)):
        raise Misrouted(f"{message.sender} holds no pen for {passage.application}")


def _takes(passage: Passage, message: Message, now: datetime) -> bool:
    """Move the passage as its province tells, unless it has come further meanwhile; whether it moved.

    An end is the owner's word, counted by another pen: it is taken whatever the deciding province has told since.
    """
    older = message.round == passage.round and message.revision < passage.revision
    if (older and message.body.state not in ENDED) or message.body.state not in _ahead(passage.state):
        return False
    return move(passage, message.body.state, revision=message.revision, now=now)


def _concerns_other(passage: Passage, message: Message) -> bool:
    """What the deciding province tells goes on to the provider's; the other way only that an application has ended."""
    downward = message.sender == province_node(passage.subject_province)
    return not passage.home and (downward or message.body.state in ENDED)


@cache
def _ahead(state: str) -> frozenset[str]:
    """Every state that may still follow in the same round, by the table: a mirror may skip what it was not told, and never goes back."""
    found: set[str] = set()
    todo = [state]
    while todo:
        for step in states.APPLICATION.moves_from(todo.pop()):
            if step.verb != "resubmit" and step.to not in found:
                found.add(step.to)
                todo.append(step.to)
    return frozenset(found)


def _as_told(body) -> dict:
    return {"state": body.state, "reasons": body.reasons}
