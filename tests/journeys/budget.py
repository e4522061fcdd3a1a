"""What pages and people's goals may cost: budget.json beside this file, held by tests.

`pages`: address → the most queries, and the most KiB of the page compressed. BEIAN_BUDGET=write measures anew and writes what came out.
`goals`: the figures that portals are built to; nothing writes them but people.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

PLACE = Path(__file__).with_name("budget.json")
WRITING = os.environ.get("BEIAN_BUDGET") == "write"


def goal(name: str) -> int:
    """The most that a goal allows, such as clicks from the text message to the resubmitted filing."""
    return _kept()["goals"][name]


def page(name: str) -> dict[str, int]:
    """The most queries and KiB of a page; nothing for one that nobody has measured yet."""
    return _kept()["pages"].get(name, {"queries": 0, "kib": 0})


def write(pages: dict[str, dict[str, int]]) -> None:
    kept = _kept() | {"pages": dict(sorted(pages.items()))}
    PLACE.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def _kept() -> dict:
    return json.loads(PLACE.read_text())
