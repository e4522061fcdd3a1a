"""Sealing a PDF: a signature of the node over every byte of the file, in the form that readers of PDF know."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING

from beian.people import keys, scope
from beian.people.models import Node

if TYPE_CHECKING:
    from asn1crypto import x509

FIELD = "Seal"
# Room for the signed message, in bytes; ours take about 1,100.
ROOM = 2048
_certificates: dict[tuple[str, str, bytes], bytes] = {}


def seal(pdf: bytes, *, reason: str, now: datetime) -> bytes:
    """The PDF with the seal of the scope's node. `reason` is shown by readers beside the signature."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    from beian.papers import messages

    node = Node.objects.only("title", "signing_public").get(name=scope.current().node)
    placeholder = SignatureObject(
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        timestamp=now,
        reason=reason,
        name=node.title,
        bytes_reserved=2 * ROOM,
    )
    steps = PdfCMSEmbedder().write_cms(FIELD, IncrementalPdfFileWriter(io.BytesIO(pdf)))
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=placeholder))
    prepared, out = steps.send(SigIOSetup(md_algorithm="sha512", in_place=True))
    own = _certificate(scope.current().node, node.title, bytes(node.signing_public))
    steps.send(messages.make(certificate=own, digest=prepared.document_digest, signed_at=now, sign=keys.sign))
    return out.getvalue()


def _certificate(node: str, title: str, public: bytes) -> x509.Certificate:
    """The node's certificate: the same bytes whenever it is made, so a process makes it once."""
    from asn1crypto import x509

    from beian.papers import messages

    if (node, title, public) not in _certificates:
        made = messages.certificate(node=node, title=title, public=public, sign=keys.sign)
        _certificates[node, title, public] = made.dump()
    return x509.Certificate.load(_certificates[node, title, public])
