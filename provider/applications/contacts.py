"""Confirming a principal's number and mail in the same place: a one-time code goes there and is typed in on the page itself.

Confirming is an offer. A gateway that is down or slow keeps nobody from going on: the clerk calls in any case (B4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, Form
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from beian.filing import documents, paths, rules
from beian.filing.documents import FilingDocument
from beian.notices import codes
from beian.notices.codes import Asker, CodeRefused
from beian.notices.recipients import digest_of
from beian.pages.forms import sentence
from beian.people import addresses as networks
from beian.people import keys
from beian.people.models import User
from beian.people.scope import Actor, Reach, enter
from provider.applications.models import Application, ContactCheck

SEND, CHECK = "send", "check"
ENDINGS = ("principal-mobile", "principal-email")
BUTTON = "contact"
LONGEST = 200


@dataclass(frozen=True)
class Outcome:
    """What came of asking for a code, or of typing one in: at which field, for which address, and the sentence for the page."""

    field: str
    address: str
    sent: bool = False
    confirmed: bool = False
    refusal: str = ""


@dataclass(frozen=True)
class Box:
    """What stands below a number or a mail address: whether it is confirmed, else how to confirm it."""

    field: str
    confirmed: bool = False
    own: bool = False
    asked: bool = False
    notice: str = ""
    refusal: str = ""

    @property
    def code_name(self) -> str:
        return f"code-{self.field}"

    @property
    def by_mail(self) -> bool:
        return self.field.endswith("email")


def beforehand(request: HttpRequest) -> None:
    """For `people.access.beforehand`: codes are the business of accounts, which an owner's reach does not touch."""
    request.contact = None
    asked = _asked(request.POST)
    if asked is not None:
        verb, field = asked
        request.contact = _tried(request, verb, field)


def _asked(sent: QueryDict) -> tuple[str, str] | None:
    """The button that was pressed, or the code that was typed in before saving: (send or check, field)."""
    verb, _colon, field = sent.get(BUTTON, "").partition(":")
    if verb in (SEND, CHECK) and field.endswith(ENDINGS):
        return verb, field
    typed = [name for name in sent if name.startswith("code-") and name.endswith(ENDINGS) and sent[name].strip()]
    return (CHECK, typed[0].removeprefix("code-")) if typed and not verb else None


def _tried(request: HttpRequest, verb: str, field: str) -> Outcome:
    viewer = request.viewer
    with enter(viewer.node, Reach.SYSTEM, Actor.user(viewer.user)):
        address, refusal = _address(field, request.POST.get(field, ""))
    if refusal:
        return Outcome(field, address, refusal=refusal)
    try:
        with enter(viewer.node, Reach.SYSTEM, Actor.user(viewer.user)):
            asker = Asker(address=networks.of_client(request), account=viewer.user.pk)
            return _done(asker, verb, field, address, request.POST.get(f"code-{field}", ""))
    except CodeRefused as refused:
        return Outcome(field, address, sent=True, refusal=str(refused))


def _address(field: str, typed: str) -> tuple[str, str]:
    """The address in its normal form, and what the rules have against it."""
    key = f"subject.principal.{field.rpartition('-')[2]}"
    address = str(rules.normal(key, typed[:LONGEST]) or "")
    found = [one for one in rules.check_field(key, address) if one.rejects]
    return address, sentence(found[0]) if found else ""


def _done(asker: Asker, verb: str, field: str, address: str, code: str) -> Outcome:
    purpose, now = f"contact:{asker.account}", timezone.now()
    if verb == SEND:
        codes.issue(mobile=address, purpose=purpose, now=now, template="contact_code", asker=asker)
        return Outcome(field, address, sent=True)
    codes.check(mobile=address, code=code[:LONGEST], purpose=purpose, now=now)
    return Outcome(field, address, confirmed=True)


def signed_in_with(user: User) -> str:
    """The number that the owner signed in with: a code has come back from it already."""
    return keys.decrypt(user.mobile_sealed, "user-mobile").decode() if user.mobile_sealed else ""


def confirmed(application: Application, document: FilingDocument) -> dict[str, ContactCheck]:
    """Path → how and when, for each number and mail address of the document's principals that was confirmed as it stands now (B4)."""
    known = {bytes(check.digest): check for check in application.contact_checks.all()}
    if not known:
        return {}
    data = documents.dump(document)
    held = {path: paths.get(data, path) for path in addresses(document)}
    found = {path: known.get(digest_of(address)) for path, address in held.items() if address}
    return {path: check for path, check in found.items() if check is not None}


def addresses(document: FilingDocument) -> list[str]:
    """The paths of the principals' numbers and mail addresses."""
    stems = ["subject.principal", *(f"sites.{number}.principal" for number in range(len(document.sites)))]
    return [f"{stem}.{ending}" for stem in stems for ending in ("mobile", "email")]


def lines(
    application: Application, form: Form, user: User, outcome: Outcome | None
) -> list[tuple[BoundField, Box | None]]:
    """The fields of a page, below each number and mail address its box."""
    asked = [bound for bound in form if bound.name.endswith(ENDINGS)]
    known = {bytes(check.digest) for check in application.contact_checks.all()} if asked else set()
    own = signed_in_with(user) if asked else ""
    boxes = {bound.name: _box(bound, known, own, outcome) for bound in asked}
    return [(bound, boxes.get(bound.name)) for bound in form]


def _box(bound: BoundField, known: set[bytes], own: str, outcome: Outcome | None) -> Box:
    address = _shown(bound.value())
    here = outcome if outcome is not None and outcome.field == bound.name else None
    if address and (digest_of(address) in known or (here is not None and here.confirmed)):
        return Box(bound.name, confirmed=True)
    if address and address == own:
        return Box(bound.name, confirmed=True, own=True)
    if here is None:
        return Box(bound.name)
    return Box(bound.name, asked=here.sent, notice="" if here.refusal else _sent_to(bound.name), refusal=here.refusal)


def _shown(value: Any) -> str:
    text = "".join(value.split()) if isinstance(value, str) else ""
    return text if len(text) <= LONGEST and text.isprintable() and text.isascii() else ""


def _sent_to(field: str) -> str:
    if field.endswith("email"):
        return _("验证码已发到这个邮箱。没收到可以先继续填写，以后再确认，不影响提交。")
    return _("验证码已发到这个号码。没收到可以先继续填写，以后再确认，不影响提交。")
