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


@pytest.fixture(scope="session")
def worlds(tmp_path_factory):
    """What this worker has told already."""
    from tests.scope.told import Worlds

    return Worlds(tmp_path_factory.mktemp("worlds"))


@pytest.fixture
def world(cast, media, settings, worlds, owner_url):
    """Records with canaries at every state of an application."""
    from django.test import TransactionTestCase

    # The suite's own way to empty the database, which knows what migrations have loaded.
    return worlds.world(cast, settings.MEDIA_ROOT, owner_url, lambda: TransactionTestCase._fixture_teardown(None))


@pytest.fixture
def owner_url(test_urls) -> str:
    """The address under which the database's owner reaches it, past all row policies."""
    return test_urls["DATABASE_OWNER_URL"]
