"""What a fault run found: one line per fault and seed, kept in .data/reports/faults.json by `make faults`."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings

SEEDS = int(os.environ.get("BEIAN_FAULT_SEEDS", "1"))
FULL = os.environ.get("BEIAN_FAULT_FULL") == "1"


@dataclass
class Record:
    """One injected fault: what was acknowledged to senders, what of it was lost or took effect twice, how long healing took.

    `held` says whether everything that must hold did; `note` names signals and process ids.
    """

    id: str
    seed: int
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    held: bool = False
    seconds_to_heal: float = 0.0
    note: str = ""
    notes: list[str] = field(default_factory=list, repr=False)

    def add(self, text: str) -> None:
        """Note something that happened: a signal with its process id, a count before and after."""
        self.notes.append(text)

    def line(self) -> dict:
        """As it is reported."""
        found = asdict(self) | {"note": "; ".join(self.notes), "seconds_to_heal": round(self.seconds_to_heal, 2)}
        del found["notes"]
        return found


def keep(records: list[Record]) -> Path:
    """Write the report; its place."""
    place = Path(settings.DATA_DIR) / "reports" / "faults.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(".new")
    draft.write_text(json.dumps([record.line() for record in records], ensure_ascii=False, indent=1) + "\n")
    draft.replace(place)
    return place
