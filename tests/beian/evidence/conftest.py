import pytest


@pytest.fixture
def media(settings, tmp_path):
    """A folder for evidence that belongs to this test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
