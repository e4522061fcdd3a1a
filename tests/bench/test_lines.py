"""Every measurement comes out, of so little that it is quick; no figure of it means anything."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import ROOT

IDS = {
    *("G13-quiet-p50", "G13-quiet-p95", "G13-p50", "G13-p95"),
    *("G6-lag-filings", "G6-lag", "G6-lag-p95", "G6-exchange"),
    *("G11", "G11-findings"),
    *("G5-small", "G5-large", "G5-domains", "G5-growth"),
    *("G7", "G7-p95"),
    *("G12-p95", "G12-queries", "G12-size"),
    *("NATION", "NATION-year", "NATION-province"),
    *("QUERY-domain", "QUERY-name"),
    *("photo", "photo-memory", "upload-encryption"),
    *("SHEETS", "SHEETS-first", "SHEETS-memory"),
}


@pytest.mark.whole
@pytest.mark.django_db
def test_every_measurement_prints_its_line_and_stands_in_the_report(test_urls, broker, tmp_path):
    report = Path(tmp_path / "data" / "reports" / "bench.json")
    own = {
        "REDIS_URL": broker.url,
        "BEIAN_DATA_DIR": str(tmp_path / "data"),
        "MEDIA_ROOT": str(tmp_path / "media"),
        "BEIAN_BENCH": str(tmp_path),
        "BEIAN_BENCH_TINY": "1",
        "BEIAN_NODES": "*",
    }
    command = [sys.executable, "-m", "tests.bench"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **test_urls, **own}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]
    lines = json.loads(report.read_text())
    assert {line["id"] for line in lines} == IDS
    for line in lines:
        assert line["ours"] > 0 and line["id"] in done.stdout and (line["goal"] is None) == (line["met"] is None)


def test_the_measurements_are_explained():
    told = (ROOT / "docs/faults-and-measurements.md").read_text()
    families = {name if name.startswith(("G6", "QUERY", "upload")) else name.partition("-")[0] for name in IDS}
    assert {name for name in families if f"**{name}**" not in told} == {"G6-lag-p95"}
