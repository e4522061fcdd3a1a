import copy
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client

ERROR_PAGES = "beian.pages.errors.ErrorPages"


@pytest.fixture
def browser(settings) -> Client:
    """A visitor of the addresses beside this file; failures of views become pages, as in production."""
    settings.ROOT_URLCONF = "tests.beian.pages.addresses"
    templates = copy.deepcopy(django_settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates
    if ERROR_PAGES not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, ERROR_PAGES]
    return Client(raise_request_exception=False)
