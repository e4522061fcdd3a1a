"""Photos of nobody, for the demo and for stories: a drawn face before the provider's backdrop, which the checks take for a person's."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import datetime
from functools import cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from beian.evidence import store
from beian.evidence.checks import Checked
from beian.evidence.purposes import JPEG
from verification.photo import beside, taking
from verification.photo.eye import scheme
from verification.photo.verdicts import Taken, Verdict

NUMBER = scheme.number_of(1)  # the first that the centre gave out: to the demonstration's first provider
SKIN, HAIR, COAT, LIPS = (224, 178, 148), (38, 30, 28), (44, 62, 92), (176, 92, 88)
PAPER, INK, PLAIN = (214, 226, 236), (22, 52, 92), (196, 204, 210)
TURNS = 20
_CELL, _DOT = 105, 9  # pixels, one a millimetre of the print: a camera that sees 800 mm of it


def specimen(
    backdrop: str | None,
    *,
    people: int = 1,
    turned: int = 0,
    blur: float = 0,
    light: float = 1,
    grey: bool = False,
    hat: bool = False,
    size: tuple[int, int] = (1280, 960),
) -> bytes:
    """A JPEG before this backdrop (None: a plain wall) with `people` drawn faces and the faults asked for; `turned` in degrees,

    `light` a factor, `blur` a radius in pixels of 800×600. Each has grain of its own, as two pictures of one wall have.
    """
    picture = wall(backdrop)
    for middle in _middles(people):
        person(picture, middle, hat=hat)
    picture = picture.resize(size, Image.Resampling.LANCZOS)
    if blur:
        picture = picture.filter(ImageFilter.GaussianBlur(blur * size[0] / 800))
    picture = _grained(picture.point(lambda value: min(255, int(value * light))))
    picture = picture.rotate(turned, expand=True)
    out = io.BytesIO()
    (picture.convert("L") if grey else picture).save(out, "JPEG", quality=92)
    return out.getvalue()


def _middles(people: int) -> list[int]:
    return {0: [], 1: [400], 2: [250, 550]}[people]


def _grained(picture: Image.Image) -> Image.Image:
    """With the noise of a sensor."""
    noise = Image.frombytes("L", picture.size, os.urandom(picture.width * picture.height))
    soft = noise.filter(ImageFilter.GaussianBlur(1.6)).convert("RGB")
    return Image.blend(picture, soft, 0.06)


def wall(backdrop: str | None) -> Image.Image:
    """The part of a backdrop that a camera sees, 800×600; a plain wall without one."""
    if backdrop is None:
        return Image.new("RGB", (800, 600), PLAIN)
    wide, tall = scheme.COLUMNS * _CELL, scheme.ROWS * _CELL
    whole = Image.new("RGB", (wide, tall), PAPER)
    draw = ImageDraw.Draw(whole)
    places = scheme.places(backdrop)
    rows, _photo = beside.ask({"do": "bits", "ids": [place.id for place in places]})
    for place, bits in zip(places, rows["bits"], strict=True):
        _marker(draw, place.column * _CELL + 12, place.row * _CELL + 12, bits)
    taken = {(place.column, place.row) for place in places}
    for column in range(scheme.COLUMNS):
        for row in range(scheme.ROWS):
            if (column, row) not in taken:
                _digits(draw, column * _CELL, row * _CELL, backdrop)
    left, top = (wide - 800) // 2, (tall - 600) // 2
    return whole.crop((left, top, left + 800, top + 600))


def _marker(draw: ImageDraw.ImageDraw, x: int, y: int, bits: list[str]) -> None:
    draw.rectangle((x, y, x + 9 * _DOT - 1, y + 9 * _DOT - 1), fill="white")
    for row, line in enumerate(bits, 1):
        for column, bit in enumerate(line, 1):
            if bit == "1":
                left, top = x + column * _DOT, y + row * _DOT
                draw.rectangle((left, top, left + _DOT - 1, top + _DOT - 1), fill=INK)


def _digits(draw: ImageDraw.ImageDraw, x: int, y: int, number: str) -> None:
    draw.text((x + _CELL // 2, y + _CELL // 2), number, font=ImageFont.load_default(25), fill=INK, anchor="mm")


def person(picture: Image.Image, middle: int, *, hat: bool = False) -> None:
    """Put the figure into the picture, standing on its lower edge."""
    layer = _figure(hat)
    picture.paste(layer, (middle - layer.width // 2, picture.height - layer.height), layer)


@cache
def _figure(hat: bool) -> Image.Image:
    """Head and shoulders, drawn at twice the size and shaded by soft layers."""
    wide, tall, times = 380, 520, 2
    layer = Image.new("RGBA", (wide * times, tall * times), (0, 0, 0, 0))
    _body(layer, times)
    _head(layer, times)
    _features(layer, times)
    if hat:
        _hat(layer, times)
    return layer.resize((wide, tall), Image.Resampling.LANCZOS)


Shape = tuple[str, tuple[int, ...], tuple[int, int, int, int]]


def _soft(layer: Image.Image, shapes: list[Shape], times: int, radius: float) -> None:
    """Ellipses and the like, each blurred and laid over what is there; coordinates in units of the figure, colours with their opacity."""
    for shape, points, colour in shapes:
        edge = int(3 * radius) + 1
        left, top = min(points[::2]) - edge, min(points[1::2]) - edge
        size = (max(points[::2]) + edge - left, max(points[1::2]) + edge - top)
        over = Image.new("RGBA", (size[0] * times, size[1] * times), (*colour[:3], 0))
        moved = [(value - (left, top)[index % 2]) * times for index, value in enumerate(points)]
        getattr(ImageDraw.Draw(over), shape)(moved, fill=colour)
        over = over.filter(ImageFilter.GaussianBlur(radius * times))
        whole = Image.new("RGBA", layer.size, (0, 0, 0, 0))
        whole.paste(over, (left * times, top * times))
        layer.alpha_composite(whole)


def _body(layer: Image.Image, times: int) -> None:
    _soft(layer, [("ellipse", (20, 360, 360, 760), (*COAT, 255))], times, 1)
    _soft(layer, [("rectangle", (150, 300, 230, 390), (196, 150, 122, 255))], times, 2)
    _soft(layer, [("polygon", (150, 372, 230, 372, 190, 450), (240, 240, 240, 255))], times, 1)


def _head(layer: Image.Image, times: int) -> None:
    _soft(layer, [("ellipse", (92, 60, 288, 300), (*HAIR, 255))], times, 2)
    _soft(layer, [("ellipse", (108, 100, 272, 346), (*SKIN, 255))], times, 1)
    _soft(layer, [("ellipse", (104, 70, 276, 150), (*HAIR, 255))], times, 3)
    shade = (120, 76, 60, 70)
    _soft(layer, [("ellipse", (104, 150, 136, 330), shade), ("ellipse", (244, 150, 276, 330), shade)], times, 9)
    _soft(
        layer,
        [
            ("ellipse", (130, 236, 170, 276), (255, 214, 190, 120)),
            ("ellipse", (210, 236, 250, 276), (255, 214, 190, 120)),
        ],
        times,
        8,
    )


def _features(layer: Image.Image, times: int) -> None:
    dark, socket = (30, 22, 20, 255), (110, 70, 56, 120)
    _soft(layer, [("ellipse", (128, 186, 178, 220), socket), ("ellipse", (202, 186, 252, 220), socket)], times, 5)
    _soft(layer, [("rectangle", (132, 178, 176, 186), dark), ("rectangle", (204, 178, 248, 186), dark)], times, 2)
    _soft(
        layer,
        [
            ("ellipse", (136, 196, 172, 214), (244, 240, 236, 255)),
            ("ellipse", (208, 196, 244, 214), (244, 240, 236, 255)),
        ],
        times,
        1,
    )
    _soft(layer, [("ellipse", (145, 194, 163, 214), dark), ("ellipse", (217, 194, 235, 214), dark)], times, 0.8)
    _soft(layer, [("rectangle", (134, 194, 174, 198), dark), ("rectangle", (206, 194, 246, 198), dark)], times, 1)
    _soft(layer, [("ellipse", (182, 196, 198, 262), (250, 208, 182, 170))], times, 4)
    _soft(layer, [("ellipse", (172, 256, 208, 270), (128, 80, 64, 170))], times, 4)
    _soft(
        layer,
        [("ellipse", (174, 260, 184, 267), (70, 40, 34, 230)), ("ellipse", (196, 260, 206, 267), (70, 40, 34, 230))],
        times,
        1.4,
    )
    _soft(layer, [("ellipse", (158, 288, 222, 308), (*LIPS, 255))], times, 2)
    _soft(layer, [("rectangle", (160, 296, 220, 299), (96, 40, 40, 255))], times, 1.2)
    _soft(layer, [("ellipse", (166, 310, 214, 322), (140, 92, 74, 110))], times, 5)


def _hat(layer: Image.Image, times: int) -> None:
    _soft(layer, [("ellipse", (84, 40, 296, 190), (196, 30, 40, 255))], times, 1)
    _soft(layer, [("rectangle", (84, 130, 296, 168), (196, 30, 40, 255))], times, 1)


@cache
def _once(number: str) -> tuple[bytes, Verdict]:
    """The drawn photo before the backdrop of this number, cut and judged; once in a process.

    Taken again, as at a desk, where its grain makes it one that would not be kept: a second face in a corner of the backdrop.
    """
    moment = datetime.fromtimestamp(0, tz=taking.SHANGHAI)
    for _turn in range(TURNS):
        facts, photo = taking.looked_at(io.BytesIO(specimen(number, size=(taking.WIDTH, taking.HEIGHT))), now=moment)
        verdict = taking.judge(facts)
        if not verdict.fails and not verdict.doubts:
            break
    return photo, verdict


def ready_made(now: datetime, number: str = NUMBER) -> Taken:
    """A drawn photo as `take` would give it at `now`: looked at once in a process, stamped anew each time, its background unlike any other."""
    photo, verdict = _once(number)
    _facts, stamped = beside.ask({"do": "stamp", "stamp": taking.stamp(now)}, photo)
    prepared = store.seal(Checked(stamped, JPEG, taking.WIDTH, taking.HEIGHT, now), taking.PURPOSE)
    return Taken(prepared, replace(verdict, background=os.urandom(64).hex()))
