"""The signed message inside a sealed PDF (CMS, RFC 5652 and 8419) and the certificate in it: one form only, so that it can be compared.

Everything in it follows from four values: the node's title and name, its key, the digest of the file, the moment. A checker writes the
message anew from what it read and compares: no byte of it can be other than we write it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from asn1crypto import algos, cms, keys, tsp, x509

Sign = Callable[[bytes], bytes]
# The key stands in the list of nodes, and that is what counts; a certificate of its own has no end.
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_TITLE = 64  # what X.520 allows a name


class Message(NamedTuple):
    """What a signed message says; `public` is the Ed25519 key, 32 bytes, `signed` the bytes under the signature."""

    public: bytes
    digest: bytes
    signed_at: datetime
    signed: bytes
    signature: bytes
    certificate: x509.Certificate


def certificate(*, node: str, title: str, public: bytes, sign: Sign) -> x509.Certificate:
    """The node's certificate over its own key, signed by that key; the same bytes whenever it is made."""
    name = x509.Name.build({"common_name": title[:_TITLE], "organizational_unit_name": node[:_TITLE]})
    body = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": int.from_bytes(hashlib.sha256(public + title.encode()).digest()[:15], "big") + 1,
            "signature": {"algorithm": "ed25519"},
            "issuer": name,
            "validity": {
                "not_before": x509.Time({"utc_time": _FIRST}),
                "not_after": x509.Time({"general_time": _LAST}),
            },
            "subject": name,
            "subject_public_key_info": keys.PublicKeyInfo(
                {"algorithm": {"algorithm": "ed25519"}, "public_key": public}
            ),
            "extensions": [
                _extension("basic_constraints", {"ca": False}),
                _extension("key_usage", {"digital_signature", "non_repudiation"}),
            ],
        }
    )
    return x509.Certificate(
        {
            "tbs_certificate": body,
            "signature_algorithm": {"algorithm": "ed25519"},
            "signature_value": sign(body.dump()),
        }
    )


def _extension(name: str, value: object) -> dict:
    return {"extn_id": name, "critical": True, "extn_value": value}


def make(*, certificate: x509.Certificate, digest: bytes, signed_at: datetime, sign: Sign) -> bytes:
    """The message over a file of this SHA-512 digest, DER."""
    attributes, message = _forms(certificate.dump())
    own = {_DIGEST: digest, _utc(_MOMENT): _utc(signed_at)}
    attributes = _filled(attributes, own)
    return _filled(message, own | {_SIGNATURE: sign(attributes)})


# What stands in a form where digest, moment and signature go: as long as these are, and nowhere else in it.
_DIGEST, _SIGNATURE = hashlib.sha512(b"digest").digest(), hashlib.sha512(b"signature").digest()
_MOMENT = datetime(1999, 12, 31, 23, 59, 58, tzinfo=UTC)


@lru_cache(maxsize=64)
def _forms(certificate: bytes) -> tuple[bytes, bytes]:
    """Attributes and message of this certificate, written once: putting them together anew takes longer than all the rest of a seal."""
    own = x509.Certificate.load(certificate)
    attributes = _attributes(own, _DIGEST, _MOMENT)
    return attributes.dump(), _message(own, attributes, _SIGNATURE)


def _filled(form: bytes, values: dict[bytes, bytes]) -> bytes:
    for mark, value in values.items():
        if form.count(mark) != 1 or len(value) != len(mark):
            raise ValueError("a signed message has one place for each value, and no other length")
        form = form.replace(mark, value)
    return form


def _utc(moment: datetime) -> bytes:
    """A moment up to 2049 as UTCTime has it."""
    return f"{moment.astimezone(UTC):%y%m%d%H%M%SZ}".encode()


def _attributes(certificate: x509.Certificate, digest: bytes, signed_at: datetime) -> cms.CMSAttributes:
    """What is signed: type, digest, moment, and which certificate speaks."""
    own = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(certificate.dump()).digest()})
    moment = cms.Time({"utc_time": signed_at.astimezone(UTC).replace(microsecond=0)})
    values: dict[str, object] = {
        "content_type": "data",
        "message_digest": digest,
        "signing_time": moment,
        "signing_certificate_v2": tsp.SigningCertificateV2({"certs": [own]}),
    }
    return cms.CMSAttributes([cms.CMSAttribute({"type": name, "values": (value,)}) for name, value in values.items()])


def _message(certificate: x509.Certificate, attributes: cms.CMSAttributes, signature: bytes) -> bytes:
    sha512 = algos.DigestAlgorithm({"algorithm": "sha512"})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}}
            ),
            "digest_algorithm": sha512,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "ed25519"},
            "signature": signature,
        }
    )
    body = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": (sha512,),
            "encap_content_info": {"content_type": "data"},
            "certificates": (certificate,),
            "signer_infos": [signer],
        }
    )
    return cms.ContentInfo({"content_type": cms.ContentType("signed_data"), "content": body}).dump()


def read(der: bytes) -> Message | None:
    """What a message says, or None where it is not one of ours, byte by byte. The signatures are still to be checked."""
    try:
        return _read(der)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError):
        # asn1crypto reads lazily and answers nonsense in any of these ways
        return None


def _read(der: bytes) -> Message | None:
    body = cms.ContentInfo.load(der, strict=True)["content"]
    own, signer = body["certificates"][0].chosen, body["signer_infos"][0]
    said = {attribute["type"].native: attribute["values"][0] for attribute in signer["signed_attrs"]}
    digest, signed_at = said["message_digest"].native, said["signing_time"].native
    attributes, signature = _attributes(own, digest, signed_at), signer["signature"].native
    if _message(own, attributes, signature) != der:
        return None
    public = own["tbs_certificate"]["subject_public_key_info"]["public_key"].contents[
        1:
    ]  # behind the count of unused bits
    return Message(public, digest, signed_at, attributes.dump(), signature, own)
