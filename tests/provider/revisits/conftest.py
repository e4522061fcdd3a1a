import pytest


@pytest.fixture
def care(cast):
    from tests.provider.revisits.stories import Care

    return Care(cast)
