"""Faces by OpenCV's cascades. One counts where two cascades agree: upside down, a single one sees a face in one picture of ten,

the two together in one of a hundred (measured on the Labeled Faces in the Wild subset of scikit-image).
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from .pictures import Box

SEARCHED = 560  # longest side that is searched
LEAST = 40  # pixels of a face there
TURNED = {"upside_down": cv2.ROTATE_180, "lying": cv2.ROTATE_90_CLOCKWISE, "lying_left": cv2.ROTATE_90_COUNTERCLOCKWISE}
_TURNED_SEARCHED = 480
# Beside the largest face, smaller ones are people in the background or patterns: from this part of its height on they count.
COUNTS_FROM = 0.4


@cache
def _cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(f"{cv2.data.haarcascades}haarcascade_{name}.xml")


def frontal(pixels: np.ndarray) -> list[Box]:
    """The frontal upright faces of an RGB picture, largest first."""
    grey, scale = _grey(pixels, SEARCHED)
    faces = sorted(_agreed(grey) or _agreed(_even(grey)), key=lambda box: -box.height)
    return [_scaled(box, 1 / scale) for box in faces if box.height >= COUNTS_FROM * faces[0].height]


def otherwise(pixels: np.ndarray) -> str:
    """Where no frontal face stands upright: how one does stand. upside_down, lying, profile, or none."""
    grey, _scale = _grey(pixels, _TURNED_SEARCHED)
    for name, turn in TURNED.items():
        if _agreed(cv2.rotate(grey, turn)):
            return name.partition("_left")[0]
    return "profile" if _profile(grey) else "none"


def _grey(pixels: np.ndarray, longest: int) -> tuple[np.ndarray, float]:
    scale = min(1.0, longest / max(pixels.shape[:2]))
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), scale


def _even(grey: np.ndarray) -> np.ndarray:
    """With the contrast of each part drawn out: a face in poor light."""
    return cv2.createCLAHE(2.0, (8, 8)).apply(grey)


def _agreed(grey: np.ndarray) -> list[Box]:
    """What both cascades take for a face."""
    first = _found("frontalface_alt2", grey, 3)
    second = _found("frontalface_alt", grey, 3) if first else []
    return [box for box in first if any(_overlap(box, other) > 0.4 for other in second)]


def _profile(grey: np.ndarray) -> bool:
    return bool(_found("profileface", grey, 5) or _found("profileface", cv2.flip(grey, 1), 5))


def _found(name: str, grey: np.ndarray, neighbours: int) -> list[Box]:
    boxes = _cascade(name).detectMultiScale(grey, 1.1, neighbours, 0, (LEAST, LEAST))
    return [Box(*(int(value) for value in box)) for box in boxes]


def _overlap(one: Box, other: Box) -> float:
    """Shared area over joint area."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    shared = max(width, 0) * max(height, 0)
    return shared / (one.width * one.height + other.width * other.height - shared)


def _scaled(box: Box, factor: float) -> Box:
    return Box(*(round(value * factor) for value in box))
