from tests.provider.applications.conftest import later

__all__ = ["later"]
