"""In the demonstration every provider has its backdrop before the first photo is taken."""

import pytest
from django.utils import timezone

from beian.exchange import drain
from beian.people import scope
from beian.people.scope import Actor, Reach
from ministry import demo
from verification.photo import backdrops, specimens

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B10")]


def test_each_provider_gets_one_and_the_first_one_that_of_the_drawn_photos(cast):
    assert demo.begin(timezone.now()) == 2 and demo.begin(timezone.now()) == 0
    drain()
    for node in ("provider:p01", "provider:p02"):
        with scope.enter(node, Reach.STAFF, Actor.service("story")):
            (own,) = backdrops.held(on=timezone.localdate())
            assert (own.number == specimens.NUMBER) == (node == "provider:p01")
