"""The sealed block: personal items leave the document and travel in one AES-256-GCM block, bound to application, round and open part.

The open part keeps masked forms in their places and names them under `masked`, so that pages without the key still read well. Codes have
no masked form and are absent. What is personal is decided by place: everything of a principal is, whatever items are added to it later.
"""

import base64
import binascii
import copy
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beian.filing import documents, paths
from beian.filing.canonical import CanonicalError, canonical, digest, parse
from beian.filing.documents import FilingDocument

KEY, NONCE, VERSION = 32, 12, b"\x01"
# Plain text is filled up to a multiple of this many bytes, so that a block's length tells nothing about one name or address.
BLOCK = 512
ALWAYS_PERSONAL = {"subject.certificate.number", "subject.certificate.address", "subject.address.detail"}
HIDDEN = "***"


class SealBroken(ValueError):
    """A block that does not belong here: wrong key, application, round or open part, or changed bytes. The text holds no content."""


class PersonalItem(NamedTuple):
    """One personal value of a document: its path, the value, and its masked form (None where a code has none)."""

    path: str
    value: str
    masked: str | None


class Disposed(SealBroken):
    """The keeping time is over and the key was destroyed by rule (flows.md §9)."""


@dataclass(frozen=True)
class Sealed:
    """A document in two halves: `open` is plain data for anybody entitled to the record, `block` opens with the application's key."""

    open: dict
    block: bytes

    @property
    def text(self) -> str:
        """The block as it stands in a message, base64."""
        return base64.b64encode(self.block).decode()


def block_of(text: str) -> bytes:
    """The block from its text in a message."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SealBroken("the block is not base64") from None


def new_key() -> bytes:
    """A fresh key for one application, 32 bytes; it is wrapped for each entitled node and kept nowhere in the clear."""
    return AESGCM.generate_key(bit_length=8 * KEY)


def personal_items(document: FilingDocument) -> Iterator[PersonalItem]:
    """Every personal value in the document, in order. While the nature is open, the subject's name counts as a person's."""
    name_too = document.of_person or document.subject.nature is None
    for path, value in paths.leaves(documents.dump(document)):
        if _is_personal(path) or (name_too and path == "subject.name"):
            yield PersonalItem(path, value, mask(path, value))


def masked(document: FilingDocument, *, full: bool = False) -> FilingDocument:
    """The document as a page may show it: personal values in masked form, or, with `full`, as they are (a reading to be logged)."""
    if full:
        return document
    return documents.replaced(document, {item.path: item.masked for item in personal_items(document)})


def split(document: FilingDocument) -> tuple[dict, dict[str, str]]:
    """The open part, and the personal values by path."""
    personal = list(personal_items(document))
    opened = documents.dump(masked(document)) | {"masked": [item.path for item in personal]}
    return opened, {item.path: item.value for item in personal}


def join(opened: dict, personal: dict[str, str]) -> FilingDocument:
    """The whole document again; the personal values must be exactly those that the open part names."""
    if opened.get("masked") != list(personal):
        raise SealBroken("the personal items are not those that the open part names")
    data = copy.deepcopy({key: value for key, value in opened.items() if key != "masked"})
    for path, value in personal.items():
        paths.put(data, path, value)
    return documents.load(data)


def read_open(opened: dict) -> FilingDocument:
    """The open part alone as a document, with masked forms in place of personal values: for nodes and pages without the key."""
    return documents.load({key: value for key, value in opened.items() if key != "masked"})


def seal(document: FilingDocument, *, application: UUID, round: int, key: bytes) -> Sealed:
    """Split the document and seal its personal half for this application and round."""
    opened, personal = split(document)
    # a list of pairs keeps the order of the form; canonical objects would sort it away
    plain = canonical([[path, value] for path, value in personal.items()])
    nonce = os.urandom(NONCE)
    closed = _cipher(key).encrypt(nonce, _filled_up(plain), _bound_to(opened, application, round))
    return Sealed(opened, VERSION + nonce + closed)


def unseal(opened: dict, block: bytes, *, application: UUID, round: int, key: bytes) -> FilingDocument:
    """The whole document from both halves, or SealBroken. Whoever calls this logs the reading."""
    version, nonce, closed = block[:1], block[1 : 1 + NONCE], block[1 + NONCE :]
    if version != VERSION or len(nonce) != NONCE:
        raise SealBroken("the block has no form that is known here")
    try:
        plain = _cipher(key).decrypt(nonce, closed, _bound_to(opened, application, round))
    except (InvalidTag, CanonicalError):
        raise SealBroken("the block does not fit this key, application, round and open part") from None
    return join(opened, dict(parse(plain)))


def mask(path: str, value: str) -> str | None:
    """The masked form of a personal value: enough to recognise what one knows, too little to learn it; its length is not kept."""
    match path.rsplit(".", 1)[-1]:
        case "type":
            return None
        case "name":
            shown = value[0] + "**" if len(value) > 1 else HIDDEN
        case "email":
            shown = _masked_mail(value)
        case "number" | "mobile" | "phone" | "emergency_phone":
            shown = f"{value[:3]}******{value[-2:]}" if len(value) >= 10 else HIDDEN
        case _:
            shown = HIDDEN
    return HIDDEN if value in shown else shown


def _masked_mail(value: str) -> str:
    local, at, domain = value.rpartition("@")
    return f"{local[:1] if len(local) > 2 else ''}***@{domain}" if at and local else HIDDEN


def _is_personal(path: str) -> bool:
    return path in ALWAYS_PERSONAL or "principal" in path.split(".")


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY:
        raise SealBroken(f"a key has {KEY} bytes")
    return AESGCM(key)


def _bound_to(opened: dict, application: UUID, round: int) -> bytes:
    return b"beian.filing.sealing" + VERSION + application.bytes + round.to_bytes(8) + digest(opened)


def _filled_up(plain: bytes) -> bytes:
    # JSON may end in white space, so that nothing has to say where the filling begins
    return plain.ljust(-(-len(plain) // BLOCK) * BLOCK)
