"""Append-only log of who did what to which record, before and after."""

from beian.audit.log import record

__all__ = ["record"]
