import pytest


@pytest.fixture
def story(cast):
    from tests.provider.appointments.stories import Story

    return Story(cast)
