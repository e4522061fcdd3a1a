"""Work without a browser stays in the scope of whoever asked for it: tasks name a node and nothing else, letters go where they belong (Z7)."""

import inspect

import pytest
from django.utils import timezone

from beian.celery import app
from beian.notices.adapters import mailbox_context
from beian.notices.delivery import deliver
from beian.notices.models import MailboxItem
from beian.notices.recipients import digest_of
from beian.people import keys, scope
from beian.people.scope import Reach
from beian.people.signin import mobile_digest
from province.cases.models import Case
from tests.scope.world import OWNER, PROVIDER, PROVINCE, TELLER

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A3", "Q2")]


def test_a_task_is_told_a_node_and_nothing_else():
    """No row, no person and no text can be smuggled in through the broker: the work is looked up in the node's own rows."""
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    assert len(ours) > 10
    told = {
        name: [*inspect.signature(task.run).parameters] for name, task in ours.items() if not name.startswith("test.")
    }
    assert {name: given for name, given in told.items() if given not in ([], ["node"])} == {}


def test_letters_reach_the_people_of_their_filing_and_say_nothing_of_others(world):
    """Every letter of the world, opened: to the owner or his principal, and with no canary of anything but its own return."""
    letters = [*_letters(PROVIDER), *_letters(PROVINCE)]
    assert len(letters) > 10
    returned = [text for _to, text in letters if "退回" in text]
    personal = set(world.canaries.secret)
    assert [text for _to, text in letters if text not in returned and any(each in text for each in personal)] == []
    assert all(to in _addresses(world, node) for node in (PROVIDER, PROVINCE) for to, _text in _letters(node))


def _letters(node: str) -> list[tuple[bytes, str]]:
    with scope.enter(node, Reach.SYSTEM, TELLER):
        return [
            (bytes(item.address_digest), keys.decrypt(bytes(item.text_sealed), mailbox_context(item.uuid)).decode())
            for item in MailboxItem.objects.all()
        ]


def _addresses(world, node: str) -> set[bytes]:
    """Digests of the owner's number, and of every number and mail address that the world's filings name."""
    with scope.enter(PROVINCE, Reach.STAFF, TELLER):
        principals = [case.open_document().subject.principal for case in Case.objects.exclude(wrapped_key=None)]
    named = [text for each in principals for text in (each.mobile, each.email)]
    with scope.enter(node, Reach.SYSTEM, TELLER):
        return {mobile_digest(OWNER), *(digest_of(text) for text in [*named, *_all_addresses(world)])}


def _all_addresses(world) -> list[str]:
    numbers = [each for each in world.canaries.secret if each.isdecimal() and len(each) == 11]
    return [*numbers, *(f"{each}@example.cn" for each in world.canaries.secret if each.isalpha() and each.isascii())]


def test_a_delivery_of_one_node_touches_no_letter_of_another(world):
    with scope.enter(PROVINCE, Reach.SYSTEM, TELLER):
        before = MailboxItem.objects.count()
    assert deliver("province:33", now=timezone.now()) == 0
    with scope.enter("province:33", Reach.SYSTEM, TELLER):
        assert MailboxItem.objects.count() == 0
    with scope.enter(PROVINCE, Reach.SYSTEM, TELLER):
        assert MailboxItem.objects.count() == before
