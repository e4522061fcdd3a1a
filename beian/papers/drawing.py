"""Drawings inside a paper, as SVG text: it goes in with the data, and the paper's template draws it."""

from __future__ import annotations

import base64
import io


def qr(text: str) -> str:
    """A QR code of this text, error correction M or better, with its quiet zone."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()


def picture(data: bytes, *, width: int = 400, height: int = 300) -> str:
    """A photo kept as evidence (JPEG or PNG), made small: at most width × height pixels."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
        image.draft("RGB", (2 * width, 2 * height))
        small = image.convert("RGB")
        small.thumbnail((width, height))
        out = io.BytesIO()
        small.save(out, "JPEG", quality=82)
    size = f'width="{small.width}" height="{small.height}"'
    inside = base64.b64encode(out.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size}'
        f' viewBox="0 0 {small.width} {small.height}"><image {size} xlink:href="data:image/jpeg;base64,{inside}"/></svg>'
    )
