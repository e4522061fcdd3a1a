"""The backdrop's markers: seen in a picture, and as bits to be printed."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import cv2
import numpy as np

from . import scheme

DICTIONARY = cv2.aruco.DICT_5X5_1000
BITS = 7  # five rows and the black border around them


class Seen(NamedTuple):
    """A marker of ours in the picture: its id and the middle in pixels."""

    id: int
    x: float
    y: float


@cache
def _detector() -> cv2.aruco.ArucoDetector:
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    parameters.errorCorrectionRate = 0.4
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(DICTIONARY), parameters)


def seen(pixels: np.ndarray) -> list[Seen]:
    """The markers of our scheme in an RGB picture, in a lasting order."""
    corners, ids, _rejected = _detector().detectMarkers(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    if ids is None:
        return []
    middles = [corner.reshape(4, 2).mean(axis=0) for corner in corners]
    found = [
        Seen(int(one), round(float(x), 1), round(float(y), 1)) for one, (x, y) in zip(ids.ravel(), middles, strict=True)
    ]
    return sorted(one for one in found if one.id < scheme.FIRST_FOREIGN)


def mirrored(pixels: np.ndarray) -> bool:
    """Whether the markers read only in the mirror: a front camera that saves what its screen shows."""
    return len(seen(np.ascontiguousarray(pixels[:, ::-1]))) >= 2


def bits(ids: list[int]) -> list[list[str]]:
    """Each marker as seven rows of seven characters, 1 where it is dark."""
    return [_rows(one) for one in ids]


def _rows(one: int) -> list[str]:
    image: Any = cv2.aruco.generateImageMarker(cv2.aruco.getPredefinedDictionary(DICTIONARY), one, BITS)
    return ["".join("1" if value == 0 else "0" for value in row) for row in image]
