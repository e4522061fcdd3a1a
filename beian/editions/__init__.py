"""Editions: what one node publishes to all below it – code tables, calendar, clocks by the ministry, rule packs by a bureau.

A table is drafted, its differences are looked at, it is published as the next edition, and travels down by messages. Each node keeps the
editions it has taken in its own rows and says which one it holds (docs/decisions/0005).
"""

from beian.editions.registry import on_edition

__all__ = ["on_edition"]
