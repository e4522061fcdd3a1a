"""What a fault run found: one line per fault and seed, kept in .data/reports/faults.json and faults.html by `make faults`."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from html import escape
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

    def judge(self, *, passed: bool) -> None:
        """Whether it held: the test passed, and nothing was lost or doubled."""
        self.held = passed and not (self.lost or self.doubled)

    def line(self) -> dict:
        """As it is reported."""
        found = asdict(self) | {"note": "; ".join(self.notes), "seconds_to_heal": round(self.seconds_to_heal, 2)}
        del found["notes"]
        return found


# Every fault of this run, also those that a test elsewhere in the suite injects without processes of its own.
ALL: list[Record] = []


def keep(records: Sequence[Record]) -> Path:
    """Write the report, once for machines and once for people; the place of the first."""
    place = Path(settings.DATA_DIR) / "reports" / "faults.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    lines = [record.line() for record in sorted(records, key=lambda record: (record.id, record.seed))]
    _replace(place, json.dumps(lines, ensure_ascii=False, indent=1) + "\n")
    _replace(place.with_suffix(".html"), page(lines))
    return place


def _replace(place: Path, text: str) -> None:
    """A reader finds the old report or the new one, never half of one."""
    draft = place.with_name(f"{place.name}.new")
    draft.write_text(text)
    draft.replace(place)


# ---- the report as a page

COLUMNS = {
    "id": "Fault",
    "seed": "Seed",
    "acknowledged": "Acknowledged",
    "lost": "Lost",
    "doubled": "Doubled",
    "held": "Held",
    "seconds_to_heal": "Seconds to heal",
    "note": "Note",
}
NUMBERS = ("seed", "acknowledged", "lost", "doubled", "seconds_to_heal")
STYLE = """
body { font: 16px/1.5 sans-serif; margin: 2rem; color: #1a1a1a; background: #fff }
table { border-collapse: collapse; width: 100% }
caption { text-align: start; padding-block: .5rem }
th, td { border: 1px solid #767676; padding: .25rem .5rem; text-align: start; vertical-align: top }
.number { text-align: end; font-variant-numeric: tabular-nums }
.broken td, .broken th { background: #fde7e9; font-weight: bold }
td:last-child { overflow-wrap: anywhere }
"""


def page(lines: Sequence[dict]) -> str:
    """An HTML page with one table: a row for each line, what did not hold said in words, totals at the foot."""
    broken = [line for line in lines if not line["held"]]
    verdict = f"{len(broken)} of {len(lines)} runs did not hold." if broken else f"All {len(lines)} runs held."
    head = "".join(f'<th scope="col"{_class(name)}>{label}</th>' for name, label in COLUMNS.items())
    rows = "\n".join(_row(line) for line in lines)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Faults</title><style>{STYLE}</style></head>\n'
        f"<body><main>\n<h1>Faults</h1>\n<p><strong>{verdict}</strong></p>\n"
        "<table>\n<caption>What was acknowledged to senders, and what of it was lost or took effect twice</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n<tfoot>{_totals(lines)}</tfoot>\n</table>\n</main></body>\n</html>\n"
    )


def _row(line: dict) -> str:
    cells = "".join(f"<td{_class(name)}>{_shown(line[name])}</td>" for name in COLUMNS if name != "id")
    broken = "" if line["held"] else ' class="broken"'
    return f'<tr{broken}><th scope="row">{_shown(line["id"])}</th>{cells}</tr>'


def _totals(lines: Sequence[dict]) -> str:
    """Sums, the longest healing, how many held."""
    longest = max((line["seconds_to_heal"] for line in lines), default=0)
    totals = {name: sum(line[name] for line in lines) for name in ("acknowledged", "lost", "doubled")}
    totals |= {"seed": f"{len(lines)} runs", "seconds_to_heal": f"at most {longest}", "note": ""}
    totals["held"] = f"{sum(line['held'] for line in lines)} of {len(lines)}"
    cells = "".join(f"<td{_class(name)}>{_shown(totals[name])}</td>" for name in COLUMNS if name != "id")
    return f'<tr><th scope="row">Total</th>{cells}</tr>'


def _class(name: str) -> str:
    return ' class="number"' if name in NUMBERS else ""


def _shown(value: object) -> str:
    return escape({True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value))
