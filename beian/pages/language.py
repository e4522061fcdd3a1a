"""Chinese first, English by switch: the language is what the visitor chose here, never what a browser was set up with."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import check_for_language, get_supported_language_variant


class ChosenLanguage:
    """Middleware in the place of Django's LocaleMiddleware, which would follow Accept-Language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def chosen(request: HttpRequest) -> str:
    """The cookie's language where it is one of ours, else the platform's own."""
    asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    try:
        return get_supported_language_variant(asked) if asked and check_for_language(asked) else settings.LANGUAGE_CODE
    except LookupError:
        return settings.LANGUAGE_CODE
