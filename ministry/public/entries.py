"""Writing what the public sees: in the same transaction as the register, so that a status is never older than its filing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.db import connection

from beian.filing import documents, identifiers
from ministry.public.models import CANCELLED, PENDING, QueryEntry

# A cancelled domain that is applied for again keeps its old facts beneath, and shows them again if nothing comes of it.
_PEND = """
INSERT INTO ministry_queryentry (kind, key, standing, application, filing_number, site_number, subject_name, name_key, nature, site_name, home_url)
SELECT 'domain', key, 'pending', application, '', '', '', '', '', '', ''
FROM unnest(%s::text[], %s::uuid[]) AS asked (key, application) ORDER BY key COLLATE "C"
ON CONFLICT (node, key) WHERE kind = 'domain'
DO UPDATE SET standing = 'pending', application = excluded.application WHERE ministry_queryentry.standing <> 'filed'
"""
_FILE = """
INSERT INTO ministry_queryentry (standing, {columns})
SELECT 'filed', asked.* FROM unnest(%s::text[], %s::text[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::text[], %s::date[]) AS asked ({columns}) ORDER BY key COLLATE "C"
ON CONFLICT (node, key) WHERE kind = 'domain' DO UPDATE SET standing = 'filed', {kept}
"""


@dataclass(frozen=True)
class Filed:
    """One line of the public query. `nature` decides whether the name may be searched for: a person's never."""

    kind: str
    key: str
    application: UUID
    filing_number: str
    site_number: str
    subject_name: str
    name_key: str
    nature: str
    site_name: str
    home_url: str
    approved_on: date


_COLUMNS = tuple(field.name for field in fields(Filed))
_FILE = _FILE.format(
    columns=", ".join(_COLUMNS),
    kept=", ".join(f"{column} = excluded.{column}" for column in _COLUMNS if column not in ("kind", "key")),
)


def name_key(*, name: str, nature: str) -> str:
    """A unit's name folded for searching; a person's name cannot be searched for at all."""
    return "" if nature == str(documents.PERSON) else identifiers.fold(name, "lower")


def pend(pairs: Iterable[tuple[str, UUID]]) -> None:
    """These (domain, application) are being decided on; nothing else about them is said."""
    rows = [(domain, str(application)) for domain, application in pairs]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_PEND, [list(column) for column in zip(*rows, strict=True)])


def file(lines: Collection[Filed]) -> None:
    """These domains and addresses are filed from now on."""
    if not lines:
        return
    values = [[getattr(line, column) for line in lines] for column in _COLUMNS]
    values[_COLUMNS.index("application")] = [str(line.application) for line in lines]
    with connection.cursor() as cursor:
        cursor.execute(_FILE, values)


def unpend(*, applications: Collection[UUID], keep: Collection[str] = ()) -> None:
    """Nothing came of these applications, or they no longer ask for domains outside `keep`: cancelled again, or never filed."""
    pending = QueryEntry.objects.filter(standing=PENDING, application__in=applications).exclude(key__in=keep)
    pending.exclude(filing_number="").update(standing=CANCELLED)
    pending.filter(filing_number="").delete()
