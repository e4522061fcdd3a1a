"""A real face for the checks: the astronaut of scikit-image, cut out and put before a wall."""

from __future__ import annotations

import io
from collections.abc import Callable

import skimage.data
from PIL import Image, ImageDraw, ImageFilter

from verification.photo import specimens

Change = Callable[[Image.Image], Image.Image]


def astronaut(
    number: str | None = specimens.NUMBER, *, people: int = 1, wall: Image.Image | None = None
) -> Image.Image:
    """1200×900: the astronaut, one or two or none of her, before the backdrop of this number."""
    picture = (wall or specimens.wall(number)).resize((1200, 900), Image.Resampling.LANCZOS)
    size = 800 if people == 1 else 560
    cut_out = _outline().resize((size, size))
    woman = Image.fromarray(skimage.data.astronaut()).resize((size, size), Image.Resampling.LANCZOS)
    for place in range(people):
        middle = 1200 * (2 * place + 1) // (2 * people)
        picture.paste(woman, (middle - size * 220 // 512, 900 - size), cut_out)
    return picture


def _outline() -> Image.Image:
    """Head and shoulders in the picture of 512×512."""
    mask = Image.new("L", (512, 512))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((145, 5, 295, 215), fill=255)
    draw.polygon([(205, 150), (80, 250), (20, 511), (511, 511), (430, 260), (250, 180)], fill=255)
    return mask.filter(ImageFilter.GaussianBlur(3))


def jpeg(picture: Image.Image, **more) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92, **more)
    return out.getvalue()


def lit(factor: float) -> Change:
    return lambda picture: picture.point(lambda value: min(255, int(value * factor)))


def blurred(radius: float) -> Change:
    return lambda picture: picture.filter(ImageFilter.GaussianBlur(radius))


def sepia(picture: Image.Image) -> Image.Image:
    bands = [picture.convert("L").point(lambda value, k=k: min(255, int(value * k))) for k in (1.07, 0.85, 0.66)]
    return Image.merge("RGB", bands)


def turned(degrees: int) -> Change:
    return lambda picture: picture.rotate(degrees, expand=True)
