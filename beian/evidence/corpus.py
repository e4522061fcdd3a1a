"""Files as attackers upload them, made anew and byte for byte the same each time: `manage.py evidence corpus FOLDER`.

Each says what must become of it: refused with a sentence, or taken with nothing left but its pixels. No file holds anything that would do
harm by itself: what would run is a call that shows a number.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from PIL import Image

REFUSED: Literal["refused"] = "refused"
TAKEN: Literal["taken"] = "taken"
SCRIPT = b"<html><body onload=alert(1)><script>alert(1)</script>"
FORBIDDEN = (b"<script", b"alert(1)", b"PK\x03\x04", b"%PDF", b"GIF8", b"GPS", b"Exif")


@dataclass(frozen=True)
class Hostile:
    """One file: the name it comes with, its bytes, and what must become of it."""

    name: str
    data: bytes
    outcome: Literal["refused", "taken"]


def files() -> Iterator[Hostile]:
    """The whole corpus, one file at a time."""
    for part in (
        _pixels,
        _packed,
        _polyglots,
        _cut_off,
        _wrongly_named,
        _odd_pictures,
        _turned,
        _pdfs,
        _hidden_in_pdfs,
    ):
        yield from part()


# ---- builders


def scene(size: tuple[int, int] = (320, 240), mode: str = "RGB") -> Image.Image:
    """A gradient: something to see, always the same."""
    return Image.linear_gradient("L").resize(size).convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *extra: bytes, unpacked: int = 1_000_000, colour: int = 2) -> bytes:
    """A PNG whose header says one size and whose data unpack to another."""
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = [chunk(b"IHDR", header), *extra, chunk(b"IDAT", zlib.compress(bytes(unpacked), 9)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def jpeg_header(width: int, height: int) -> bytes:
    """A JPEG that says to be this large and ends after its header."""
    frame = struct.pack(">BHHB", 8, height, width, 3) + b"\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    small = saved(scene((16, 16)), "JPEG")
    begins = small.index(b"\xff\xc0")
    length = struct.unpack(">H", small[begins + 2 : begins + 4])[0]
    return small[: begins + 2] + struct.pack(">H", len(frame) + 2) + frame + small[begins + 2 + length :]


def pdf(*objects: bytes, trailer: bytes = b"", tail: bytes = b"") -> bytes:
    """A whole PDF of these objects, numbered from 1, the first of them its catalogue."""
    data, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    ends = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(data))
    return data + table + ends + tail


def paper(catalogue: bytes = b"", *more: bytes, page: bytes = b"", **rest: bytes) -> bytes:
    """A PDF of one empty page, with something more in its catalogue, in its page, or as objects from number 4."""
    root = b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue
    sheet = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s >>" % page
    return pdf(root, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", sheet, *more, **rest)


def stream(data: bytes, about: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), about, data)


def object_stream(data: bytes, about: bytes = b"/Filter /FlateDecode", *, packed: bytes | None = None) -> bytes:
    """An object stream of one object, number 9."""
    inner = b"9 0 " + data
    kept = zlib.compress(inner, 9) if packed is None else packed
    return stream(kept, b"/Type /ObjStm /N 1 /First 4 " + about)


# ---- bombs


def _pixels() -> Iterator[Hostile]:
    yield Hostile("pixels-100-million.png", png(10_000, 10_000), REFUSED)
    yield Hostile("pixels-40000x40000.png", png(40_000, 40_000), REFUSED)
    yield Hostile("pixels-most.png", png(2**31 - 1, 2**31 - 1), REFUSED)
    yield Hostile("pixels-none.png", png(0, 0), REFUSED)
    yield Hostile("pixels-long.png", png(39_000_000, 1), REFUSED)
    yield Hostile("pixels-100-million.jpg", jpeg_header(10_000, 10_000), REFUSED)
    yield Hostile("pixels-65535x65535.jpg", jpeg_header(65_535, 65_535), REFUSED)
    yield Hostile("pixels-largest-taken.png", saved(Image.new("RGBA", (8_000, 5_000)), "PNG"), TAKEN)
    yield Hostile("pixels-largest-taken-cmyk.jpg", saved(Image.new("CMYK", (8_000, 5_000)), "JPEG"), TAKEN)
    yield Hostile("pixels-largest-taken-scans.jpg", _scans((8_000, 5_000), again=0), TAKEN)


def _packed() -> Iterator[Hostile]:
    million = zlib.compress(bytes(100_000_000), 9)
    yield Hostile("packed-data.png", png(320, 240, unpacked=100_000_000), TAKEN)
    yield Hostile("packed-text.png", png(320, 240, chunk(b"zTXt", b"Comment\0\0" + million)), REFUSED)
    yield Hostile("packed-itxt.png", png(320, 240, chunk(b"iTXt", b"Comment\0\1\0\0\0" + million)), REFUSED)
    yield Hostile("packed-profile.png", png(320, 240, chunk(b"iCCP", b"icc\0\0" + million)), REFUSED)
    yield Hostile("packed-texts.png", png(320, 240, *[chunk(b"tEXt", b"a\0" + bytes(900))] * 8_000), TAKEN)
    yield Hostile("packed-scans.jpg", _scans((6_000, 6_000), again=200), REFUSED)
    yield Hostile("packed-scans-small.jpg", _scans((320, 240), again=400), TAKEN)


def _scans(size: tuple[int, int], *, again: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again: a few bytes, and each costs a pass over all pixels."""
    data = saved(scene(size), "JPEG", progressive=True, quality=50)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * (again + 1) + data[-2:]


