"""What an upload must be before it is taken: its real type, its size, its pixels. Pure: no scope, no database.

Pictures are decoded and written anew, so that nothing rides along: no place or device data, no second file behind the picture.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from beian.evidence import pdfs
from beian.evidence.purposes import JPEG, PDF, PICTURES, PNG, Purpose
from beian.evidence.refusals import EvidenceRefused

MOST_BYTES = 8 * 1024 * 1024
MOST_PDF_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_SIDE = 20_000
# A progressive JPEG is decoded once per scan, and a scan may cost a few bytes only: scans × pixels is the work.
MOST_SCANNED_PIXELS = 480_000_000
LARGE = 12_000_000
LEAST_SIDE = 16
# A picture is decoded and, where its colours or its turn need it, copied: up to 8 bytes a pixel. One at a time keeps a process within 512 MB
# whatever is uploaded meanwhile (F42); who would wait longer than this is told so, and the process goes on answering.
_decoding = threading.Lock()
MOST_SECONDS_WAITING = 5.0
_MAGIC = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_TAKEN_AT = 0x9003  # EXIF DateTimeOriginal
_EXIF = 0x8769
_TURN = 0x0112


@dataclass(frozen=True)
class Checked:
    """What is kept: the bytes, their type, pixels of a picture, and when the camera says it was taken."""

    data: bytes
    media_type: str
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None


def check(upload: IO[bytes], purpose: Purpose) -> Checked:
    """The upload as it may be kept, or EvidenceRefused."""
    data = upload.read(MOST_BYTES + 1)
    if not data:
        raise EvidenceRefused(_("文件是空的，请重新选择文件。"))
    if len(data) > MOST_BYTES:
        raise EvidenceRefused(_("文件超过 8 MB，请压缩或重新拍摄后再上传。"))
    media_type = media_type_of(data)
    if media_type not in purpose.accepts:
        raise EvidenceRefused(_wrong_type(purpose, data))
    return _check_pdf(data) if media_type == PDF else _check_picture(data, media_type, purpose)


def media_type_of(data: bytes) -> str | None:
    """The type by content; what the name or the browser says counts for nothing."""
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    return PDF if b"%PDF-" in data[:1024] else None


def _wrong_type(purpose: Purpose, data: bytes) -> str:
    heic = data[4:8] == b"ftyp"
    if heic and set(PICTURES) <= set(purpose.accepts):
        return _("这是手机的 HEIC 图片，请在手机上另存为 JPEG，或把相机格式改为“兼容性最佳”后重新拍摄。")
    if not set(PICTURES) & set(purpose.accepts):
        return _("只接受 PDF 文件，请转换格式后再上传。")
    if PDF in purpose.accepts:
        return _("只接受 JPEG、PNG 图片或 PDF 文件，请转换格式后再上传。")
    return _("只接受 JPEG 或 PNG 图片，请转换格式后再上传。")


def _check_pdf(data: bytes) -> Checked:
    if len(data) > MOST_PDF_BYTES:
        raise EvidenceRefused(_("PDF 文件超过 5 MB，请压缩后再上传。"))
    pdfs.check(data)
    return Checked(data, PDF)


def _check_picture(data: bytes, media_type: str, purpose: Purpose) -> Checked:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
            _refuse_bomb(image, data)
            _check_legible(image, purpose)
            with _decoder():
                return _anew(image, media_type, purpose)
    except EvidenceRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise EvidenceRefused(_("图片尺寸过大，最多 4000 万像素，请缩小后再上传。")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise EvidenceRefused(_("图片已损坏，无法打开，请重新拍摄或导出后再上传。")) from error


@contextmanager
def _decoder() -> Iterator[None]:
    """This process's one decoder, or EvidenceRefused where it stays busy."""
    if not _decoding.acquire(timeout=MOST_SECONDS_WAITING):
        raise EvidenceRefused(_("同时上传的图片太多，这张没有保存，请稍等片刻再上传。"))
    try:
        yield
    finally:
        _decoding.release()


def _refuse_bomb(image: Image.Image, data: bytes) -> None:
    """By the header alone, before anything is decoded."""
    pixels = image.width * image.height
    scans = data.count(b"\xff\xda") if image.format == "JPEG" else 1
    if pixels > MOST_PIXELS or max(image.size) > MOST_SIDE or pixels * scans > MOST_SCANNED_PIXELS:
        measured = {"width": image.width, "height": image.height}
        raise EvidenceRefused(
            _("图片尺寸过大（%(width)d×%(height)d 像素），最多 4000 万像素，请缩小后再上传。") % measured
        )


def _check_legible(image: Image.Image, purpose: Purpose) -> None:
    """A point is no paper."""
    if purpose.exact is None and min(image.size) < LEAST_SIDE:
        measured = {"width": image.width, "height": image.height}
        raise EvidenceRefused(_("图片太小（%(width)d×%(height)d 像素），看不清内容，请重新拍摄后再上传。") % measured)


def _anew(image: Image.Image, media_type: str, purpose: Purpose) -> Checked:
    """Decode, turn upright, check the size, write again without any data beside the pixels."""
    taken_at = _taken_at(image)
    # an exact size is known from the header: no need to decode what will be refused
    _check_size(image, purpose, turned=image.getexif().get(_TURN) in (5, 6, 7, 8))
    # in place where it can be: a copy of 40 million pixels is 160 MB
    ImageOps.exif_transpose(image, in_place=True)
    mode = _mode(image, media_type)
    plain = image if image.mode == mode else image.convert(mode)
    plain.info = {}
    out = io.BytesIO()
    if media_type == JPEG:
        plain.save(out, "JPEG", quality=92)
    else:
        # what a level more saves on a large picture is not worth the second that somebody waits for it
        plain.save(out, "PNG", compress_level=3 if plain.width * plain.height < LARGE else 1)
    return Checked(out.getvalue(), media_type, *plain.size, taken_at)


def _check_size(image: Image.Image, purpose: Purpose, *, turned: bool) -> None:
    size = image.size[::-1] if turned else image.size
    if purpose.exact is None or size == purpose.exact:
        return
    words = {"width": size[0], "height": size[1], "must_width": purpose.exact[0], "must_height": purpose.exact[1]}
    raise EvidenceRefused(
        _(
            "照片尺寸为 %(width)d×%(height)d 像素，必须正好是 %(must_width)d×%(must_height)d 像素。"
            "请把相机设为 %(must_width)d×%(must_height)d、横向拍摄后重新上传。"
        )
        % words
    )


def _mode(image: Image.Image, media_type: str) -> str:
    """The plain mode that keeps what is seen: grey stays grey, PNG may be see-through, all else is RGB."""
    if image.mode in ("L", "1"):
        return "L"
    see_through = "A" in image.getbands() or "transparency" in image.info
    return "RGBA" if media_type == PNG and see_through else "RGB"


def _taken_at(image: Image.Image) -> datetime | None:
    """When the camera says it was taken (its clock is local and unproved), before that is stripped."""
    said = image.getexif().get_ifd(_EXIF).get(_TAKEN_AT)
    try:
        return datetime.strptime(str(said), "%Y:%m:%d %H:%M:%S").replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
    except ValueError:
        return None
