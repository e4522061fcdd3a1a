"""How often one address may ask the public query, pages and API together: so many a minute that only a machine ever meets the limit."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest

from beian.people import visits

MINUTE = timedelta(minutes=1)


def count(request: HttpRequest) -> None:
    """For `people.access.beforehand`, reading: `visits.turned_away` tells the view whether it is to be answered (BEIAN_QUERIES_PER_MINUTE)."""
    if most := settings.QUERIES_PER_MINUTE:
        visits.admit(request, visits.Limit("query", most, MINUTE, lasting=False))


def count_asked(request: HttpRequest) -> None:
    """The same for the page with the box, which asks for nothing until something stands in it."""
    if "q" in request.GET:
        count(request)
