"""How much is measured: the whole, or so little that a test can see every line come out (BEIAN_BENCH_TINY=1)."""

import os

TINY = os.environ.get("BEIAN_BENCH_TINY") == "1"


def of(whole: int, tiny: int) -> int:
    """The one or the other."""
    return tiny if TINY else whole
