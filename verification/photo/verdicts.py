"""What is said about a desk photo: checks with measured values and one sentence each, and the verdict they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from beian.evidence.store import Prepared
from verification.photo import sentences

PASS, DOUBT, FAIL = "pass", "doubt", "fail"
ACCEPT, WARN, REJECT = "accept", "warn", "reject"
_WORDS = {PASS: ACCEPT, DOUBT: WARN, FAIL: REJECT}


@dataclass(frozen=True)
class Check:
    """One check. `code` is what was looked at, `fault` what was found wrong (empty for a pass), `bound` the figure that `value` is held to.

    `label`, `limit` and `text` (what to do about it) are said in the language of whoever reads them.
    """

    code: str
    result: str
    value: float | int | str | None = None
    bound: str = ""
    fault: str = ""

    @property
    def label(self) -> str:
        return sentences.label(self.code)

    @property
    def limit(self) -> str:
        return sentences.limit(self.code, self.fault, self.bound)

    @property
    def text(self) -> str:
        return sentences.text(self.code, self.fault, self.value)

    def as_json(self) -> dict[str, Any]:
        """With the words in Chinese, for whoever knows no such code."""
        names = ("code", "result", "value", "fault")
        told = {name: getattr(self, name) for name in names}
        return told | sentences.in_chinese(self.code, self.fault, self.value, self.bound)


@dataclass(frozen=True)
class Verdict:
    """accept, warn or reject: the worst of the checks. `background` is the fingerprint of what surrounds the person."""

    checks: tuple[Check, ...]
    measures: dict[str, Any] = field(default_factory=dict)
    backdrop: str | None = None
    background: str = ""

    @property
    def verdict(self) -> str:
        results = {check.result for check in self.checks}
        return _WORDS[FAIL if FAIL in results else DOUBT if DOUBT in results else PASS]

    @property
    def fails(self) -> list[Check]:
        return [check for check in self.checks if check.result == FAIL]

    @property
    def doubts(self) -> list[Check]:
        return [check for check in self.checks if check.result == DOUBT]

    def with_checks(self, checks: Iterable[Check]) -> Verdict:
        """The same verdict with checks of these codes put in place of its own, or added."""
        new = {check.code: check for check in checks}
        kept = [new.pop(check.code, check) for check in self.checks]
        return Verdict((*kept, *new.values()), self.measures, self.backdrop, self.background)

    def as_json(self) -> dict[str, Any]:
        """What a record and a report keep; no picture, nothing that tells who the person is."""
        checks = [check.as_json() for check in self.checks]
        return {"verdict": self.verdict, "checks": checks, "measures": self.measures, "backdrop": self.backdrop}


@dataclass(frozen=True)
class Taken:
    """A desk photo ready to be kept: cut, stamped, encrypted, and judged."""

    prepared: Prepared
    verdict: Verdict
