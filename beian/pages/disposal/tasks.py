"""Lets every worker know the work of disposal lists."""

from beian.pages.disposal import work

__all__ = ["work"]
