"""The owner's word by a code to his own telephone: that a clerk may fill in for him, and that what was filled in is right (B1).

Codes are the business of accounts, which the counter's reach does not touch: they are sent and tried before the scope of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from beian.filing.identifiers import mask_mobile
from beian.notices import codes
from beian.notices.codes import Asker, CodeRefused
from beian.people import addresses, signin
from beian.people.models import User
from beian.people.scope import Actor, Reach, enter
from provider.applications.contacts import signed_in_with
from provider.applications.entrance import CodeForm, MobileForm
from provider.applications.models import Application

SEND = "send"


@dataclass(frozen=True)
class Word:
    """What came of it: a code was sent, or the right one was given by `owner`; or why not."""

    sent: bool = False
    owner: User | None = None
    refusal: str = ""


NOTHING = Word()


def may_be_filled_for(request: HttpRequest) -> None:
    """Beforehand, where a filing is begun for somebody: a code to the number typed in, or the code that came back from it."""
    with _accounts(request):
        form, given = MobileForm(request.POST), CodeForm(request.POST)
        mobile = form.cleaned_data["mobile"] if form.is_valid() else ""
        code = given.cleaned_data["code"] if given.is_valid() else ""
    request.word = _tried(request, mobile, code, "behalf_code", f"behalf:{_actor(request).id}")


def is_right(request: HttpRequest) -> None:
    """Beforehand, where it is handed in: the same with the number of the owner whose application it is."""
    uuid: UUID = resolve(request.path_info).kwargs["uuid"]
    with enter(request.viewer.node, Reach.STAFF, _actor(request)):
        asked = Application.objects.filter(node=request.viewer.node, uuid=uuid, on_behalf=True)
        record = asked.select_related("owner").first()
        mobile = signed_in_with(record.owner) if record and record.owner and record.open_to_owner else ""
    given = CodeForm(request.POST)
    code = given.cleaned_data["code"] if given.is_valid() else ""
    request.word = _tried(request, mobile, code, "behalf_submit_code", f"behalf-submit:{uuid}")


def _tried(request: HttpRequest, mobile: str, code: str, template: str, purpose: str) -> Word:
    if not mobile:
        return NOTHING
    now, sending = timezone.now(), request.POST.get("then") == SEND
    try:
        with _accounts(request):
            if sending:
                codes.issue(mobile=mobile, purpose=purpose, now=now, template=template, asker=_asker(request))
                return Word(sent=True)
            if not code:
                return NOTHING
            codes.check(mobile=mobile, code=code, purpose=purpose, now=now)
            owner = signin.owner_by_mobile(mobile=mobile, shown_as=mask_mobile(mobile), now=now)
    except CodeRefused as refusal:
        return Word(sent=not sending or "code" in request.POST, refusal=str(refusal))
    return Word(owner=owner) if owner.is_active else Word(refusal=_("这个号码的账号已停用，不能代填。"))


def _accounts(request: HttpRequest):
    return enter(request.viewer.node, Reach.SYSTEM, _actor(request))


def _asker(request: HttpRequest) -> Asker:
    """A clerk asks for many people from one place: his account counts."""
    return Asker(address=addresses.of_client(request), account=request.viewer.user.pk, staff=True)


def _actor(request: HttpRequest) -> Actor:
    return Actor.user(request.viewer.user)
