"""From an upload of any size to 800×600 pixels: decoded small, turned upright, bare of hidden data, cut, scaled, stamped."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

WIDTH, HEIGHT = 800, 600
LEAST_WIDTH, LEAST_HEIGHT = 640, 480
MOST_PIXELS, MOST_SIDE = 40_000_000, 20_000
# A progressive JPEG is decoded once per scan, and a scan may cost a few bytes only: scans × pixels is the work.
MOST_SCANNED_PIXELS = 480_000_000
# A progressive JPEG is held whole as coefficients, 2 bytes for each sample, before a line of it comes out.
MOST_PROGRESSIVE_PIXELS = 24_000_000
LONGEST_RATIO = 3
WORKING = 1600  # longest side that is worked on: twice the result leaves room to come nearer
_TURNED = 0x0112
_STAMP = 26  # pixels, height of the burnt-in time


class Refused(Exception):
    """The upload cannot become a photo: a code and the values of its sentence."""

    def __init__(self, code: str, **values: int) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class Box(NamedTuple):
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Upright:
    """The picture in working size, RGB, and how large it came."""

    pixels: np.ndarray
    width: int
    height: int


def upright(data: bytes) -> Upright:
    """Decode; Refused for what is no picture, too large, too small or too narrow."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
            _check_header(image, data)
            size = _turned(image)
            return Upright(_decoded(image), *size)
    except MemoryError as error:
        raise Refused("memory") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused("broken") from error


def _check_header(image: Image.Image, data: bytes) -> None:
    """By the header alone, before anything is decoded."""
    pixels, progressive = image.width * image.height, bool(image.info.get("progressive"))
    scans = data.count(b"\xff\xda") if image.format == "JPEG" else 1
    most = MOST_PROGRESSIVE_PIXELS if progressive else MOST_PIXELS
    if pixels > most or max(image.size) > MOST_SIDE or pixels * scans > MOST_SCANNED_PIXELS:
        raise Refused("bomb", width=image.width, height=image.height)
    width, height = _turned(image)
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        raise Refused("small", width=width, height=height)
    if max(width, height) > LONGEST_RATIO * min(width, height):
        raise Refused("narrow", width=width, height=height)


def _turned(image: Image.Image) -> tuple[int, int]:
    """Width and height once it stands upright."""
    sideways = image.getexif().get(_TURNED, 1) in (5, 6, 7, 8)
    return (image.height, image.width) if sideways else image.size


def _decoded(image: Image.Image) -> np.ndarray:
    """The pixels, decoded no larger than needed: a JPEG at a fraction of its size, a PNG line by line reduced at once."""
    exif = image.getexif()
    if image.format == "JPEG":
        scale = WORKING / max(image.size)
        image.draft("RGB", (int(image.width * scale), int(image.height * scale)))
    small = _plain(_reduced(image))
    small.info = {}
    turned = Image.Exif()
    turned[_TURNED] = exif.get(_TURNED, 1)
    small.info["exif"] = turned.tobytes()
    small = ImageOps.exif_transpose(small)
    small.thumbnail((WORKING, WORKING), Image.Resampling.LANCZOS)
    return np.ascontiguousarray(small)


def _reduced(image: Image.Image) -> Image.Image:
    factor = max(image.size) // WORKING
    if factor < 2:
        return image
    return (
        image.reduce(factor)
        if image.mode in ("L", "RGB", "RGBA", "CMYK")
        else image.resize((image.width // factor, image.height // factor), Image.Resampling.NEAREST)
    )


def _plain(image: Image.Image) -> Image.Image:
    """RGB, what is see-through on white."""
    if image.mode.startswith("I"):
        image = Image.fromarray((np.asarray(image) >> 8).clip(0, 255).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return image.convert("RGB")


def window(width: int, height: int, face: Box | None, nearest: float) -> Box:
    """The 4:3 window to cut: as large as can be, or so near that the face takes `nearest` of its height; the face in its middle,

    a little above half height. Without a face the middle of the picture.
    """
    largest = min(height, width * HEIGHT // WIDTH)
    tall = largest if face is None else min(largest, max(LEAST_HEIGHT, int(face.height / nearest)))
    wide = tall * WIDTH // HEIGHT
    middle = (
        (width / 2, height / 2) if face is None else (face.x + face.width / 2, face.y + face.height / 2 + tall * 0.06)
    )
    x, y = int(middle[0] - wide / 2), int(middle[1] - tall / 2)
    return Box(min(max(x, 0), width - wide), min(max(y, 0), height - tall), wide, tall)


def cut(pixels: np.ndarray, box: Box) -> np.ndarray:
    """The window, scaled to exactly 800×600."""
    part = Image.fromarray(pixels[box.y : box.y + box.height, box.x : box.x + box.width])
    return np.asarray(part.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))


def stamped(pixels: np.ndarray, stamp: str) -> bytes:
    """The JPEG with the time burnt in: light digits on a dark plate, readable on any background."""
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(_STAMP)
    left, top, right, bottom = draw.textbbox((0, 0), stamp, font=font)
    x, y = WIDTH - (right - left) - 18, HEIGHT - (bottom - top) - 16
    draw.rectangle((x - 8, y - 7, WIDTH - 10, HEIGHT - 9), fill=(12, 20, 28))
    draw.text((x - left, y - top), stamp, font=font, fill=(255, 255, 255))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
