"""`manage.py judge photo`: a real face before the backdrop passes; every fault is refused for its own reason; one second, 512 MB."""

import json
import os
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from tests.verification.photo import portraits
from tests.verification.photo.portraits import astronaut, jpeg
from verification.judge.kinds import KINDS
from verification.judge.lines import answer
from verification.photo import beside, specimens
from verification.photo.eye import scheme

pytestmark = pytest.mark.requirement("B6")
ROOT = Path(__file__).resolve().parents[3]
DAY = date(2026, 11, 23)


def judged(path: Path) -> dict:
    return json.loads(answer(KINDS["photo"], json.dumps({"path": str(path)}).encode(), DAY))


@pytest.fixture
def look(tmp_path):
    def work(picture: Image.Image | bytes) -> dict:
        path = tmp_path / "photo.jpg"
        path.write_bytes(picture if isinstance(picture, bytes) else jpeg(picture))
        return judged(path)

    return work


def codes(told: dict) -> list[str]:
    return [reason["code"] for reason in told["reasons"]]


def foreign_wall(dictionary: str) -> Image.Image:
    """Markers of another dictionary where ours stand."""
    import cv2

    known = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, dictionary))
    wall = Image.new("RGB", (800, 600), specimens.PAPER)
    for place in scheme.places(specimens.NUMBER):
        marker = Image.fromarray(cv2.aruco.generateImageMarker(known, (place.column + 11 * place.row) % 50, 63))
        wall.paste(ImageOps.expand(marker, 9, 255), (place.column * 105 - 165, place.row * 105 - 55))
    return wall


def test_a_real_face_before_the_backdrop_passes_with_its_measures(look):
    told = look(astronaut())
    assert (told["verdict"], told["value"], told["reasons"]) == ("accept", specimens.NUMBER, [])
    measures = told["measures"]
    assert measures["faces"] == 1 and measures["backdrop"] == specimens.NUMBER and measures["markers"] >= 2
    assert measures["colour"] > 5 and measures["sharpness"] > 9 and 75 <= measures["brightness"] <= 220


def test_a_drawn_face_passes_as_well(look):
    assert look(specimens.specimen(specimens.NUMBER))["verdict"] == "accept"


FAULTS = {
    "no_face": lambda: astronaut(people=0),
    "several_faces": lambda: astronaut(people=2),
    "upside_down": lambda: portraits.turned(180)(astronaut()),
    "lying": lambda: portraits.turned(90)(astronaut()),
    "blurred": lambda: portraits.blurred(4)(astronaut()),
    "dark": lambda: portraits.lit(0.25)(astronaut()),
    "bright": lambda: portraits.lit(2.2)(astronaut()),
    "grey": lambda: astronaut().convert("L"),
    "no_backdrop": lambda: astronaut(None),
    "mirrored": lambda: ImageOps.mirror(astronaut()),
    "foreign_backdrop": lambda: astronaut(wall=foreign_wall("DICT_5X5_50")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_refused_for_its_own_reason_alone(look, fault):
    told = look(FAULTS[fault]())
    assert (told["verdict"], told["value"]) == ("reject", None)
    assert codes(told) == [f"photo.{fault}"], told["reasons"]
    assert told["reasons"][0]["text"].endswith("。") and told["reasons"][0]["article"] == "P10 二(二)1(4)"


@pytest.mark.parametrize("dictionary", ["DICT_4X4_50", "DICT_6X6_250", "DICT_7X7_50", "DICT_ARUCO_ORIGINAL"])
def test_markers_of_another_dictionary_are_no_backdrop(look, dictionary):
    assert codes(look(astronaut(wall=foreign_wall(dictionary)))) == ["photo.no_backdrop"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (portraits.blurred(12), "blurred"),
        (portraits.lit(0.08), "dark"),
        (portraits.lit(4), "bright"),
        (portraits.sepia, "grey"),
        (lambda picture: picture.convert("L").convert("RGB"), "grey"),
        (portraits.turned(270), "lying"),
    ],
)
def test_stronger_faults_keep_their_reason(look, change, fault):
    assert codes(look(change(astronaut()))) == [f"photo.{fault}"]


def test_a_hat_is_a_doubt_for_a_person_to_see(look):
    told = look(specimens.specimen(specimens.NUMBER, hat=True))
    assert (told["verdict"], codes(told)) == ("warn", ["photo.hat"]) and told["value"] == specimens.NUMBER


@pytest.mark.parametrize("size", [(640, 480), (800, 600), (1920, 1080), (1200, 1000), (4000, 3000)])
def test_any_sensible_size_will_do(look, size):
    told = look(ImageOps.fit(astronaut(), size, Image.Resampling.LANCZOS))
    assert told["verdict"] == "accept", told["reasons"]


def test_a_face_that_is_too_small_is_refused(look):
    """Where the pixels do not reach for coming nearer."""
    far = Image.new("RGB", (1800, 1350), specimens.PLAIN)
    far.paste(astronaut(), (300, 450))
    assert "photo.small_face" in codes(look(far.resize((640, 480), Image.Resampling.LANCZOS)))


@pytest.mark.parametrize("path", ["/nonexistent/photo.jpg", "/tmp", "/dev/zero", "a\x00b", "", "x" * 4000, "."])
def test_an_unreadable_path_is_refused_with_a_reason(path):
    told = judged(path)
    assert (told["verdict"], told["value"], told["measures"]) == ("reject", None, None)
    assert codes(told) == ["member.value"]


def test_what_is_no_picture_is_refused_with_a_sentence(look):
    told = look(b"%PDF-1.7 not a photo")
    assert codes(told) == ["photo.refused"] and "JPEG" in told["reasons"][0]["text"]


def test_within_one_second_and_512_mb(look):
    """One core's time for a photo of 12 million pixels, and what the process that looks at it ever held."""
    large = jpeg(astronaut().resize((4000, 3000)))
    empty = jpeg(astronaut(people=0).resize((4000, 3000)))
    look(large)
    for picture in (large, empty):
        before = _spent(beside.running())
        look(picture)
        assert _spent(beside.running()) - before <= 1.0
    assert _peak(beside.running()) <= 512 << 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 <= 1 << 30, "this whole test process"


def _spent(pid: int) -> float:
    """Seconds of processor time."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> int:
    """Bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def test_the_command_answers_line_by_line_and_leaves_no_process(tmp_path):
    (tmp_path / "good.jpg").write_bytes(jpeg(astronaut()))
    asked = [{"path": str(tmp_path / "good.jpg"), "n": 1}, {"path": "/nonexistent"}, {"no": "path"}]
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "manage.py", "judge", "photo"],
        cwd=ROOT,
        input="\n".join(json.dumps(line) for line in asked).encode(),
        capture_output=True,
        check=False,
        env=os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "BEIAN_LOCAL": "1"},
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b""), time.monotonic() - began
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["verdict"] for one in told] == ["accept", "reject", "reject"], told
    assert told[0]["n"] == 1
    assert all(set(reason) == {"code", "text", "article"} for one in told for reason in one["reasons"])
