"""Checking certificates, names, domains and numbers with the bodies that know them (P10 二(二)1(5), B8).

`ask` puts the questions of a document and rings a worker; `standing`, `mismatches` and `facts` tell what has been answered so far. A source
that is down is `unavailable` (待复核): it never holds up the desk, and is asked again until it answers.
"""

from verification.sources.asking import ask, ask_again
from verification.sources.results import Standing, facts, mismatches, standing

__all__ = ["Standing", "ask", "ask_again", "facts", "mismatches", "standing"]
