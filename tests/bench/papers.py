"""Verification sheets as PDF: made from a filing, two copies of one side each, sealed; how many a second, and what the first one costs."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from beian import papers
from beian.demo import documents as invented
from beian.filing import documents, paths
from beian.filing.documents import FilingDocument
from beian.people import scope
from beian.people.scope import Actor, Reach
from tests.bench import sizes
from tests.bench.lines import Line, percentile
from verification.sheet import contents, paper

NODE, SHEETS = "provider:p01", sizes.of(200, 6)
NOW = datetime(2026, 11, 23, 2, 30, 5, tzinfo=UTC)
_FIRST = """
import time, django
django.setup()
from beian.papers import rendering
began = time.perf_counter()
rendering.written(b'#import "page.typ": data, paper\\n#show: paper\\n#data.text', {"text": "核验单"})
print(time.perf_counter() - began)
"""


def measure() -> list[Line]:
    """Sheets of different filings on one core, companies' and persons'."""
    filings = [_filing(number) for number in range(SHEETS)]
    with scope.enter(NODE, Reach.STAFF, Actor.service("bench")):
        _made(filings[0])
        times = [_made(filing) for filing in filings]
    slow = percentile(times, 95) * 1000
    what = f"verification sheets written and sealed, two sides of A4 each; 95 of a hundred within {slow:.0f} ms"
    return [
        Line("SHEETS", what, 1 / statistics.median(times), "sheets/s"),
        Line("SHEETS-memory", "the most memory that the measuring process held by then", _peak(), "MB"),
        _first(),
    ]


def _made(filing: FilingDocument) -> float:
    began = time.process_time()
    told = contents.contents(
        filing=filing,
        originals=["主办者：营业执照原件", "网站负责人本人到场，与证件相符"],
        compared=[path for path, _value in paths.leaves(documents.dump(filing))],
        corrections=[],
        facts={},
        now=NOW,
    )
    pdf = paper.made(told, number="20261123-0123456789AB", digest="0" * 64, signer="核验员", picture="", now=NOW)
    if not papers.verify(papers.seal(pdf, reason=paper.REASON, now=NOW)).holds:
        raise RuntimeError("a seal of our own does not hold")
    return time.process_time() - began


def _filing(number: int) -> FilingDocument:
    return documents.load(invented.filing(number, province="11", provider="p01", servers=["11"]).document)


def _peak() -> float:
    """The most memory that this process has held, in MB; what its parent held before does not count."""
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def _first() -> Line:
    """A process of its own: font and library are read once, with the first page."""
    told = subprocess.run([sys.executable, "-c", _FIRST], capture_output=True, check=True, text=True).stdout
    return Line("SHEETS-first", "the first page of a process, font and library read", float(told), "s")
