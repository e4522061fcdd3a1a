import pytest


@pytest.fixture(autouse=True)
def provinces_and_ministry(settings):
    """Stories that begin at the province's door: the providers run elsewhere, what is told them waits in the outbox."""
    settings.NODES = "ministry,province:11,province:33"
