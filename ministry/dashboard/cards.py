"""A piece of work on a first page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """What it is, where it is, and how much of it waits, in words."""

    title: str
    text: str
    url: str
    count: str = ""
    tone: str = "neutral"
