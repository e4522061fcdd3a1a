"""Files as people and attackers upload them."""

import io
import struct
import zlib

from PIL import Image

from beian.evidence import corpus

MARKER = b"CANARY-110101199003070011"


def picture(size=(800, 600), *, kind="JPEG", mode="RGB", **options) -> io.BytesIO:
    """A real picture with something to see, so that it does not compress to nothing."""
    image = Image.effect_mandelbrot(size, (-2, -1.2, 1, 1.2), 30).convert(mode)
    return saved(image, kind, **options)


def saved(image: Image.Image, kind: str = "JPEG", **options) -> io.BytesIO:
    out = io.BytesIO()
    image.save(out, kind, **options)
    out.seek(0)
    return out


def pdf(content: bytes = MARKER) -> io.BytesIO:
    """A whole PDF of one empty page that carries `content` in a stream."""
    return io.BytesIO(
        corpus.pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        )
    )


def png_bomb(width=30_000, height=30_000) -> io.BytesIO:
    """900 million pixels in a few hundred bytes of header and a little data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(bytes(1_000_000), 9)), _chunk(b"IEND", b"")]
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))


def scan_bomb(size=(6000, 6000), scans=200) -> io.BytesIO:
    """A progressive JPEG whose last scan comes again and again: few bytes, and each costs a pass over all pixels."""
    data = saved(Image.new("RGB", size), progressive=True, quality=50).getvalue()
    last = data.rindex(b"\xff\xda")
    return io.BytesIO(data[:last] + data[last:-2] * scans + data[-2:])


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
