"""Where each source is reached: SOURCES_URL for all of them, SOURCES_URL_<CODE> for one that stands elsewhere. None: not connected."""

from __future__ import annotations

from django.conf import settings


def address(source: str) -> str:
    """The source's base address with the name and secret of this deployment in it; empty where it is not connected."""
    return settings.SOURCES.get(source, "")


def connected(source: str) -> bool:
    return bool(address(source))
