"""Numbers as people type them who want to get past a form."""

import re

_SAME = re.compile(r"([0-9])\1+")

_RUNS = "01234567890123456789", "98765432109876543210"


def is_suspicious(digits: str) -> bool:
    """Eight equal digits or digits counted off, as people type who want to get past a form."""
    return _SAME.fullmatch(digits) is not None or any(digits in run for run in _RUNS)
