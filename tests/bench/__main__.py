"""Every measurement, in the environment that tests.bench.stage has prepared."""

import logging
import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beian.settings")
django.setup()

from tests.bench import checking, conflicts, crossing, journey, lines, pages, papers, pictures, queue  # noqa: E402  (needs the apps that the line above loads)


def main() -> int:
    """Measure, print, keep. A goal that is not met is said, and is no error: what is measured belongs to the machine as well."""
    if "BEIAN_BENCH" not in os.environ:
        sys.exit("Measurements need a database of their own: python3 manage.py bench")
    began = time.monotonic()
    logging.getLogger("beian").setLevel(logging.ERROR)
    folder = Path(os.environ["BEIAN_BENCH"])
    found = [
        *journey.measure(folder),
        *crossing.lag(folder),
        *crossing.measure(),
        *checking.measure(),
        *conflicts.measure(),
        *queue.measure(),
        *pages.measure(folder),
        *papers.measure(),
        *pictures.measure(),
    ]
    print(lines.table(found))
    print(f"{lines.keep(found)}  ({time.monotonic() - began:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
