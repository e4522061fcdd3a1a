"""Steps that the stories about notices share."""

from datetime import datetime, timedelta

from django.utils import timezone

from beian.notices import mailbox
from beian.notices.delivery import deliver
from beian.notices.models import Notice
from beian.notices.sending import send
from beian.people import scope
from beian.people.scope import Actor, Reach

DESK = Actor("user", "5", "王受理")
HERE, MOBILE = "provider:p01", "13800138000"


def tell(
    template="precheck_passed", *, to=MOBILE, event="e1", node=HERE, reach=Reach.STAFF, owner=None, **kwargs
) -> None:
    with scope.enter(node, reach, DESK, owner=owner):
        send(template, to=to, event=event, **kwargs)


def later(minutes: float = 0) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def delivered(minutes: float = 0, node=HERE) -> int:
    return deliver(node, now=later(minutes))


def the_notice(node=HERE, **where) -> Notice:
    with scope.enter(node, Reach.STAFF, DESK):
        return Notice.objects.get(**where)


def inbox(address=MOBILE, node=HERE) -> list[str]:
    with scope.enter(node, Reach.SYSTEM, DESK):
        return [item.text for item in mailbox.received(address)]
