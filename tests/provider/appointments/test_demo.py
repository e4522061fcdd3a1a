"""The demonstration's providers have a desk from the beginning, so that their owners can book."""

import pytest

from provider import demo
from tests.provider.appointments.stories import INVITED, TUESDAY, at
from tests.provider.stories import PROVIDER

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B5")]


def test_every_provider_of_the_demonstration_has_a_desk_that_takes_bookings(story):
    application = story.invited()
    assert demo.begin(PROVIDER, INVITED)
    assert not demo.begin(PROVIDER, INVITED), "begun again, it stays as it is"
    with story.cast.acting(story.owner()):
        desk = demo.Desk.objects.get()
    booked = story.book(application, desk, start=at(TUESDAY, 9, 30).time())
    assert (booked.state, booked.hours) == ("booked", "09:30–10:00")
