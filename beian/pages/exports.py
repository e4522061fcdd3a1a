"""Exports of a table: CSV and Excel that no spreadsheet takes for formulas, built within the request up to a stated limit."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

if TYPE_CHECKING:
    from beian.pages.tables import Table

# What a spreadsheet may run when a cell begins with it, full-width forms included.
FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|[\t\r\n]")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BACKGROUND_LIMIT = 100_000  # rows of a file that a worker builds
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(table: Table, kind: str) -> HttpResponse:
    """The file with every row of the filter, or a page that says that they are too many."""
    rows = table.head(table.export_limit + 1)
    if len(rows) > table.export_limit:
        frame = {
            "limit": table.export_limit,
            "most": BACKGROUND_LIMIT,
            "back": table.address(export="", after=""),
            "label": table.title,
            "table": table,
            "format": kind,
        }
        return render(table.request, "errors/export.html", frame, status=422)
    columns = table.exported
    lines = ([column.plain(row) for column in columns] for row in rows)
    body = {"csv": as_csv, "xlsx": as_xlsx}[kind]([str(column.label) for column in columns], lines)
    response = HttpResponse(body, content_type=MEDIA_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{table.name}.{kind}"'
    return response


def as_csv(heads: list[str], lines: Iterator[list[object]]) -> bytes:
    """UTF-8 with the mark that Excel needs to see Chinese."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL)
    writer.writerow([harmless(head) for head in heads])
    writer.writerows([harmless(text(value)) for value in line] for line in lines)
    return sheet.getvalue().encode("utf-8-sig")


def as_xlsx(heads: list[str], lines: Iterator[list[object]]) -> bytes:
    """Numbers stay numbers; everything else is a string cell, which Excel never computes."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([_cell(sheet, head) for head in heads])
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet, value: object) -> object:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return value
    cell = WriteOnlyCell(sheet, value=UNPRINTABLE.sub("", text(value)))
    cell.data_type = "s"
    return cell


def text(value: object) -> str:
    """A cell in words: dates as 2026-12-01, times in Asia/Shanghai, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%Y-%m-%d %H:%M:%S}"
    return value.isoformat() if isinstance(value, date) else str(value)


def harmless(cell: str) -> str:
    """A leading apostrophe makes a spreadsheet show the text and not run it; a plain number stays as it is."""
    cell = UNPRINTABLE.sub("", cell)
    if re.fullmatch(r"-?\d+(\.\d+)?", cell):
        return cell
    return f"'{cell}" if FORMULA.match(cell) else cell
