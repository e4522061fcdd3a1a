"""The sheet as a PDF: two copies, one side of A4 each, with the seal of the node; and the same as a draft that says it is none."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from beian import papers
from beian.evidence import store
from beian.evidence.checks import Checked
from beian.evidence.models import EvidenceFile
from beian.evidence.purposes import PDF
from beian.people import scope
from beian.people.models import Node
from beian.people.nodes import here
from verification.sheet import contents, layouts
from verification.sheet.contents import Contents

PURPOSE = "verification_sheet"
COPIES = 2
REASON = "网站备案信息真实性核验单"


def made(
    told: Contents, *, number: str, digest: str, signer: str, picture: str, now: datetime, draft: bool = False
) -> bytes:
    """The two copies, not yet sealed. `picture` is the SVG of the desk photo, or nothing."""
    words = told.wording
    data = {
        "draft": draft,
        "exact": False,
        "words": words.for_template(),
        "form": words.edition,
        "copies": [words.say("copy.kept"), words.say("copy.reported")],
        "blocks": [{"kind": kind, "title": title} for kind, title in told.blocks],
        "layouts": layouts.layouts(told, picture=picture),
        "number": number or "—",
        "digest": digest or "—",
        "qr": papers.qr(address_of(number) if number else "未签署"),
        "address": address_of(number) if number else "",
        "office": office(),
        "verifier": signer or "—",
        "signed_at": contents.moment(now) if not draft else "—",
    }
    try:
        return papers.render("verification_sheet", data, pages=COPIES, made_at=now)
    except papers.PaperRefused:
        return papers.render("verification_sheet", data | {"exact": True}, pages=COPIES, made_at=now)


def address_of(number: str) -> str:
    """Where a paper of this node is checked: what its QR code says."""
    return f"{settings.PUBLIC_ADDRESS}{here('paper_verify')}?number={number}"


def office() -> str:
    """The title of the node that gives its seal."""
    return Node.objects.values_list("title", flat=True).get(name=scope.current().node)


def picture_of(photo: UUID | None, *, reason: str) -> str:
    """The desk photo as the sheet shows it; that it was read is logged."""
    if photo is None:
        return ""
    return papers.picture(store.read(EvidenceFile.objects.get(uuid=photo), reason=reason))


def kept(pdf: bytes, *, purpose: str, application: UUID, owner: int | None) -> UUID:
    """Keep a sealed PDF as evidence: file first, then row, in the caller's transaction."""
    prepared = store.seal(Checked(pdf, PDF), purpose)
    return store.keep(prepared, application=application, owner=owner).uuid
