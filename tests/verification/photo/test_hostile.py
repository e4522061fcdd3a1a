"""Hostile pictures at the desk: refused with a sentence or made harmless, within two seconds, in bounded memory."""

import io
import os
import time
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from beian.evidence import corpus
from beian.evidence.refusals import EvidenceRefused
from tests.verification.photo.portraits import astronaut, jpeg
from verification import photo
from verification.photo import beside

pytestmark = [pytest.mark.requirement("B6"), pytest.mark.requirement("Q1")]
SECRETS = (b"<script", b"Exif", b"GPS", b"PK\x03\x04", b"%PDF", b"Canon")


def taken(data: bytes) -> photo.Taken | str:
    try:
        return photo.take(io.BytesIO(data), now=timezone.now())
    except EvidenceRefused as refusal:
        return str(refusal)


def outcome(data: bytes) -> photo.Taken | str:
    """As `taken`, and what must hold whatever came in."""
    beside.ask({"do": "bits", "ids": []})
    pid, began = beside.running(), time.process_time()
    before = _spent(pid)
    told = taken(data)
    theirs = _spent(pid) - before if beside.running() == pid else 0.0
    assert time.process_time() - began + theirs <= 2, "two seconds of a core"
    if isinstance(told, str):
        assert told.endswith(("。", "再试。")) and "%" not in told
        return told
    out = told.prepared.checked.data
    with Image.open(io.BytesIO(out)) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", (800, 600), "RGB") and not image.getexif()
    assert not any(secret in out for secret in SECRETS) and len(out) < 1 << 20
    return told


def _spent(pid: int) -> float:
    """Seconds of processor time."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture(autouse=True)
def within_bounds():
    yield
    status = Path(f"/proc/{beside.running()}/status")
    if beside.running():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        assert int(peak.split()[1]) <= 512 << 10


@pytest.mark.parametrize("file", list(corpus.files()), ids=lambda file: file.name)
def test_the_corpus_becomes_a_photo_or_a_sentence(file):
    outcome(file.data)


@pytest.fixture(scope="module")
def portrait() -> bytes:
    return jpeg(astronaut())


@pytest.mark.parametrize("tenth", range(10))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_cut_off_at_every_tenth(portrait, kind, tenth):
    data = portrait
    if kind == "PNG":
        out = io.BytesIO()
        astronaut().resize((800, 600)).save(out, "PNG")
        data = out.getvalue()
    told = outcome(data[: len(data) * tenth // 10])
    assert isinstance(told, str)


def test_what_rides_along_is_left_behind(portrait):
    exif = Image.Exif()
    exif[0x010F], exif[0x010E] = "Canon", "<script>alert(1)</script>"
    data = jpeg(astronaut(), exif=exif, comment=b"<script>") + b"PK\x03\x04 and a second file %PDF-1.7"
    assert outcome(data).verdict.verdict == "accept"


@pytest.mark.parametrize(("turn", "back"), [(3, 180), (6, 90), (8, 270)])
def test_turned_upright_by_what_the_camera_says(turn, back):
    exif = Image.Exif()
    exif[0x0112] = turn
    data = jpeg(astronaut().rotate(back, expand=True), exif=exif)
    assert outcome(data).verdict.verdict == "accept"


@pytest.mark.parametrize("mode", ["CMYK", "RGBA", "P", "LA", "I;16", "1"])
def test_every_kind_of_colour_becomes_rgb(mode):
    out = io.BytesIO()
    picture = astronaut().convert("L") if mode == "I;16" else astronaut()
    picture.convert(mode).save(out, "JPEG" if mode == "CMYK" else "PNG")
    told = outcome(out.getvalue())
    expected = "reject" if mode in ("LA", "I;16", "1") else "accept"
    assert told.verdict.verdict == expected, told.verdict.doubts


def test_an_animation_shows_its_first_picture():
    out = io.BytesIO()
    astronaut().save(out, "PNG", save_all=True, append_images=[astronaut(people=0)] * 2)
    assert outcome(out.getvalue()).verdict.verdict == "accept"


@pytest.mark.parametrize("size", [(1, 1), (639, 480), (640, 479), (480, 640), (20, 20)])
def test_too_small_is_told_with_its_measure(size):
    told = outcome(jpeg(astronaut().resize(size)))
    assert f"{size[0]}×{size[1]}" in told


def test_a_strip_is_no_photo():
    assert "狭长" in outcome(jpeg(astronaut().resize((3000, 700))))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_a_hundred_million_pixels_are_refused_unseen(mode):
    out = io.BytesIO()
    Image.new(mode, (10_000, 10_000)).save(out, "PNG", compress_level=1)
    assert "10000×10000" in outcome(out.getvalue())


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_the_largest_that_is_taken_stays_within_memory(mode):
    out = io.BytesIO()
    Image.new(mode, (7300, 5400), "grey").save(out, "PNG", compress_level=1)
    outcome(out.getvalue())


def test_a_progressive_picture_of_many_scans_is_refused():
    data = jpeg(astronaut().resize((4000, 3000)), progressive=True)
    assert outcome(data).verdict.verdict == "accept"
    scan = data[data.rindex(b"\xff\xda") :]
    assert isinstance(outcome(data + scan[:2000] * 60), str)


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"GIF89a", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff" * 1000]
)
def test_what_is_no_picture_is_told_so(data):
    assert isinstance(outcome(data), str)


def test_nine_megabytes_are_too_many(portrait):
    assert "8 MB" in outcome(portrait + bytes(9 << 20))
