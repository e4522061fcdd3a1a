"""Proof that what is kept can be read: every row has its file, whole and decipherable, and every file has its row.

Goes through rows and folders in small steps, one file in memory at a time, each step in a scope of its own.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from beian.evidence import disk, store
from beian.evidence.models import EvidenceFile
from beian.people import keys
from beian.people.scope import Actor, Reach, enter

AUDITOR = Actor.service("evidence")
AT_ONCE = 200
YOUNG = store.ORPHAN_AGE.total_seconds()


@dataclass(frozen=True)
class Fault:
    """What does not hold: at which node, which document or file, and what of it, in words."""

    node: str
    name: str
    what: str

    def __str__(self) -> str:
        return f"{self.node} {self.name}: {self.what}"


@dataclass
class Counts:
    """What was looked at."""

    sound: int = 0
    awaited: int = 0  # the file itself has not come from its sender yet
    disposed: int = 0
    young: int = 0  # files of the last hour that no row names yet


def audit(node: str, *, now: datetime) -> Iterator[Fault | Counts]:
    """Every fault as it is found, and the counts at the end."""
    counts = Counts()
    yield from _rows(node, counts)
    yield from _files(node, counts, now.timestamp())
    yield counts


# ---- from the rows to the files


def _rows(node: str, counts: Counts) -> Iterator[Fault]:
    last = 0
    while True:
        with enter(node, Reach.STAFF, AUDITOR):
            rows = list(EvidenceFile.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE])
            found = [(row, _trouble(node, row)) for row in rows]
        for row, what in found:
            _count(row, what, counts)
            if what:
                yield Fault(node, str(row.uuid), what)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].pk


def _count(row: EvidenceFile, what: str, counts: Counts) -> None:
    if what:
        return
    if row.disposed_at is not None:
        counts.disposed += 1
    elif not row.complete:
        counts.awaited += 1
    else:
        counts.sound += 1


def _trouble(node: str, row: EvidenceFile) -> str:
    """What is wrong with one row and its file; nothing where all holds."""
    if row.disposed_at is not None:
        return _trouble_of_disposed(node, row)
    if not row.complete:
        return ""
    try:
        ciphertext = disk.read(node, row.digest)
    except FileNotFoundError:
        return "its file is missing"
    except (OSError, ValueError) as error:
        return f"its file cannot be read: {error}"
    if hashlib.sha256(ciphertext).hexdigest() != row.digest:
        return "its file does not have its digest"
    return _trouble_of_key(row, ciphertext)


def _trouble_of_disposed(node: str, row: EvidenceFile) -> str:
    if bytes(row.wrapped_key):
        return "disposed of, and its key is still there"
    shared = EvidenceFile.objects.kept().filter(digest=row.digest).exists()
    return "disposed of, and its file is still there" if disk.place_of(node, row.digest).exists() and not shared else ""


def _trouble_of_key(row: EvidenceFile, ciphertext: bytes) -> str:
    try:
        key = keys.unwrap(bytes(row.wrapped_key), store.context_of(row.uuid))
        plain = store.decrypt(ciphertext, key, row.uuid)
    except (keys.Unreadable, ValueError):
        return "it cannot be deciphered with its key"
    return "" if len(plain) == row.size else f"it holds {len(plain)} bytes where {row.size} were kept"


# ---- from the files to the rows


def _files(node: str, counts: Counts, now: float) -> Iterator[Fault]:
    for folder in disk.folders(node):
        for names in _batches(folder):
            yield from _strays(node, folder, names, now, counts)


def _batches(folder: Path) -> Iterator[list[str]]:
    with os.scandir(folder) as entries:
        names = (entry.name for entry in entries)
        while some := list(islice(names, AT_ONCE)):
            yield some


def _strays(node: str, folder: Path, names: list[str], now: float, counts: Counts) -> Iterator[Fault]:
    """Files that no row names. Within an hour one may still get its row."""
    with enter(node, Reach.STAFF, AUDITOR):
        known = set(EvidenceFile.objects.filter(digest__in=names).values_list("digest", flat=True))
    for name in names:
        if name in known and name.startswith(folder.name):
            continue
        try:
            changed = (folder / name).stat().st_ctime
        except FileNotFoundError:  # renamed or swept meanwhile
            continue
        if now - changed < YOUNG:
            counts.young += 1
        elif folder.name == disk.INCOMING:
            yield Fault(node, name, "left over from an upload that ended an hour ago or more")
        else:
            yield Fault(node, name, "a file that no row names")
