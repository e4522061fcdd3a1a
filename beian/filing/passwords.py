"""The filing password: made by the subject's province at the grant, known to the owner alone, kept as a verifier (Argon2id).

Making and checking a verifier takes time and 19 MiB on purpose: never call `verifier` or `matches` inside a transaction.
"""

import hashlib
import os
import re
import secrets

# Not cryptography's Argon2id: with more than one lane it waits for ever when two threads of a process derive at once.
from argon2.exceptions import VerificationError, VerifyMismatchError
from argon2.low_level import Type, hash_secret, verify_secret

LENGTH = 12
DIGITS = "23456789"
CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
SMALL = "abcdefghijkmnpqrstuvwxyz"

# OWASP's smallest cost: the password is drawn by chance and has 69 bits, so that no guessing gets anywhere at any price, and a province
# that grants by the thousand pays for every one (docs/decisions/0003). Memory in KiB, tag and salt in bytes.
ITERATIONS, LANES, MEMORY = 2, 1, 19_456
SALT, TAG = 16, 32

_MD5 = re.compile(r"[0-9a-f]{32}")
_VERIFIER = re.compile(
    r"\$argon2id\$v=19\$m=([0-9]{1,6}),t=([0-9]{1,2}),p=([0-9]{1,2})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}"
)
# A verifier may arrive from elsewhere: one that would cost more than this is not tried.
MOST = (262_144, 10, 16)


class VerifierError(ValueError):
    """A text that is no verifier of ours, or one whose cost is out of bounds."""


def generate(length: int = LENGTH) -> str:
    """A fresh password of letters and digits that nobody mistakes for one another (no 0 O o, no 1 I l); about 69 bits at 12."""
    if length < LENGTH:
        raise ValueError(f"a filing password has at least {LENGTH} characters")
    while True:
        password = "".join(secrets.choice(DIGITS + CAPITALS + SMALL) for _ in range(length))
        if all(set(password) & set(group) for group in (DIGITS, CAPITALS, SMALL)):
            return password


def md5_hex(password: str) -> str:
    """The lower-case MD5 hex of the password, which is what the 3.0 interface sends in its place."""
    return hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()


def verifier(password: str) -> str:
    """The text that ministry, provinces and register keep: Argon2id over the MD5 hex, with its own salt and cost."""
    cost = {"time_cost": ITERATIONS, "memory_cost": MEMORY, "parallelism": LANES, "hash_len": TAG}
    return hash_secret(md5_hex(password).encode(), os.urandom(SALT), **cost, type=Type.ID).decode()


def matches(kept: str, md5_hex: str) -> bool:
    """Whether the MD5 hex (either case) belongs to the password behind the verifier; raises VerifierError for a broken verifier."""
    check_verifier(kept)
    given = md5_hex.lower()
    # whatever is asked, one derivation is done, so that the time taken tells nothing about the form of what was sent
    try:
        verify_secret(kept.encode(), given.encode("utf-8", "replace"), Type.ID)
    except VerifyMismatchError:
        return False
    except VerificationError as error:
        raise VerifierError("the verifier cannot be read") from error
    return _MD5.fullmatch(given) is not None


def check_verifier(text: str) -> None:
    """Refuse what is no Argon2id verifier, or costs more memory (256 MiB), rounds (10) or lanes (16) than any of ours."""
    match = _VERIFIER.fullmatch(text)
    if not match:
        raise VerifierError("not an Argon2id verifier")
    if any(not 1 <= int(found) <= most for found, most in zip(match.groups(), MOST, strict=True)):
        raise VerifierError("the verifier's cost is out of bounds")
