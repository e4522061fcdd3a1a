"""Two tabs on one page: what changed elsewhere while a page stood open is told before anything is overwritten.

A form carries a sign of each answer that it was shown with. No answer can be read from a sign: it is keyed with the node's own key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from beian.filing import documents, paths
from beian.filing.documents import FilingDocument
from beian.people import keys
from provider.applications import answers
from provider.applications.models import Application

FIELD = "seen"
LONGEST = 20_000
Signs = Mapping[str, str]


class ChangedElsewhere(Exception):
    """Answers that were given here and, differently, somewhere else since the page was shown; `document` is how they stand now."""

    def __init__(self, items: list[str], document: FilingDocument) -> None:
        super().__init__("answers have changed elsewhere")
        self.items, self.document = items, document


def signs(application: Application, document: FilingDocument, stems: Iterable[str]) -> str:
    """What a page shows, for the hidden field of its form."""
    data = documents.dump(document)
    return json.dumps({path: _sign(application, path, paths.get(data, path)) for path in stems})


def read(sent: str | None) -> Signs | None:
    """The signs that a form came with, none where it has none; None where nobody can read what it came with."""
    if not sent:
        return {}
    try:
        found = json.loads(sent) if len(sent) <= LONGEST else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and all(path.isascii() for path in found) else None


def merged(application: Application, document: FilingDocument, values: dict[str, Any], seen: Signs) -> dict[str, Any]:
    """The values to write: an answer that was only shown gives way to the one from elsewhere; ChangedElsewhere where both were given."""
    if not seen:
        return values
    held = documents.dump(document)
    given = documents.dump(answers.changed(document, values))
    kept, clashing = {}, []
    for path, sign in seen.items():
        there, here = paths.get(held, path), paths.get(given, path)
        if there == here or sign == _sign(application, path, there):
            continue
        if sign == _sign(application, path, here):
            kept[path] = there
        else:
            clashing.append(path)
    if clashing:
        raise ChangedElsewhere(clashing, document)
    return values | kept


def _sign(application: Application, path: str, value: Any) -> str:
    told = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return keys.digest("seen", str(application.uuid), path, told)[:8].hex()
