"""Reaching the people named in a filing: a text with a code that they read back, and calls (B15). Reviewers see masked numbers only."""

from __future__ import annotations

import hmac
import math
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from beian import audit
from beian.filing import documents, paths
from beian.filing.documents import FilingDocument
from beian.notices import sending
from beian.notices.recipients import masked
from beian.pages import reading
from beian.people import keys
from beian.people.models import User
from province.cases import transitions
from province.cases.models import Case
from province.cases.permissions import Refused, check_can_claim
from province.cases.records import ContactCheck, ContactKind, ContactResult

DIGITS = 6
PAUSE = timedelta(minutes=1)
MOST_PER_DAY = 5
NUMBERS = ("mobile", "phone", "emergency_phone")


class Contact(NamedTuple):
    """A number of a filing: its place, whose and what it is, and how much of it may be shown."""

    item: str
    label: str
    number: str
    takes_texts: bool


def people(case: Case) -> list[Contact]:
    """The numbers that a filing names; none where the person stays masked for this office."""
    if not case.decides_here or case.wrapped_key is None:
        return []
    return list(_named(case.masked_document()))


def _named(document: FilingDocument) -> Iterator[Contact]:
    data = documents.dump(document)
    for person in ("subject.principal", *(f"sites.{index}.principal" for index in range(len(document.sites)))):
        for name in NUMBERS:
            item = f"{person}.{name}"
            if shown := paths.get(data, item):
                yield Contact(item, reading.label_of(item), str(shown), name == "mobile")


def check_can_reach(*, case: Case, by: User, now: datetime) -> None:
    """Whoever may review it may reach its people, as long as it is under review."""
    check_can_claim(case=case, by=by, now=now)
    if case.wrapped_key is None:
        raise Refused(_("本省没有此备案的联系方式。"))


def send_code(*, case: Case, item: str, by: User, now: datetime) -> ContactCheck:
    """A text with a fresh code to one of the filing's mobile numbers; what is known of the number stays masked. Refused above the limits."""
    case = transitions.locked(case)
    check_can_reach(case=case, by=by, now=now)
    _check_pace(case, now)
    number, code = _number(case, item), f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    sent = ContactCheck.objects.create(
        case=case,
        round=case.round,
        kind=ContactKind.CODE,
        item=item,
        number=masked(number),
        by=by,
        at=now,
        result=ContactResult.SENT,
    )
    sent.code_digest = _digest(sent, code)
    sent.save(update_fields=["code_digest"])
    sending.send(
        "review_contact_code",
        to=number,
        secret={"code": code},
        event=f"contact:{sent.pk}",
        application=case.application,
        expires_at=now + ContactCheck.LIFETIME,
    )
    _record(case, "case.contact_code", sent)
    return sent


def _check_pace(case: Case, now: datetime) -> None:
    """One text a minute and five a day for one filing: people are not to be pestered."""
    moments = ContactCheck.objects.codes_since(case, now - timedelta(days=1)).order_by("-at")
    sent = list(moments.values_list("at", flat=True)[:MOST_PER_DAY])
    if sent and sent[0] > now - PAUSE:
        left = math.ceil((sent[0] + PAUSE - now).total_seconds())
        raise Refused(_("核实短信刚刚发送，请在 %(left)d 秒后再发。") % {"left": left})
    if len(sent) >= MOST_PER_DAY:
        raise Refused(_("24 小时内对此备案已发送 5 条核实短信，请改用电话联系或明天再发。"))


def _number(case: Case, item: str) -> str:
    """The number in the clear, for the machine that sends the text."""
    if item not in {contact.item for contact in people(case)}:
        raise Refused(_("此备案没有登记这个号码。"))
    return str(paths.get(documents.dump(case.open_document()), item))


def confirm_code(*, check: ContactCheck, code: str, now: datetime) -> ContactCheck:
    """What the person on the phone has read back. Every try is kept; five wrong ones and the code is of no use."""
    check = ContactCheck.objects.select_for_update(of=("self",)).select_related("case").get(pk=check.pk)
    if not check.open_for_code(now):
        raise Refused(_("核实码已失效，请重新发送。"))
    right = hmac.compare_digest(bytes(check.code_digest), _digest(check, code))
    check.tries += 1
    check.result = ContactResult.CONFIRMED if right else ContactResult.MISMATCH
    check.settled_at = now
    if right:
        check.code_digest = None
    check.save(update_fields=["tries", "result", "settled_at", "code_digest"])
    _record(check.case, "case.contact_code_read", check)
    return check


def log_call(*, case: Case, item: str, result: str, note: str, by: User, now: datetime) -> ContactCheck:
    """A call made by the reviewer, and what came of it."""
    case = transitions.locked(case)
    check_can_reach(case=case, by=by, now=now)
    number = _number(case, item)
    made = ContactCheck.objects.create(
        case=case,
        round=case.round,
        kind=ContactKind.CALL,
        item=item,
        number=masked(number),
        by=by,
        at=now,
        result=result,
        settled_at=now,
        note=note,
    )
    _record(case, "case.contact_call", made)
    return made


def log_of(case: Case) -> list[ContactCheck]:
    """Texts and calls of this case, the latest first."""
    return list(case.contacts.select_related("by").order_by("-id")[:50])


def _digest(check: ContactCheck, code: str) -> bytes:
    return keys.digest("contact code", str(check.pk), code)


def _record(case: Case, verb: str, check: ContactCheck) -> None:
    after = {"item": check.item, "number": check.number, "result": check.result}
    audit.record(verb=verb, subject=("application", case.application), after=after)
