"""What may be uploaded: real type, size, pixels; and what is left of it when it is kept."""

import io
import threading
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from beian.evidence import checks
from beian.evidence.purposes import PURPOSES
from beian.evidence.refusals import EvidenceRefused
from tests.beian.evidence import uploads
from tests.beian.evidence.uploads import pdf, picture, saved

PHOTO, PAPER = PURPOSES["desk_photo"], PURPOSES["owner_certificate"]


@pytest.mark.requirement("B6")
@pytest.mark.parametrize("size", [(801, 600), (600, 800), (799, 599), (1600, 1200), (1, 1)])
def test_a_photo_of_another_size_is_refused_with_the_measured_size_and_the_remedy(size):
    with pytest.raises(EvidenceRefused) as refusal:
        checks.check(picture(size), PHOTO)
    assert f"{size[0]}×{size[1]}" in str(refusal.value)
    assert "请把相机设为 800×600" in str(refusal.value)


@pytest.mark.requirement("B6")
def test_a_photo_of_exactly_800_by_600_is_taken():
    kept = checks.check(picture((800, 600)), PHOTO)
    assert (kept.width, kept.height, kept.media_type) == (800, 600, "image/jpeg")


@pytest.mark.requirement("B6")
def test_a_photo_that_the_camera_turned_counts_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° when shown
    kept = checks.check(picture((600, 800), exif=exif), PHOTO)
    assert Image.open(io.BytesIO(kept.data)).size == (800, 600)
    with pytest.raises(EvidenceRefused, match="600×800"):
        checks.check(picture((800, 600), exif=exif), PHOTO)


def test_a_kept_picture_carries_nothing_beside_its_pixels():
    exif = Image.Exif()
    exif[0x010F] = "CANARY-CAMERA"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)
    exif.get_ifd(0x8769)[0x9003] = "2026:11:02 10:11:12"
    upload = picture((640, 480), exif=exif, comment=b"CANARY-COMMENT", icc_profile=b"CANARY-PROFILE")
    kept = checks.check(io.BytesIO(upload.getvalue() + b"CANARY-BEHIND"), PAPER)
    assert b"CANARY" not in kept.data
    assert dict(Image.open(io.BytesIO(kept.data)).getexif()) == {}
    assert kept.taken_at == datetime(2026, 11, 2, 10, 11, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("mode", "kind"), [("L", "JPEG"), ("CMYK", "JPEG"), ("RGBA", "PNG"), ("P", "PNG"), ("1", "PNG"), ("I;16", "PNG")]
)
def test_every_mode_of_colour_is_taken(mode, kind):
    image = Image.new(mode, (40, 30))
    kept = checks.check(saved(image, kind), PAPER)
    assert Image.open(io.BytesIO(kept.data)).size == (40, 30)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "WEBP", "ICO"])
def test_the_type_is_told_by_content_not_by_name(kind):
    upload = saved(Image.new("RGB", (64, 64)), kind)
    upload.name, upload.content_type = "certificate.jpg", "image/jpeg"
    with pytest.raises(EvidenceRefused, match="JPEG"):
        checks.check(upload, PAPER)


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"MZ\x90\x00", b"<html>%PDF", b"PK\x03\x04", b"\x00" * 100])
def test_what_is_neither_picture_nor_paper_is_refused(data):
    with pytest.raises(EvidenceRefused, match="JPEG"):
        checks.check(io.BytesIO(data), PAPER)


def test_a_pdf_is_kept_as_it_is_but_not_as_a_photo():
    assert checks.check(pdf(), PAPER).data == pdf().getvalue()
    with pytest.raises(EvidenceRefused, match="只接受 JPEG 或 PNG"):
        checks.check(pdf(), PHOTO)


def test_too_big_empty_and_cut_off_files_say_how_to_mend_it():
    for upload, words in [
        (io.BytesIO(), "空的"),
        (io.BytesIO(b"\xff\xd8\xff" + bytes(9_000_000)), "8 MB"),
        (pdf(bytes(5_300_000)), "5 MB"),
        (io.BytesIO(pdf().getvalue()[:-8]), "不完整"),
        (io.BytesIO(b"html before " + pdf().getvalue()), "不完整"),
        (io.BytesIO(picture().getvalue()[:4000]), "损坏"),
        (io.BytesIO(picture(kind="PNG").getvalue()[:4000]), "损坏"),
        (io.BytesIO(b"\xff\xd8\xff" + bytes(5000)), "损坏"),
    ]:
        with pytest.raises(EvidenceRefused, match=words):
            checks.check(upload, PAPER)


@pytest.mark.requirement("Q2")
@pytest.mark.parametrize("bomb", [uploads.png_bomb, uploads.scan_bomb])
def test_a_bomb_is_refused_within_a_second_by_its_header(bomb):
    upload = bomb()
    began = time.perf_counter()
    with pytest.raises(EvidenceRefused, match="尺寸过大"):
        checks.check(upload, PAPER)
    assert time.perf_counter() - began < 1


def test_twenty_bombs_at_once_are_each_refused_within_a_second():
    seconds, bomb = [], uploads.png_bomb().getvalue()

    def drop():
        began = time.perf_counter()
        with pytest.raises(EvidenceRefused):
            checks.check(io.BytesIO(bomb), PHOTO)
        seconds.append(time.perf_counter() - began)

    storm = [threading.Thread(target=drop) for _ in range(20)]
    for thread in storm:
        thread.start()
    for thread in storm:
        thread.join()
    assert len(seconds) == 20 and max(seconds) < 1
