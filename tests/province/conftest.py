import pytest


@pytest.fixture(autouse=True)
def provinces_and_ministry(settings):
    """Stories that begin at the province's door: the providers run elsewhere, what is told them waits in the outbox."""
    settings.NODES = "ministry,province:11,province:33"


@pytest.fixture
def reviewer(cast):
    return cast.staff("province_reviewer", "province:11")


@pytest.fixture
def waiting():
    """An application under review."""
    from beian.exchange import drain
    from tests.province.stories import report

    application = report()
    drain()
    return application
