"""How uploads come in: into memory and nowhere else, since a temporary file would hold them in the clear and outlive a crash (Q2)."""

from __future__ import annotations

import io

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from beian.evidence.checks import MOST_BYTES

MOST_TOGETHER = 4 * MOST_BYTES
MOST_READ = 2 * MOST_TOGETHER


class InMemory(FileUploadHandler):
    """Keeps one byte more of a file than may be kept at all: enough to see that it is too large. Files that are too large together end in 413."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kept = self.read = 0

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.file = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.read += len(raw_data)
        if self.read > MOST_READ:
            raise RequestDataTooBig("the files are too large together")
        part = raw_data[: max(min(MOST_BYTES + 1 - self.file.tell(), MOST_TOGETHER + 1 - self.kept), 0)]
        self.kept += len(part)
        self.file.write(part)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        size = self.file.tell()
        self.file.seek(0)
        told = (self.field_name, self.file_name, self.content_type, size, self.charset, self.content_type_extra)
        return InMemoryUploadedFile(self.file, *told)

    def upload_complete(self) -> None:
        if self.kept > MOST_TOGETHER:
            raise RequestDataTooBig("the files are too large together")
