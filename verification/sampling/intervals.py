"""How sure a share is that was found in a sample: Wilson's interval, which holds for small samples and for shares near 0 and 1."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959963984540054  # two-sided, 95 %


def wilson(found: int, size: int) -> tuple[float, float]:
    """(low, high) of the share `found` of `size`, 0 to 1, at 95 %. ValueError where that is no share."""
    if not 0 <= found <= size or size == 0:
        raise ValueError(f"no share: {found} of {size}")
    share, square = found / size, Z95**2
    middle = share + square / (2 * size)
    spread = Z95 * sqrt(share * (1 - share) / size + square / (4 * size * size))
    below = 0.0 if found == 0 else (middle - spread) / (1 + square / size)
    above = 1.0 if found == size else (middle + spread) / (1 + square / size)
    return below, above


def per_cent(share: float) -> float:
    """In per cent with one decimal."""
    return round(share * 100, 1)
