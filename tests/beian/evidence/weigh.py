"""A process that takes each file of a folder in a child of its own and says what became of it and what that took of one core and of memory."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import django


def taken(place: Path) -> dict:
    """What the checks say to one file; what is kept of a picture is written beside it."""
    from beian.evidence import checks
    from beian.evidence.purposes import PURPOSES
    from beian.evidence.refusals import EvidenceRefused

    began = time.process_time()
    try:
        with open(place, "rb") as upload:
            kept = checks.check(upload, PURPOSES["other"])
    except EvidenceRefused as refusal:
        return {"outcome": "refused", "words": str(refusal), "seconds": time.process_time() - began}
    seconds = time.process_time() - began
    place.with_suffix(".kept").write_bytes(kept.data)
    size = [kept.width, kept.height] if kept.width else None
    return {"outcome": "taken", "seconds": seconds, "media_type": kept.media_type, "size": size}


def weighed(place: Path) -> dict:
    """The same in a child: its memory is its own, and a crash is an outcome too."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        os.write(write, json.dumps(taken(place)).encode())
        os._exit(0)
    os.close(write)
    with open(read, "rb") as answer:
        said = answer.read()
    _pid, status, used = os.wait4(child, 0)
    found = json.loads(said) if said else {"outcome": f"died: {status}", "seconds": 0.0}
    return found | {"name": place.name, "megabytes": used.ru_maxrss // 1024}


if __name__ == "__main__":
    django.setup()
    import beian.evidence.checks
    import beian.evidence.pdfs  # noqa: F401

    print(json.dumps([weighed(place) for place in sorted(Path(sys.argv[1]).iterdir())]))
