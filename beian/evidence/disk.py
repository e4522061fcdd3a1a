"""Ciphertext on disk: evidence/<node>/<ab>/<sha256 of the ciphertext>. A file stands whole under its name, or not at all (F19 to F21).

Order of keeping: temporary file, fsync, rename, fsync of the folder, then the row. What a crash leaves between is an orphan, never
a row without its file.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from beian.evidence.refusals import NoRoom
from beian.people.scope import NODE

DIGEST = re.compile(r"[0-9a-f]{64}")
INCOMING = ".incoming"
_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}


def root() -> Path:
    return Path(settings.MEDIA_ROOT) / "evidence"


def folder_of(node: str) -> Path:
    """A node's own folder: province:11 keeps in province-11."""
    if not NODE.fullmatch(node):
        raise ValueError(f"not a node: {node!r}")
    return root() / node.replace(":", "-")


def place_of(node: str, digest: str) -> Path:
    if not DIGEST.fullmatch(digest):
        raise ValueError("not a digest: 64 hex digits are expected")
    return folder_of(node) / digest[:2] / digest


def nodes() -> list[str]:
    """The nodes that have a folder here."""
    names = (
        [entry.name.replace("-", ":", 1) for entry in os.scandir(root()) if entry.is_dir()] if root().is_dir() else []
    )
    return sorted(name for name in names if NODE.fullmatch(name))


def write(node: str, digest: str, data: bytes) -> None:
    """Put `data` under its digest for good, or raise NoRoom and leave nothing."""
    place = place_of(node, digest)
    draft = folder_of(node) / INCOMING / secrets.token_hex(16)
    try:
        for parent in (draft.parent, place.parent):
            parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_through(draft, data)
        os.replace(draft, place)
        _settle(place.parent)
    except OSError as error:
        draft.unlink(missing_ok=True)
        if error.errno in _FULL:
            raise NoRoom(_("存储空间不足，这次上传没有保存。已填写的内容不受影响，请稍后再传。")) from error
        raise


def _write_through(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Make names in the folder, and the folder's own name, survive a power cut."""
    for path in (folder, folder.parent):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def link(sender: str, receiver: str, digest: str) -> bool:
    """Give the receiver a name of its own for the sender's file. False: the sender keeps no such file on this machine."""
    place = place_of(receiver, digest)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(place_of(sender, digest), place)
    except FileExistsError:
        return True
    except FileNotFoundError:
        return False
    _settle(place.parent)
    return True


def read(node: str, digest: str) -> bytes:
    return place_of(node, digest).read_bytes()


def remove(node: str, digest: str) -> None:
    place_of(node, digest).unlink(missing_ok=True)


def folders(node: str) -> list[Path]:
    """The folders that hold a node's files, and the one for drafts."""
    return sorted(folder_of(node).glob("*/"))


def older_than(folder: Path, moment: float) -> list[Path]:
    """Files of one folder that have stood unchanged since before `moment` (seconds since 1970).

    The inode's change time decides: linking touches it, so that a copy just made for another node never counts as old.
    """
    old = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # renamed or removed meanwhile
            if path.stat().st_ctime < moment:
                old.append(path)
    return old
