"""What is measured on the cut picture, 800×600 RGB, before the time is burnt in. `face` is a box in its pixels."""

from __future__ import annotations

import cv2
import numpy as np

from .pictures import HEIGHT, WIDTH, Box

_FACE_SIDE = 200  # a face is measured at this size, so that one value serves near and far
GRID = 16  # cells of the fingerprint each way


def colour(pixels: np.ndarray) -> float:
    """How far the colours differ: the spread of a and b in CIELAB that the brightness does not explain. Grey and sepia have about 0."""
    small = cv2.resize(pixels, (160, 120), interpolation=cv2.INTER_AREA)
    light, *chroma = (band.ravel().astype(np.float64) for band in cv2.split(cv2.cvtColor(small, cv2.COLOR_RGB2LAB)))
    tone = np.stack([np.ones_like(light), light, light**2 / 255], axis=1)
    bands = np.stack(chroma, axis=1)
    fitted, *_rest = np.linalg.lstsq(tone, bands, rcond=None)
    return float(np.hypot(*(bands - tone @ fitted).std(axis=0)))


def sharpness(pixels: np.ndarray) -> float:
    """Variance of the Laplacian of the brightness."""
    return float(cv2.Laplacian(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.CV_64F).var())


def face_sharpness(pixels: np.ndarray, face: Box) -> float:
    """The same on the face alone, at one size, with its contrast taken out: light and skin do not count."""
    part = cv2.cvtColor(_part(pixels, face), cv2.COLOR_RGB2GRAY)
    part = cv2.resize(part, (_FACE_SIDE, _FACE_SIDE), interpolation=cv2.INTER_AREA).astype(np.float64)
    return float(cv2.Laplacian(part, cv2.CV_64F).var() / max(part.var(), 25.0) * 1000)


def brightness(pixels: np.ndarray, face: Box | None) -> dict[str, float]:
    """Mean brightness 0–255 of the face (of the picture where there is none) and of the whole, and how much is burnt out."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    part = grey if face is None else cv2.cvtColor(_part(pixels, face), cv2.COLOR_RGB2GRAY)
    return {
        "face": float(part.mean()),
        "whole": float(grey.mean()),
        "lightest": float(np.percentile(grey, 95)),
        "burnt_out": float((part >= 250).mean()),
    }


def covered(pixels: np.ndarray, face: Box) -> float:
    """How much of the band above the brow is neither skin, nor hair, nor background: 0–1, a hint at a hat."""
    height, width = face.height, face.width
    top = max(0, int(face.y - 0.28 * height))
    band = pixels[top : int(face.y + 0.06 * height), int(face.x + 0.2 * width) : int(face.x + 0.8 * width)]
    if band.size == 0:
        return 0.0
    cheeks = _part(pixels, Box(int(face.x + 0.25 * width), int(face.y + 0.5 * height), width // 2, height // 4))
    lab, skin = _lab(band), _lab(cheeks).reshape(-1, 3).mean(axis=0)
    like_skin = np.hypot(lab[..., 1] - skin[1], lab[..., 2] - skin[2]) < 14
    chroma = np.hypot(lab[..., 1] - 128, lab[..., 2] - 128)
    like_hair = (chroma < 12) | ((lab[..., 0] < 140) & (chroma < 28))
    around = _lab(pixels[:, : max(8, WIDTH // 20)]).reshape(-1, 3)
    like_behind = np.abs(lab - np.median(around, axis=0)).sum(axis=2) < 30
    return float(1 - (like_skin | like_hair | like_behind).mean())


def fingerprint(pixels: np.ndarray, face: Box | None) -> str:
    """256 signs of the finest grain and 256 bits that tell which cells count, as hex: two pictures of one wall share the mask and half

    of the signs, two copies of one picture nearly all. Cells with the person or with printed edges do not count; of a flat drawing none does.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    grain = cv2.GaussianBlur(grey, (0, 0), 1.2) - cv2.GaussianBlur(grey, (0, 0), 4)
    flat = np.abs(grain) < 6
    free = _free(face) & (cv2.erode(flat.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0)
    pattern = np.random.default_rng(20261123).choice([-1.0, 1.0], size=(HEIGHT // 5, WIDTH // 5)).astype(np.float32)
    signs = grain * cv2.resize(pattern, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST)
    sums, counts, power = (_cells(values) for values in (signs * free, free.astype(np.float32), grain**2 * free))
    share = WIDTH * HEIGHT / GRID**2
    counted = (counts > 0.15 * share) & (power > 0.02 * counts)
    return _hex((sums > 0) & counted) + _hex(counted)


def _cells(values: np.ndarray) -> np.ndarray:
    """Sums over the 16×16 cells of the picture."""
    return cv2.resize(values.astype(np.float32), (GRID, GRID), interpolation=cv2.INTER_AREA) * (
        WIDTH * HEIGHT / GRID**2
    )


def _hex(cells: np.ndarray) -> str:
    return np.packbits(cells.ravel()).tobytes().hex()


def _free(face: Box | None) -> np.ndarray:
    """Where the person is not: head with hair, shoulders below."""
    free = np.ones((HEIGHT, WIDTH), dtype=bool)
    if face is None:
        return free
    x, y, width, height = face
    free[max(0, int(y - 0.6 * height)) : int(y + 1.3 * height), max(0, int(x - 0.5 * width)) : int(x + 1.5 * width)] = (
        False
    )
    free[int(y + height) :, max(0, int(x - 1.6 * width)) : int(x + 2.6 * width)] = False
    return free


def _part(pixels: np.ndarray, box: Box) -> np.ndarray:
    return pixels[max(0, box.y) : box.y + box.height, max(0, box.x) : box.x + box.width]


def _lab(pixels: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2LAB).astype(np.float32)
