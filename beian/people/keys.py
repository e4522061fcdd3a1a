"""Keys of a node: signing, sealing for another node, keyed digests, encryption at rest. The node is always the scope's.

Secret halves are kept encrypted under BEIAN_MASTER_KEY; a process keeps what it has opened. Ed25519 and X25519, AES-256-GCM,
HKDF-SHA256, HMAC-SHA256; every encryption binds its context, so that a blob moved elsewhere does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from beian.people import scope

PURPOSES = ("sign", "box", "digest", "rest")


class KeyMissing(RuntimeError):
    """A node has no such key here: it was never established, or runs elsewhere."""


class Unreadable(ValueError):
    """A blob that was changed, moved, or sealed for somebody else."""


_secrets: dict[tuple[str, str], bytes] = {}
_publics: dict[str, tuple[bytes, bytes]] = {}


def generate() -> dict[str, bytes]:
    """Fresh secrets for the four purposes, 32 bytes each."""
    return {purpose: os.urandom(32) for purpose in PURPOSES}


def public_halves(secrets: dict[str, bytes]) -> tuple[bytes, bytes]:
    """(Ed25519 public key, X25519 public key), 32 bytes each."""
    sign = Ed25519PrivateKey.from_private_bytes(secrets["sign"]).public_key().public_bytes_raw()
    box = X25519PrivateKey.from_private_bytes(secrets["box"]).public_key().public_bytes_raw()
    return sign, box


def protect(secret: bytes, node: str, purpose: str) -> bytes:
    """A secret as it is stored: encrypted under the deployment's master key."""
    return _encrypt(settings.MASTER_KEY, secret, f"node-key|{node}|{purpose}".encode())


def forget() -> None:
    """Drop the keys this process has opened (tests make new nodes under old names)."""
    _secrets.clear()
    _publics.clear()


def _secret(purpose: str) -> bytes:
    node = scope.current().node
    if (node, purpose) not in _secrets:
        from beian.people.models import NodeKey

        row = NodeKey.objects.filter(node=node, purpose=purpose).first()
        if row is None:
            raise KeyMissing(f"{node} has no key for {purpose}")
        aad = f"node-key|{node}|{purpose}".encode()
        _secrets[node, purpose] = _decrypt(settings.MASTER_KEY, bytes(row.secret), aad)
    return _secrets[node, purpose]


def _public(node: str) -> tuple[bytes, bytes]:
    if node not in _publics:
        from beian.people.models import Node

        row = Node.objects.filter(name=node).values_list("signing_public", "box_public").first()
        if row is None:
            raise KeyMissing(f"{node} is not a known node")
        _publics[node] = bytes(row[0]), bytes(row[1])
    return _publics[node]


def sign(data: bytes) -> bytes:
    """Ed25519 signature of the current node, 64 bytes."""
    return Ed25519PrivateKey.from_private_bytes(_secret("sign")).sign(data)


def verify(node: str, data: bytes, signature: bytes) -> bool:
    """Whether `node` signed exactly these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(_public(node)[0]).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def wrap_for(node: str, secret: bytes, context: str) -> bytes:
    """Seal `secret` so that only `node` opens it: ephemeral X25519, HKDF, AES-256-GCM. 32 + 12 + len + 16 bytes."""
    ephemeral = X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes_raw()
    key = _box_key(ephemeral.exchange(X25519PublicKey.from_public_bytes(_public(node)[1])), public, node)
    return public + _encrypt(key, secret, context.encode())


def unwrap(blob: bytes, context: str) -> bytes:
    """Open what was sealed for the current node, or Unreadable."""
    own = X25519PrivateKey.from_private_bytes(_secret("box"))
    if len(blob) < 60:
        raise Unreadable("too short to be a wrapped key")
    public = bytes(blob[:32])
    shared = own.exchange(X25519PublicKey.from_public_bytes(public))
    return _decrypt(_box_key(shared, public, scope.current().node), bytes(blob[32:]), context.encode())


def digest(*parts: str) -> bytes:
    """Keyed digest of the current node for equality search, 32 bytes. Parts are length-framed: ("ab","c") differs from ("a","bc")."""
    framed = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return hmac.new(_secret("digest"), framed, hashlib.sha256).digest()


def encrypt(plain: bytes, context: str) -> bytes:
    """AES-256-GCM under the current node's own key, for columns at rest."""
    return _encrypt(_secret("rest"), plain, context.encode())


def decrypt(blob: bytes, context: str) -> bytes:
    return _decrypt(_secret("rest"), bytes(blob), context.encode())


def _box_key(shared: bytes, public: bytes, node: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=public, info=b"beian box " + node.encode()).derive(shared)


def _encrypt(key: bytes, plain: bytes, aad: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, aad)


def _decrypt(key: bytes, blob: bytes, aad: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(blob[:12], blob[12:], aad)
    except InvalidTag as error:
        raise Unreadable("changed, moved, or sealed under another key") from error
