"""Uploads come into memory, bounded, and leave no temporary file behind, whatever becomes of the request."""

from __future__ import annotations

import io
import tempfile

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from beian.evidence.checks import MOST_BYTES
from beian.evidence.receiving import MOST_TOGETHER

pytestmark = pytest.mark.requirement("Q2")


def posted(**files: bytes) -> HttpRequest:
    named = {}
    for name, data in files.items():
        named[name] = io.BytesIO(data)
        named[name].name = f"{name}.jpg"
    return RequestFactory().post("/", named)


def test_a_file_comes_in_whole_and_in_memory():
    upload = posted(photo=b"abc" * 1_500_000).FILES["photo"]
    assert isinstance(upload, InMemoryUploadedFile)
    assert upload.size == 4_500_000 and upload.read() == b"abc" * 1_500_000


def test_of_a_file_that_is_too_large_a_byte_too_many_is_kept():
    assert posted(photo=bytes(3 * MOST_BYTES)).FILES["photo"].size == MOST_BYTES + 1


def test_files_that_are_too_large_together_are_refused_as_a_whole():
    with pytest.raises(RequestDataTooBig):
        posted(**{f"file{number}": bytes(MOST_BYTES) for number in range(5)}).FILES
    assert len(posted(**{f"file{number}": bytes(MOST_BYTES) for number in range(4)}).FILES) == 4


def test_reading_ends_where_nothing_more_can_come_of_it():
    with pytest.raises(RequestDataTooBig):
        posted(photo=bytes(2 * MOST_TOGETHER + 1_000)).FILES


def test_no_temporary_file_is_ever_made(monkeypatch, tmp_path, settings):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")
    assert posted(photo=bytes(7_000_000)).FILES["photo"].size == 7_000_000
