"""A deployment gets its nodes and first accounts from the command line."""

import getpass

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from beian.people import keys, scope
from beian.people.models import Node, NodeKey
from beian.people.scope import Actor, Reach

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A1")]


@pytest.fixture(autouse=True)
def fresh_keys():
    keys.forget()
    yield
    keys.forget()


def establish(*args, **options):
    call_command("establish", *args, verbosity=0, **options)


def keys_of(node):
    with scope.enter(node, Reach.STAFF, Actor.service("test")):
        return sorted(bytes(key.secret) for key in NodeKey.objects.all())


def test_a_bureau_is_established_once_and_keeps_its_keys(capsys):
    establish("province:33")
    before = keys_of("province:33")
    establish("province:33")
    assert keys_of("province:33") == before and len(before) == 4
    with scope.enter("province:33", Reach.STAFF, Actor.service("test")):
        assert Node.objects.get(name="province:33").title == "浙江省通信管理局"


def test_its_first_person_signs_in(monkeypatch, capsys):
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "a long enough one")
    establish("province:33", username="li", name="李某", role="province_reviewer")
    answer = Client().post("/province/33/staff/sign-in/", {"username": "li", "password": "a long enough one"})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("args", "options", "said"),
    [
        (["nowhere"], {}, "not a node"),
        (["province:99"], {}, "no province"),
        (["provider:p77"], {"title": "某公司"}, "--province"),
        (["provider:p77"], {"province": "11"}, "--title"),
        (["ministry"], {"username": "x", "role": "province_reviewer"}, "no role of ministry"),
    ],
)
def test_a_wrong_call_says_what_is_missing(args, options, said, capsys):
    with pytest.raises(CommandError, match=said):
        establish(*args, **options)


def test_a_short_password_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "short")
    with pytest.raises(CommandError, match="at least 8"):
        establish("ministry", username="zhang")
