"""The corpus of hostile files: each is refused or made harmless, with a sentence, within 2 s and 512 MB."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from beian.evidence import checks, corpus
from beian.evidence.purposes import PURPOSES
from beian.evidence.refusals import EvidenceRefused

pytestmark = [pytest.mark.whole, pytest.mark.requirement("Q2")]
MOST_SECONDS, MOST_MEGABYTES = 2.0, 512
CHINESE = re.compile(r"[一-鿿]{4}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("corpus")
    call_command("evidence", "corpus", str(place), stdout=io.StringIO())
    return place


@pytest.fixture(scope="module")
def expected() -> dict[str, str]:
    return {file.name: file.outcome for file in corpus.files()}


@pytest.fixture(scope="module")
def found(folder) -> list[dict]:
    command = [sys.executable, "-m", "tests.beian.evidence.weigh", str(folder)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "beian.settings", "BEIAN_TESTING": "1"}
    said = subprocess.run(command, capture_output=True, check=True, env=environment, timeout=300)
    return json.loads(said.stdout)


def test_each_file_is_refused_or_taken_as_it_must_be(found, expected):
    assert len(found) == len(expected) > 100
    assert {each["name"]: each["outcome"] for each in found} == expected


def test_each_refusal_is_a_sentence(found):
    refused = [each for each in found if each["outcome"] == "refused"]
    assert not [each for each in refused if not CHINESE.search(each["words"]) or not each["words"].endswith("。")]


def test_each_takes_at_most_two_seconds_of_one_core_and_512_megabytes(found):
    assert not [each for each in found if each["seconds"] > MOST_SECONDS]
    assert not [each for each in found if each["megabytes"] > MOST_MEGABYTES]


def test_nothing_rides_along_in_a_picture_that_is_kept(found, folder):
    pictures = [each for each in found if each.get("media_type", "").startswith("image/")]
    assert len(pictures) > 20
    for each in pictures:
        kept = (folder / each["name"]).with_suffix(".kept").read_bytes()
        assert not [part for part in corpus.FORBIDDEN if part in kept], each["name"]
        with Image.open(io.BytesIO(kept)) as picture:
            assert getattr(picture, "n_frames", 1) == 1 and dict(picture.getexif()) == {}


def test_however_the_camera_was_held_the_picture_stands_upright(found):
    sizes = {each["name"]: each["size"] for each in found if each["name"].startswith("turned-")}
    assert [sizes[f"turned-{turn}.jpg"] for turn in range(1, 9)] == [[320, 240]] * 4 + [[240, 320]] * 4


def test_the_corpus_is_the_same_each_time(folder):
    for file in corpus.files():
        written = (folder / file.name).read_bytes()
        assert hashlib.sha256(written).digest() == hashlib.sha256(file.data).digest(), file.name


def test_a_changed_byte_here_and_there_is_refused_or_taken_and_nothing_else():
    chance = random.Random(6)
    small = [file.data for file in corpus.files() if 0 < len(file.data) < 10_000]
    for _ in range(1_500):
        data = bytearray(chance.choice(small))
        for _again in range(chance.choice((1, 2, 8))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            checks.check(io.BytesIO(bytes(data)), PURPOSES["other"])
        except EvidenceRefused as refusal:
            assert CHINESE.search(str(refusal))


def test_an_orientation_that_is_no_number_is_none():
    notes = Image.Exif()
    notes[0x0112] = 6
    upload = corpus.saved(corpus.scene(), "JPEG", exif=notes)
    said = b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06"
    assert said in upload
    twisted = upload.replace(said, b"\x01\x12\x00\x02\x00\x00\x00\x03xy")
    assert checks.check(io.BytesIO(twisted), PURPOSES["other"]).width == 320


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="file"):
        call_command("evidence", "corpus", str(tmp_path / "file"))
