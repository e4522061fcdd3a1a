"""Every address of the resolver, as nobody and as a stranger of each tier, with real ids of somebody else's records (Z1, Z3, Z5)."""

import pytest

from tests.scope.addresses import addresses
from tests.scope.walk import Walk, changed, written

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A3")]


@pytest.mark.requirement("Q3")
def test_nobody_and_no_stranger_gets_anything_anywhere(world, owner_url):
    walk = Walk(world, addresses())
    visitors, before = world.strangers(), written(owner_url)
    walk.nobody()
    walk.strangers(visitors)
    assert changed(before, written(owner_url)) == []
    walk.rightful()
    assert walk.findings == []
    assert walk.asked > len(visitors) * len(walk.ids)
