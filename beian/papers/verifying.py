"""Whether a PDF is the very file that a node sealed. Read byte by byte, without a parser of PDF: what a seal covers are bytes.

A seal of ours covers the file from its first byte to its last, but for the place of the signature itself, and that place may hold nothing
than the one message that we write and zeros. So a file whose seal holds and covers it whole equals, byte by byte, what was sealed.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from beian.papers import messages
from beian.papers.sealing import ROOM
from beian.people.models import Node

_COVERED = re.compile(rb"/ByteRange\s*\[\s*0\s+([0-9]{1,9})\s+([0-9]{1,9})\s+([0-9]{1,9})\s*\]")
_ANY_SEAL = re.compile(rb"/ByteRange\s*\[")


@dataclass(frozen=True)
class Seal:
    """What a PDF's seal says. `intact`: the sealed bytes are unchanged; `whole`: and they are the whole file. `trouble`: why not, in words.

    `node` is the node whose key it is, None for a key that is nobody's; `signed_at` is what the seal claims.
    """

    node: str | None
    intact: bool
    whole: bool
    signed_at: datetime | None
    trouble: str

    @property
    def holds(self) -> bool:
        """Sealed by a node of the platform, and nothing changed or added since."""
        return self.node is not None and self.intact and self.whole


@dataclass(frozen=True)
class Found:
    """The same before it is known whose key it is; `public` is the Ed25519 key, 32 bytes."""

    public: bytes | None
    intact: bool
    whole: bool
    signed_at: datetime | None
    trouble: str


def verify(pdf: bytes) -> Seal:
    """Whose seal this PDF bears and whether the file is still what was sealed. In a scope; asks nobody else."""
    return told(look(pdf))


def told(found: Found) -> Seal:
    """Whose key it is: one query over the list of nodes."""
    node = None
    if found.public is not None:
        node = Node.objects.filter(signing_public=found.public).values_list("name", flat=True).first()
    trouble = found.trouble
    if found.intact and node is None:
        trouble = _("签章使用的密钥不属于本平台的任何单位。")
    return Seal(node, found.intact, found.whole, found.signed_at, trouble)


def look(pdf: bytes) -> Found:
    """Everything that can be said without a database: pure, a few milliseconds for the largest file."""
    covered = _COVERED.search(pdf)
    if covered is None:
        return _nothing(_("这份文件没有本平台的电子签章，或者签章已被破坏。"))
    first, second, rest = (int(number) for number in covered.groups())
    message = _message_between(pdf, first, second)
    if message is None or second + rest > len(pdf):
        return _nothing(_("电子签章已被破坏，无法读取：文件在盖章后被改动，或者没有完整保存。"))
    digest = hashlib.sha512(pdf[:first] + pdf[second : second + rest]).digest()
    if not _signed(message, digest):
        return Found(None, False, False, None, _("文件内容与签章不符：盖章后有人改动过。"))
    if second + rest < len(pdf):
        return Found(message.public, True, False, message.signed_at, _added(pdf[second + rest :]))
    return Found(message.public, True, True, message.signed_at, "")


def _nothing(trouble: str) -> Found:
    return Found(None, False, False, None, trouble)


def _message_between(pdf: bytes, first: int, second: int) -> messages.Message | None:
    """The message in the place of the signature: upper-case hexadecimal, then zeros, nothing else."""
    place = pdf[first:second]
    if len(place) != 2 * ROOM + 2 or not place.startswith(b"<30") or not place.endswith(b">"):
        return None
    try:
        inside = bytes.fromhex(place[1:-1].decode("ascii"))
    except ValueError:
        return None
    message = inside[: _length(inside)]
    if place != b"<" + message.hex().upper().encode() + b"0" * (len(place) - 2 - 2 * len(message)) + b">":
        return None
    return messages.read(message)


def _length(der: bytes) -> int:
    """How long the DER value at the beginning is, heading included."""
    octets = der[1] & 0x7F if der[1] & 0x80 else 0
    return 2 + octets + (int.from_bytes(der[2 : 2 + octets], "big") if octets else der[1])


def _signed(message: messages.Message, digest: bytes) -> bool:
    """Whether the key signed this digest, and its own certificate."""
    try:
        key = Ed25519PublicKey.from_public_bytes(message.public)
        key.verify(message.signature, message.signed)
        key.verify(message.certificate["signature_value"].native, message.certificate["tbs_certificate"].dump())
    except (InvalidSignature, ValueError):
        return False
    return message.digest == digest


def _added(rest: bytes) -> str:
    if _ANY_SEAL.search(rest):
        return _("盖章之后文件又被追加了内容，其中有别的签名。签章只对追加之前的内容有效。")
    return _("盖章之后文件又被追加了 %(count)d 字节的内容。签章只对追加之前的内容有效。") % {"count": len(rest)}