# ---- two things in one


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("run.html", (2026, 1, 1, 0, 0, 0)), SCRIPT)
    return out.getvalue()


def _polyglots() -> Iterator[Hostile]:
    picture, drawn = saved(scene(), "JPEG"), saved(scene(), "PNG")
    yield Hostile("both-jpeg-zip.jpg", picture + _archive(), TAKEN)
    yield Hostile("both-png-zip.png", drawn + _archive(), TAKEN)
    yield Hostile("both-jpeg-html.jpg", saved(scene(), "JPEG", comment=SCRIPT), TAKEN)
    yield Hostile("both-jpeg-pdf.jpg", saved(scene(), "JPEG", comment=paper()[:900]) + paper(), TAKEN)
    yield Hostile("both-pdf-jpeg.pdf", picture + paper(), TAKEN)
    yield Hostile("both-html-pdf.pdf", SCRIPT + paper(), REFUSED)
    yield Hostile("both-pdf-zip.pdf", paper(tail=_archive()), REFUSED)
    yield Hostile("both-pdf-zip-commented.pdf", paper(tail=_archive()[:-2] + b"\x06\0" + b"%%EOF\n"), REFUSED)
    yield Hostile("both-gif-js.gif", b"GIF89a/*\x00\x00*/=1;alert(1);", REFUSED)
    yield Hostile("both-png-js.png", png(8, 8)[:8] + b"=1;alert(1);", REFUSED)


