"""What a checker says: good or not, how much it looked at, and the first offences in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

SHOWN = 5


@dataclass(frozen=True)
class Verdict:
    """`counts` holds what was looked at and, per kind of offence (lost, doubled, stale, …), how often it was found."""

    checker: str
    counts: dict[str, int]
    offences: list[str]

    @property
    def good(self) -> bool:
        return not self.offences

    def count(self, *kinds: str) -> int:
        return sum(self.counts.get(kind, 0) for kind in kinds)

    def __str__(self) -> str:
        looked = ", ".join(f"{number} {kind}" for kind, number in self.counts.items())
        if self.good:
            return f"{self.checker}: holds ({looked})"
        return f"{self.checker}: broken ({looked}): " + "; ".join(self.offences)


@dataclass
class Findings:
    """Offences as a checker comes upon them; all are counted, the first few are told."""

    checker: str
    counts: Counter = field(default_factory=Counter)
    offences: list[str] = field(default_factory=list)

    def add(self, kind: str, text: str) -> None:
        self.counts[kind] += 1
        if len(self.offences) < SHOWN:
            self.offences.append(f"{kind}: {text}")

    def verdict(self, **looked: int) -> Verdict:
        return Verdict(self.checker, looked | dict(self.counts), self.offences)
