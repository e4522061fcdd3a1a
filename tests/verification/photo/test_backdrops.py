"""The backdrop: its number in its markers, printed on one A0 page, read again off a picture of the print."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image

from beian.papers import rendering
from tests.verification.photo.portraits import astronaut, jpeg
from verification import photo
from verification.photo import backdrops, beside
from verification.photo.eye import scheme

pytestmark = pytest.mark.requirement("B6")
A0 = (1189, 841)  # millimetres


def test_numbers_are_told_from_mistyped_ones():
    number = backdrops.number_of(171)
    assert number == "001711" and backdrops.is_number(number)
    for place in range(6):
        for digit in "0123456789":
            typed = number[:place] + digit + number[place + 1 :]
            assert backdrops.is_number(typed) is (typed == number)
    for serial in (0, -1, 100_000):
        with pytest.raises(ValueError, match="serials"):
            backdrops.number_of(serial)


@pytest.mark.parametrize("serial", [1, 171, 9_999, 45_678, 99_999])
def test_three_neighbours_of_any_row_carry_the_whole_number(serial):
    number = scheme.number_of(serial)
    places = scheme.places(number)
    for row in range(scheme.ROWS):
        ids = [place.id for place in places if place.row == row]
        for first in range(len(ids) - 2):
            assert scheme.read(ids[first : first + 3]) == (number, False)
    assert scheme.read([places[0].id]) == (None, False), "one marker is not the whole number"


def test_markers_of_two_backdrops_contradict_one_another():
    one, other = (scheme.places(scheme.number_of(serial)) for serial in (171, 34_512))
    assert scheme.read([one[0].id, other[0].id, other[1].id]) == (None, True)
    assert scheme.read([600, 777, 999]) == (None, False), "no markers of ours"


def printed(number: str) -> Image.Image:
    """The page as a picture, one pixel a millimetre."""
    import cvttf_NotoSansCJK_Regular
    import typst

    folder = str(Path(cvttf_NotoSansCJK_Regular.__file__).parent)
    png = typst.compile(
        (rendering.TEMPLATES / "backdrop.typ").read_bytes(),
        root=rendering.TEMPLATES,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]),
        sys_inputs={"data": json.dumps(backdrops.page_of(number, "京云网络科技有限公司", "北京市"))},
        format="png",
        ppi=25.4,
    )
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_what_is_printed_is_read_again_behind_a_person():
    page = printed(backdrops.number_of(34_512))
    assert page.size == A0
    seen = page.crop((150, 80, 150 + 800, 80 + 600))
    taken = photo.take(io.BytesIO(jpeg(astronaut(wall=seen))), now=timezone.now())
    assert taken.verdict.verdict == "accept" and taken.verdict.backdrop == backdrops.number_of(34_512)


def test_the_pdf_is_one_page_of_a0_without_pictures():
    pdf = backdrops.pdf("001711", "京云网络科技有限公司", "北京市")
    assert pdf.startswith(b"%PDF-") and rendering.pages_of(pdf) == 1 and b"/Subtype /Image" not in pdf
    assert backdrops.pdf("001711", "京云网络科技有限公司", "北京市") == pdf
    with pytest.raises(backdrops.BackdropRefused):
        backdrops.pdf("001712", "京云网络科技有限公司")


def test_the_command_prints_the_newest_that_is_held(cast, tmp_path, capsys):
    with cast.acting(cast.person("provider_verifier", "provider:p01")):
        for serial in (170, 171):
            backdrops.hold(number=backdrops.number_of(serial), issued_on=timezone.now().date())
    out = tmp_path / "b.pdf"
    call_command("backdrop", "p01", "--out", str(out))
    assert out.read_bytes().startswith(b"%PDF-") and "001711" in capsys.readouterr().out
    call_command("backdrop", "p02", "--number", "34512", "--out", str(out))
    assert backdrops.number_of(34_512) in capsys.readouterr().out
    for arguments in (["p99", "--number", "1"], ["p02"], ["p02", "--number", "001712"], ["p02", "--number", "x"]):
        with pytest.raises(CommandError):
            call_command("backdrop", *arguments, "--out", str(out))
    with pytest.raises(CommandError):
        call_command("backdrop", "p01", "--out", str(tmp_path))


def test_markers_are_dark_frames_with_their_bits():
    bits = beside.ask({"do": "bits", "ids": [0, 999]})[0]["bits"]
    assert all(len(rows) == 7 and rows[0] == rows[-1] == "1" * 7 for rows in bits) and bits[0] != bits[1]