def _cut_off() -> Iterator[Hostile]:
    """Every tenth of a whole file."""
    whole = {"jpg": saved(scene(), "JPEG"), "png": saved(scene(), "PNG"), "pdf": paper()}
    for kind, data in whole.items():
        for tenth in range(10):
            yield Hostile(f"cut-{tenth}-tenths.{kind}", data[: len(data) * tenth // 10], REFUSED)


def _wrongly_named() -> Iterator[Hostile]:
    yield Hostile("named-program.jpg", b"MZ\x90\x00\x03" + bytes(2_000), REFUSED)
    yield Hostile("named-elf.png", b"\x7fELF\x02\x01\x01" + bytes(2_000), REFUSED)
    yield Hostile("named-pdf.png", paper(), TAKEN)
    yield Hostile("named-png.jpg", saved(scene(), "PNG"), TAKEN)
    yield Hostile("named-heic.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(2_000), REFUSED)
    yield Hostile("named-svg.jpg", b"<?xml version='1.0'?><svg onload='alert(1)'/>", REFUSED)
    yield Hostile("named-html.pdf", SCRIPT, REFUSED)
    for kind in ("WEBP", "TIFF", "BMP", "GIF", "ICO", "PPM"):
        yield Hostile(f"named-{kind.lower()}.jpg", saved(scene((64, 64)), kind), REFUSED)


# ---- pictures that are odd


def _odd_pictures() -> Iterator[Hostile]:
    yield Hostile("odd-empty.jpg", b"", REFUSED)
    yield Hostile("odd-zeros.jpg", bytes(10_000), REFUSED)
    yield Hostile("odd-magic-only.jpg", b"\xff\xd8\xff" + bytes(10_000), REFUSED)
    yield Hostile("odd-too-heavy.jpg", saved(scene(), "JPEG") + bytes(9_000_000), REFUSED)
    for kind, name in (("JPEG", "jpg"), ("PNG", "png")):
        yield Hostile(f"odd-1x1.{name}", saved(scene((1, 1)), kind), REFUSED)
    yield Hostile("odd-cmyk.jpg", saved(scene(mode="CMYK"), "JPEG"), TAKEN)
    yield Hostile("odd-progressive.jpg", saved(scene(), "JPEG", progressive=True), TAKEN)
    moving = {"save_all": True, "append_images": [scene().rotate(90 * turn) for turn in range(1, 4)], "duration": 40}
    yield Hostile("odd-animated.png", saved(scene(), "PNG", **moving), TAKEN)
    yield Hostile("odd-animated.gif", saved(scene(mode="P"), "GIF", **moving), REFUSED)
    for mode in ("1", "L", "LA", "P", "RGBA", "I;16"):
        yield Hostile(f"odd-mode-{mode.replace(';', '')}.png", saved(Image.new(mode, (64, 48)), "PNG"), TAKEN)


def _turned() -> Iterator[Hostile]:
    """All eight ways a camera may be held, and what cameras and attackers write beside the picture."""
    for turn in range(1, 9):
        yield Hostile(f"turned-{turn}.jpg", saved(scene(), "JPEG", exif=_notes({0x0112: turn})), TAKEN)
    script = SCRIPT.decode()
    marked = _notes({0x010E: script, 0x010F: script, 0x9286: script})
    marked.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)
    yield Hostile("exif-script-place.jpg", saved(scene(), "JPEG", exif=marked), TAKEN)
    yield Hostile("exif-script-place.png", saved(scene(), "PNG", exif=marked), TAKEN)
    broken = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12\0\x03\xff\xff\xff\xff\xff\xff\xff\xff" * 40
    yield Hostile("exif-broken.jpg", saved(scene(), "JPEG", exif=broken), TAKEN)
    round_about = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\x08"
    yield Hostile("exif-circle.jpg", saved(scene(), "JPEG", exif=round_about), TAKEN)


def _notes(said: dict[int, object]) -> Image.Exif:
    notes = Image.Exif()
    notes.update(said)
    return notes


# ---- papers that act


def _pdfs() -> Iterator[Hostile]:
    script = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    yield Hostile("pdf-plain.pdf", paper(), TAKEN)
    yield Hostile("pdf-opens-its-page.pdf", paper(b"/OpenAction [3 0 R /Fit]"), TAKEN)
    yield Hostile("pdf-goes-to-its-page.pdf", paper(b"/OpenAction 4 0 R", b"<< /S /GoTo /D [3 0 R /Fit] >>"), TAKEN)
    yield Hostile("pdf-script.pdf", paper(b"/OpenAction " + script), REFUSED)
    yield Hostile("pdf-script-elsewhere.pdf", paper(b"/OpenAction 4 0 R", script), REFUSED)
    yield Hostile("pdf-script-named.pdf", paper(b"/Names << /JavaScript << /Names [(a) 4 0 R] >> >>", script), REFUSED)
    yield Hostile("pdf-script-on-page.pdf", paper(page=b"/AA << /O %s >>" % script), REFUSED)
    yield Hostile("pdf-launch.pdf", paper(b"/OpenAction << /S /Launch /F (calc.exe) >>"), REFUSED)
    yield Hostile("pdf-opens-address.pdf", paper(b"/OpenAction << /S /URI /URI (http://x.invalid/) >>"), REFUSED)
    yield Hostile(
        "pdf-sends-form.pdf", paper(page=b"/AA << /O << /S /SubmitForm /F (http://x.invalid/) >> >>"), REFUSED
    )
    attached = b"/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>"
    filed = b"<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>"
    yield Hostile("pdf-file-inside.pdf", paper(attached, filed, stream(b"MZ", b"/Type /EmbeddedFile")), REFUSED)
    yield Hostile("pdf-xfa.pdf", paper(b"/AcroForm << /XFA 4 0 R /Fields [] >>", stream(SCRIPT)), REFUSED)
    yield Hostile("pdf-film.pdf", paper(page=b"/Annots [<< /Type /Annot /Subtype /RichMedia >>]"), REFUSED)
    yield Hostile("pdf-password.pdf", paper(trailer=b"/Encrypt << /Filter /Standard /V 4 /R 4 >>"), REFUSED)
    yield from _broken_pdfs()


def _broken_pdfs() -> Iterator[Hostile]:
    whole = paper()
    table = whole.index(b"xref\n0")
    yield Hostile("pdf-circle.pdf", paper(trailer=b"/Prev %d" % _table_of(b"/Prev 0000")), REFUSED)
    yield Hostile("pdf-previous-nowhere.pdf", paper(trailer=b"/Prev 99999999"), REFUSED)
    yield Hostile("pdf-no-table.pdf", whole[:table] + whole[whole.index(b"startxref") :], REFUSED)
    yield Hostile("pdf-no-catalogue.pdf", whole.replace(b"/Root 1 0 R", b""), REFUSED)
    yield Hostile("pdf-no-start.pdf", whole.replace(b"startxref", b"startxxxx"), REFUSED)
    yield Hostile("pdf-starts-nowhere.pdf", whole.replace(b"startxref\n", b"startxref\n99"), REFUSED)
    yield Hostile("pdf-nothing.pdf", b"%PDF-1.7\n%%EOF\n", REFUSED)
    yield Hostile("pdf-deep.pdf", paper(b"/X " + b"[" * 200_000 + b"]" * 200_000), TAKEN)
    yield Hostile("pdf-too-heavy.pdf", paper(b"", stream(bytes(5_500_000))), REFUSED)


def _table_of(_trailer: bytes) -> int:
    """Where the table of a one-page paper stands; its trailer behind it does not move it."""
    return paper().index(b"xref\n0")


def _hidden_in_pdfs() -> Iterator[Hostile]:
    script = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    yield Hostile("hidden-name.pdf", paper(b"/OpenAction << /S /J#61vaScr#69pt /JS (app.alert\\(1\\)) >>"), REFUSED)
    yield Hostile("hidden-key.pdf", paper(b"/Open#41ction << /S /URI /URI (http://x.invalid/) >>"), REFUSED)
    yield Hostile("hidden-packed.pdf", paper(b"", object_stream(script)), REFUSED)
    yield Hostile("hidden-packed-plain.pdf", paper(b"", object_stream(script, b"", packed=b"9 0 " + script)), REFUSED)
    yield Hostile("hidden-packed-harmless.pdf", paper(b"", object_stream(b"<< /Kind /Nothing >>")), TAKEN)
    twice = zlib.compress(b"9 0 " + script).hex().encode() + b">"
    filters = b"/Filter [/ASCIIHexDecode /FlateDecode]"
    yield Hostile("hidden-packed-twice.pdf", paper(b"", object_stream(b"", filters, packed=twice)), REFUSED)
    predicted = b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 8 >>"
    yield Hostile("hidden-packed-predicted.pdf", paper(b"", object_stream(script, predicted)), REFUSED)
    unnamed = stream(zlib.compress(b"9 0 " + script), b"/N 1 /First 4 /Filter /FlateDecode")
    yield Hostile("hidden-packed-unnamed.pdf", paper(b"", unnamed), REFUSED)
    split = stream(zlib.compress(b"9 0 " + script), b"/Filter /FlateDecode /X (stream\n) /Type /ObjStm /N 1 /First 4")
    yield Hostile("hidden-packed-split.pdf", paper(b"", split), REFUSED)
    yield Hostile("packed-objects.pdf", paper(b"", object_stream(bytes(500_000_000))), REFUSED)
    yield Hostile("packed-marks.pdf", paper(b"", b"<< /Type /ObjStm " + b"stream\n" * 600_000), REFUSED)
    yield Hostile("packed-openings.pdf", paper(b"", b"/OpenAction 5 0 R " * 250_000), REFUSED)
