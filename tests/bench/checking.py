"""Filings checked per second (G11): the engine beside a Django REST framework serializer that asks the same rules."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date

from beian.filing import rules
from beian.filing.identifiers import certificates
from tests.beian.filing.rules.filings import changed, company, person
from tests.bench import serializers, sizes
from tests.bench.lines import Line

TODAY = date(2026, 11, 20)
# Many different filings, so that nothing is answered from a cache that a real stream would not fill; turns of both ways in one run.
FILINGS, TURNS = sizes.of(300, 8), sizes.of(7, 1)
_ALPHABET = certificates.CREDIT_ALPHABET


def measure() -> list[Line]:
    """Both ways in turns over the same filings, and the engine alone on filings full of mistakes; medians of the turns."""
    good, bad = [_filing(number) for number in range(FILINGS)], [_spoilt(number) for number in range(FILINGS)]
    ways = ((_ours, good), (_other, good), (_told, bad))
    for way, filings in ways:
        _rate(way, filings[:20])
    turns = [[_rate(way, filings) for way, filings in ways] for _turn in range(TURNS)]
    ours, other, told = (statistics.median(side) for side in zip(*turns, strict=True))
    ratio = statistics.median(turn[0] / turn[1] for turn in turns)
    what = "complete filings checked against every rule; other: DRF serializer with the same rules"
    mistakes = len(rules.check_document(bad[0], complete=True, today=TODAY))
    listed = f"filings with {mistakes} findings each, every sentence put into words"
    return [
        Line("G11", what, ours, "filings/s", other, ratio, "ratio ≥ 4", ratio >= 4),
        Line("G11-findings", listed, told, "filings/s"),
    ]


def _rate(way: Callable[[dict], object], filings: list[dict]) -> float:
    began = time.perf_counter()
    for filing in filings:
        way(filing)
    return len(filings) / (time.perf_counter() - began)


def _ours(filing: dict) -> None:
    if any(finding.rejects for finding in rules.check_document(filing, complete=True, today=TODAY)):
        raise RuntimeError("a good filing was refused")


def _other(filing: dict) -> None:
    if not serializers.accepts(filing, today=TODAY):
        raise RuntimeError("a good filing was refused")


def _told(filing: dict) -> list[dict]:
    return [finding.as_dict() for finding in rules.check_document(filing, complete=True, today=TODAY)]


def _filing(number: int) -> dict:
    """A company's or, every fourth, a person's filing that shares no number, name or domain with the others."""
    resident = _resident(number)
    own = {
        "subject__principal__certificate__number": resident,
        "sites__0__principal__certificate__number": resident,
        "subject__principal__mobile": f"138{number:08d}",
        "sites__0__principal__mobile": f"138{number:08d}",
        "sites__0__domains": [f"filing{number}.cn"],
        "sites__0__home_url": f"http://www.filing{number}.cn/",
        "access__ip_ranges": [
            {"start": f"36.{number // 250}.{number % 250}.0", "end": f"36.{number // 250}.{number % 250}.255"}
        ],
    }
    if number % 4 == 3:
        return changed(person(), subject__certificate__number=resident, **own)
    name = f"北京第{number}号科技有限公司"
    return changed(company(), subject__name=name, subject__certificate__number=_credit(number), **own)


def _spoilt(number: int) -> dict:
    """The same with a dozen mistakes."""
    return changed(
        _filing(number),
        subject__name="example.com",
        subject__certificate__number="91350100M000100Y44",
        subject__address__city="330100",
        subject__address__detail="北京市",
        subject__principal__name="王先生",
        subject__principal__phone="010-00000000",
        subject__principal__mobile="1380013800",
        sites__0__name="中国新闻网",
        sites__0__home_url="http://www.other.cn/",
        sites__0__services=[5],
        sites__0__principal__email="a@b",
        access__ip_ranges=[{"start": "10.0.0.1", "end": "10.0.0.9"}],
    )


def _resident(number: int) -> str:
    body = f"1101051990{1 + number % 12:02d}{1 + number % 28:02d}{number % 1000:03d}"
    return body + certificates.resident_check(body)


def _credit(number: int) -> str:
    organisation = f"{number:08d}"
    body = f"91110108{organisation}{certificates.organisation_check(organisation)}"
    return body + certificates.credit_check(body)
