"""A return composed from the fields that the reviewer marked: a row for each, begun with what the library says of such fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest

from beian.filing.documents import FilingDocument
from beian.pages import reading
from beian.pages.forms import PageFormSet
from beian.pages.reasons import MOST, PAPERS
from province.cases import library
from province.cases.forms import FILL, ReasonRows
from province.cases.library import OTHER, Reason

PREFIX = "reasons"
NAMES = ("item", "code", "text", "suggestion")


def marked(request: HttpRequest, document: FilingDocument) -> list[str]:
    """The marked places that the document has, in the order of the form; whatever else was sent is no mark."""
    sent = set(request.POST.getlist("mark"))
    return [path for path in (*reading.labels(document), *PAPERS) if path in sent]


def rows(request: HttpRequest, document: FilingDocument, reasons: Mapping[str, Reason], *, sent: bool) -> PageFormSet:
    """The rows, bound to what was sent where a return was chosen; else what was written in them, kept and not judged."""
    form_kwargs = {"document": document, "reasons": reasons}
    if sent:
        return ReasonRows(request.POST, prefix=PREFIX, form_kwargs=form_kwargs)
    kept = [row for row in _sent(request) if any(row.values())]
    return ReasonRows(prefix=PREFIX, initial=kept, form_kwargs=form_kwargs)


def composed(
    request: HttpRequest, document: FilingDocument, reasons: Mapping[str, Reason], findings: Iterable[dict]
) -> PageFormSet:
    """What was written so far, a row more for each mark without one, and the library's words where 填入 was pressed."""
    kept = [row for row in _sent(request) if any(row.values())]
    if request.POST.get("rows") == FILL:
        kept = [row | _words(reasons.get(row["code"])) for row in kept]
    held = {row["item"] for row in kept}
    kept += [begun(path, reasons, findings) for path in marked(request, document) if path not in held]
    form_kwargs = {"document": document, "reasons": reasons}
    return ReasonRows(prefix=PREFIX, initial=kept[:MOST], form_kwargs=form_kwargs)


def begun(path: str, reasons: Mapping[str, Reason], findings: Iterable[dict]) -> dict[str, str]:
    """The row of a marked place: the automatic check's words where it has some, else the library's."""
    found = next((each for each in findings if each.get("item") == path and each.get("suggestion")), None)
    if found is not None and OTHER in reasons:
        said = {"code": OTHER, "text": str(found.get("text", "")), "suggestion": str(found["suggestion"])}
    else:
        reason = library.suggested(path, reasons)
        said = {"code": reason.code} | _words(reason)
    return {"item": path} | said


def reasons_of(rows: PageFormSet, reasons: Mapping[str, Reason]) -> list[dict[str, str]]:
    """What the valid rows say, in their order, as records and messages have it."""
    return [reasons[row["code"]].words(row["item"], row["text"], row["suggestion"]) for row in rows.rows]


def written(request: HttpRequest) -> list[dict[str, str]]:
    """The rows as they were sent and never acted on, for a page that can only show them."""
    return [row for row in _sent(request) if row["text"] or row["suggestion"]]


def _words(reason: Reason | None) -> dict[str, str]:
    return {"text": reason.text, "suggestion": reason.suggestion} if reason is not None else {}


def _sent(request: HttpRequest) -> list[dict[str, str]]:
    """The rows of the request that are not marked for removal, whatever stands in them."""
    count: Any = request.POST.get(f"{PREFIX}-TOTAL_FORMS", "0")
    many = min(int(count), MOST) if count.isdecimal() and len(count) < 4 else 0
    names = [f"{PREFIX}-{index}-" for index in range(many)]
    return [
        {name: request.POST.get(prefix + name, "") for name in NAMES}
        for prefix in names
        if f"{prefix}DELETE" not in request.POST
    ]
