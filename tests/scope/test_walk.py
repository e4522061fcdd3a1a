"""Every address of the resolver, as nobody and as a stranger of each tier, with real ids of somebody else's records (Z1, Z3, Z5)."""

import pytest
from django.test import override_settings

from tests.scope.addresses import addresses
from tests.scope.fences import planted_policy, without_row_security, without_visible_to
from tests.scope.walk import Walk, changed, written

pytestmark = [pytest.mark.django_db, pytest.mark.whole, pytest.mark.requirement("A3")]


@pytest.mark.requirement("Q3")
def test_nobody_and_no_stranger_gets_anything_anywhere(world, owner_url):
    walk = Walk(world, addresses())
    visitors, before = world.strangers(), written(owner_url)
    walk.nobody()
    walk.strangers(visitors)
    assert changed(before, written(owner_url)) == []
    walk.rightful()
    assert walk.findings == []


def test_the_code_alone_keeps_strangers_out(world, owner_url):
    walk, visitors = Walk(world, addresses()), world.strangers_with_business()
    with without_row_security(owner_url) as opened:
        before = written(owner_url)
        walk.strangers(visitors)
        assert changed(before, written(owner_url)) == []
    assert len(opened) > 30
    assert walk.findings == []


def test_the_database_alone_keeps_strangers_out(world, owner_url, monkeypatch):
    walk, visitors = Walk(world, addresses()), world.strangers_with_business()
    assert {"NodeQuerySet", "ApplicationQuerySet", "EvidenceQuerySet"} <= set(without_visible_to(monkeypatch))
    before = written(owner_url)
    walk.strangers(visitors)
    assert changed(before, written(owner_url)) == []
    assert walk.findings == []


def test_the_walk_finds_pages_that_let_strangers_in(world):
    with override_settings(ROOT_URLCONF="tests.scope.planted"):
        walk = Walk(world, addresses())
        walk.nobody()
        walk.strangers(world.strangers_with_business())
        walk.rightful()
    found = "\n".join(walk.findings)
    stranger = "province_reviewer of province:33"
    assert "province:home: a view without a grant" in found
    assert f"GET province:unscoped ({stranger}): got 200 with a foreign id" in found
    assert f"GET province:unscoped ({stranger}): read " in found
    assert f"GET province:careless ({stranger}): broke with 500" in found
    assert "GET province:talkative (nobody): read " in found
    assert "no foreign id is known for <int:leaf>" in found
    assert "province:careless (province_reviewer of province:11)" not in found


def test_the_walk_finds_a_policy_with_an_or(world, owner_url, monkeypatch):
    """One loose policy, planted by the database's owner, behind pages whose own filter is down."""
    without_visible_to(monkeypatch)
    strangers = [each for each in world.strangers_with_business() if each.node == "province:33"]
    known = [page for page in addresses() if page.name.startswith("province:case") or page.name == "province:queue"]
    with planted_policy(
        owner_url, "province_case", "node = current_setting('beian.node', true) OR state = 'under_review'"
    ):
        loose = Walk(world, known)
        loose.strangers(strangers)
    assert [each for each in loose.findings if "province:queue" in each and ": read [" in each]
    tight = Walk(world, known)
    tight.strangers(strangers)
    assert tight.findings == []


def test_what_is_written_is_seen(cast, media, owner_url):
    before = written(owner_url)
    cast.owner("provider:p02", "13512345678")
    assert changed(before, written(owner_url)) == ["beian_auditentry", "beian_grant", "beian_membership", "beian_user"]
