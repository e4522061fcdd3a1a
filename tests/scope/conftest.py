import logging

import pytest


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refusals are what these stories are about: Django's own line for each would bury the one that matters."""
    logger = logging.getLogger("django.request")
    before, logger.level = logger.level, logging.ERROR
    yield
    logger.level = before


@pytest.fixture
def media(settings, tmp_path):
    """A folder of evidence for this story alone, and the demonstration's mailbox."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MAILBOX, settings.SMS_URL, settings.EMAIL_URL = True, "database:", "database:"


@pytest.fixture
def world(cast, media):
    """Records with canaries at every state of an application."""
    from tests.scope.world import World

    return World(cast)


@pytest.fixture
def owner_url(test_urls) -> str:
    """The address under which the database's owner reaches it, past all row policies."""
    return test_urls["DATABASE_OWNER_URL"]
