"""The process that looks at pictures: frames in, frames out, until its parent is gone or nobody has asked for a while.

It can hold no more memory than the limit, write no file and leave no core: what a hostile picture breaks is this process alone.
"""

from __future__ import annotations

import os
import resource
import select
import sys
from typing import Any

import cv2
from PIL import Image

from . import frames, look, markers, pictures

MEMORY = 512 << 20  # bytes of address space, libraries included
IDLE = 600.0  # seconds


def main() -> int:
    cv2.setNumThreads(1)
    Image.MAX_IMAGE_PIXELS = None  # pictures.upright has a limit of its own, and tells the measure
    _bind()
    asked, said = os.fdopen(0, "rb", closefd=False), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints gets between the frames
    while select.select([asked], [], [], IDLE)[0]:  # one frame is answered before the next is sent
        try:
            header, payload = frames.read(asked)
        except frames.Broken:
            break
        said.write(frames.packed(*answer(header, payload)))
        said.flush()
    return 0


def _bind() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def answer(header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    """{"do": "look", "stamp"} and a picture → facts and photo, or {"refused", "values"}; {"do": "bits", "ids"} → {"bits"};

    {"do": "stamp", "stamp"} and a finished photo → the photo with this time over the one before.
    """
    if header["do"] == "bits":
        return {"bits": markers.bits(header["ids"])}, b""
    if header["do"] == "stamp":
        return {}, pictures.stamped(pictures.upright(payload).pixels, header["stamp"])
    try:
        facts, photo = look.look(payload, header["stamp"])
    except pictures.Refused as refusal:
        return {"refused": refusal.code, "values": refusal.values}, b""
    except (MemoryError, cv2.error):
        return {"refused": "memory", "values": {}}, b""
    return facts | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}, photo


if __name__ == "__main__":
    sys.exit(main())
