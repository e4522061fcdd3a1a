"""One look at an upload: the photo as it will be kept, and everything that was measured on it."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import faces, markers, measures, pictures, scheme
from .pictures import HEIGHT, Box

NEAREST = 0.17  # a face that takes less than this part of the height is brought nearer, as far as the pixels reach


def look(data: bytes, stamp: str) -> tuple[dict[str, Any], bytes]:
    """The facts and the stamped JPEG, or pictures.Refused."""
    came = pictures.upright(data)
    height, width = came.pixels.shape[:2]
    found = faces.frontal(came.pixels)
    stands = "" if found else faces.otherwise(came.pixels)
    window = pictures.window(width, height, found[0] if found else None, NEAREST)
    photo = pictures.cut(came.pixels, window)
    inside = [_inside(face, window) for face in found]
    facts = {"width": came.width, "height": came.height, "stands": stands, "faces": [list(face) for face in inside]}
    facts |= _measured(photo, inside[0] if inside else None) | _backdrop(photo, came.pixels)
    return facts, pictures.stamped(photo, stamp)


def _inside(face: Box, window: Box) -> Box:
    """A face of the whole picture in the pixels of the cut one."""
    scale = HEIGHT / window.height
    moved = (face.x - window.x, face.y - window.y, face.width, face.height)
    return Box(*(round(value * scale) for value in moved))


def _measured(photo: np.ndarray, face: Box | None) -> dict[str, Any]:
    return {
        "colour": measures.colour(photo),
        "sharpness": measures.sharpness(photo),
        "face_sharpness": None if face is None else measures.face_sharpness(photo, face),
        "brightness": measures.brightness(photo, face),
        "covered": None if face is None else measures.covered(photo, face),
        "background": measures.fingerprint(photo, face),
    }


def _backdrop(photo: np.ndarray, whole: np.ndarray) -> dict[str, Any]:
    """The markers that the photo shows. The number may also be told by markers that were cut off."""
    shown = markers.seen(photo)
    number, contradicted = scheme.read(one.id for one in shown)
    if shown and number is None and not contradicted:
        number, contradicted = scheme.read(one.id for one in markers.seen(whole))
    return {
        "markers": [[one.id, one.x, one.y] for one in shown],
        "number": number,
        "contradicted": contradicted,
        "mirrored": len(shown) < 2 and markers.mirrored(photo),
    }
