"""The provider's part in the demonstration: owners fill in and hand in, clerks and verifiers do their work, by the verbs of every day."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from datetime import time as clock
from functools import cache
from uuid import UUID, uuid4

from django.utils import timezone

from beian.demo.invented import paper
from beian.demo.plans import Step
from beian.evidence import checks, store
from beian.evidence.purposes import PURPOSES
from beian.filing import reasons
from beian.people import signin
from beian.people.models import User
from beian.people.scope import Actor, Reach, enter
from provider.applications import papers, tallies, transitions
from provider.applications.models import Application
from provider.counter import comparison, originals
from provider.counter import transitions as counter
from provider.counter.appointments import desks
from provider.counter.appointments.models import Desk
from verification import photo
from verification.photo import backdrops, specimens
from verification.sheet import agreement
from verification.sources import querying

DIRECTOR = Actor.service("demo")
LOOKS = {
    "owner_certificate": ("LICENCE", (640, 440)),
    "principal_certificate": ("IDENTITY CARD", (640, 400)),
}
# Said where the centre has not issued the provider its backdrop yet.
OVERRULED = {"backdrop_number": "核验员当面确认是本单位幕布"}
DETAIL = "subject.address.detail"
DESK = {
    "name": "备案核验点",
    "address": "演示路1号备案服务大厅",
    "phone": "010-66001234",
    "note": "一层3号窗口",
    "active": True,
    "slot_minutes": 30,
    "capacity": 2,
    "makeup_weekday": 4,
}
OPEN = ((clock(9), clock(12)), (clock(13, 30), clock(17, 30)))


def do(step: Step) -> UUID | None:
    """Take the step if its application stands where the step finds it; the application, if this has begun it."""
    return VERBS[step.verb](step)


def settle(node: str, now: datetime) -> int:
    """What the clock ends: how many applications lapsed."""
    with enter(node, Reach.STAFF, Actor.service("applications.lapse")):
        return transitions.lapse_overdue(now=now)


def begin(node: str, now: datetime) -> bool:
    """A desk with opening hours, so that owners can book their visits; whether it had to be made."""
    with enter(node, Reach.STAFF, DIRECTOR):
        if Desk.objects.exists():
            return False
        desks.add(values=DESK, hours={weekday: OPEN for weekday in range(5)}, now=now)
        return True


def tell(node: str, now: datetime) -> None:
    """The counts that go to the province every night."""
    with enter(node, Reach.STAFF, Actor.service("demo")):
        tallies.tell(now=now)


def standings(node: str, mobiles: Sequence[str]) -> dict[str, tuple[UUID, str, int]]:
    """Mobile number of an owner → (application, state, round), for those who have begun one here."""
    with enter(node, Reach.STAFF, DIRECTOR):
        digests = {bytes(signin.mobile_digest(mobile)): mobile for mobile in mobiles}
        owned = Application.objects.filter(owner__mobile_digest__in=list(digests)).order_by("-id")
        rows = owned.values_list("owner__mobile_digest", "uuid", "state", "round")
        return {digests[bytes(digest)]: (uuid, state, round_) for digest, uuid, state, round_ in rows}


def draft(step: Step) -> UUID:
    """The owner signs in, answers the pages and hands in his papers; whoever has begun one already goes on with it."""
    owner = _owner(step)
    with enter(step.node, Reach.OWNER, Actor.user(owner), owner=owner.pk):
        begun = Application.objects.filter(owner=owner).first()
        if begun is not None:
            return begun.uuid
        values = {name: step.document[name] for name in ("subject", "sites")}
        application = transitions.start_draft(owner=owner, values=values, now=step.moment)
        needed = papers.still_needed(application, application.open_document())
        transitions.keep_papers(application=application, prepared=[_picture(purpose) for purpose in needed])
        return application.uuid


def submit(step: Step) -> None:
    owner = _owner(step)
    with enter(step.node, Reach.OWNER, Actor.user(owner), owner=owner.pk):
        if application := _found(step):
            transitions.submit(application=application, form_key=uuid4(), now=step.moment)


def mend(step: Step) -> None:
    """The owner changes what was found fault with, and hands in again."""
    owner = _owner(step)
    with enter(step.node, Reach.OWNER, Actor.user(owner), owner=owner.pk):
        if application := _found(step):
            values = _mended(application)
            transitions.save_page(application=application, values=values, page="fix")
            purposes = {one["item"] for one in application.reasons} & {"owner_certificate"}
            transitions.keep_papers(application=application, prepared=[_picture(purpose) for purpose in purposes])
            transitions.submit(application=_found(step), form_key=uuid4(), now=step.moment)


def withdraw(step: Step) -> None:
    owner = _owner(step)
    with enter(step.node, Reach.OWNER, Actor.user(owner), owner=owner.pk):
        if application := _found(step):
            transitions.withdraw(application=application, now=step.moment)


def pass_precheck(step: Step) -> None:
    with _acting(step, "clerk"):
        if application := _found(step):
            counter.pass_precheck(application=application, now=step.moment)


def return_precheck(step: Step) -> None:
    with _acting(step, "clerk"):
        if application := _found(step):
            counter.return_precheck(application=application, reasons=_reasons(step), now=step.moment)


def visit(step: Step) -> None:
    """The desk: papers seen, items compared, the photo taken, the access entered, the sheet signed."""
    verifier = _staff(step.node, "verifier")
    _check_in(step, verifier)
    with enter(step.node, Reach.STAFF, Actor.user(verifier)):
        application = _found(step)
        if application is None:
            return
        document, told = application.open_document(), {"application": application, "now": step.moment}
        seen = [one.code for one in originals.originals(document)]
        visit = counter.save_comparison(seen=seen, compared=comparison.items(document), version=None, **told)
        if visit.photo_id is None:
            taken = photo.ready_made(step.moment, _backdrop(step))
            counter.keep_photo(taken=taken, overruled=OVERRULED, by=verifier, **told)
        counter.set_access(access=_access(step), **told)
        who = agreement.capacities(document)[0]
        counter.sign_agreement(capacity=who.code, signer=who.signer, authorisation=None, by=verifier, **told)
        counter.sign(by=verifier, version=None, **told)


def _backdrop(step: Step) -> str:
    """The number of the provider's own backdrop on that day; without one, the demonstration's first."""
    own = backdrops.held(on=timezone.localdate(step.moment))
    return own[0].number if own else specimens.NUMBER


def _check_in(step: Step, verifier: User) -> None:
    """The owner stands at the desk, and the sources answer at once where they are connected."""
    with enter(step.node, Reach.STAFF, Actor.user(verifier)):
        if application := _found(step):
            counter.check_in(application=application, by=verifier, now=step.moment)
    querying.batch(step.node, now=step.moment)


def return_visit(step: Step) -> None:
    with _acting(step, "verifier"):
        if application := _found(step):
            counter.return_visit(application=application, reasons=_reasons(step), now=step.moment)


def report(step: Step) -> None:
    with _acting(step, "verifier"):
        if application := _found(step):
            counter.report(application=application, now=step.moment)


VERBS: dict[str, Callable[[Step], UUID | None]] = {
    verb.__name__: verb
    for verb in (draft, submit, mend, withdraw, pass_precheck, return_precheck, visit, return_visit, report)
}


def _found(step: Step) -> Application | None:
    """The application, if it stands in the state and round in which the step finds it."""
    return Application.objects.filter(uuid=step.application, state=step.state, round=step.round).first()


_owners: dict[tuple[str, str], User] = {}


def _owner(step: Step) -> User:
    """The account of his number, made at his first step."""
    known = _owners.get((step.node, step.mobile))
    if known is None:
        shown = f"{step.mobile[:3]}****{step.mobile[-4:]}"
        with enter(step.node, Reach.SYSTEM, DIRECTOR):
            known = signin.owner_by_mobile(mobile=step.mobile, shown_as=shown, now=step.moment)
        _owners[step.node, step.mobile] = known
    return known


@cache
def _staff(node: str, username: str) -> User:
    with enter(node, Reach.SYSTEM, DIRECTOR):
        return User.objects.get(node=node, username=username)


def _acting(step: Step, username: str):
    return enter(step.node, Reach.STAFF, Actor.user(_staff(step.node, username)))


def _reasons(step: Step) -> list[dict]:
    return [reasons.reason(item, code) for item, code in step.faults]


def _mended(application: Application) -> dict:
    """Other words for the items that were found fault with; certificates and numbers stay what they are."""
    document = application.open_document()
    values = {}
    for item in {one["item"] for one in application.reasons}:
        if item == DETAIL:
            values[item] = f"{document.subject.address.detail}（东门）"
        elif item == "sites.0.name":
            values[item] = f"{document.sites[0].name}园地"
        elif item == "subject.principal.phone":
            values[item] = f"{str(document.subject.principal.phone)[:-1]}3"
        elif item == "subject.certificate.address":
            values[item] = f"{document.subject.certificate.address}A座"
    return values


def _access(step: Step) -> dict:
    return {name: value for name, value in step.document["access"].items() if name != "provider"}


@cache
def _checked(purpose: str) -> checks.Checked:
    """The picture as the store keeps it, drawn and checked once per process."""
    words, size = LOOKS[purpose]
    return checks.check(io.BytesIO(paper(words, size)), PURPOSES[purpose])


def _picture(purpose: str) -> store.Prepared:
    return store.seal(_checked(purpose), purpose)
