"""What was measured: one line per goal, as a table and as JSON."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Line:
    """`ours` beside `other` (another way to do the same, from the same run), or alone; the goal is one of the ratio, or of ours."""

    id: str
    what: str
    ours: float
    unit: str
    other: float | None = None
    ratio: float | None = None
    goal: str | None = None
    met: bool | None = None


def percentile(values: Sequence[float], part: int) -> float:
    """The value that `part` of a hundred do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[part - 1]


def keep(lines: Iterable[Line]) -> Path:
    """Write the report; its place."""
    place = Path(settings.DATA_DIR) / "reports" / "bench.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(".new")
    draft.write_text(json.dumps([_ordered(line) for line in lines], ensure_ascii=False, indent=1) + "\n")
    draft.replace(place)
    return place


def _ordered(line: Line) -> dict:
    names = ("id", "what", "ours", "other", "ratio", "goal", "met", "unit")
    values = asdict(line)
    return {name: round(values[name], 3) if isinstance(values[name], float) else values[name] for name in names}


def table(lines: Iterable[Line]) -> str:
    """For the screen."""
    rows = [("id", "what", "ours", "other", "ratio", "goal", "met")]
    for line in lines:
        met = {None: "", True: "yes", False: "NO"}[line.met]
        ours = f"{_figure(line.ours)} {line.unit}"
        rows.append((line.id, line.what, ours, _figure(line.other), _figure(line.ratio), line.goal or "", met))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
