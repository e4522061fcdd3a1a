"""What goes up: the verified application as its province takes it (flows.md §2). Personal items travel in the sealed block alone."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from beian.evidence.manifest import manifest
from beian.evidence.models import EvidenceFile
from beian.people import keys, scope
from beian.people.models import Node
from beian.people.nodes import MINISTRY, code_of, province_node
from provider.applications.models import Application
from provider.counter.desk import Desk
from provider.counter.models import Visit
from verification import sources
from verification.photo.models import PhotoRecord
from verification.sheet.models import Agreement, VerificationSheet

CHANGED = _("核验单签署后内容有变化，不能上报。请退回重新核验。")


def own_province() -> str:
    """The node of the province that the provider belongs to."""
    return province_node(_own_node().province)


def sheet_of(application: Application) -> VerificationSheet:
    return VerificationSheet.objects.get(application=application.uuid, round=application.round)


def body(application: Application, sheet: VerificationSheet) -> dict:
    """The body of `filing.reported`; keys are wrapped for those who decide: the ministry and the subject's province."""
    own, document = _own_node(), application.masked_document()
    decides = province_node(application.subject_province)
    return {
        "kind": application.kind,
        "provider": {"code": code_of(own.name), "name": own.title, "province": own.province},
        "subject_province": application.subject_province,
        "server_provinces": list(document.access.server_provinces),
        "document": application.document,
        "sealed": base64.b64encode(bytes(application.sealed)).decode(),
        "keys": _wrapped(application, (MINISTRY, decides)),
        "evidence": manifest(_papers(application, sheet), for_nodes=[MINISTRY, decides]),
        "sheet": _facts(sheet),
        "submitted_at": application.submitted_at,
        "verified_at": sheet.signed_at,
    }


def _own_node() -> Node:
    return Node.objects.get(name=scope.current().node)


def _wrapped(application: Application, nodes: Iterable[str]) -> dict[str, str]:
    wrapped = {node: keys.wrap_for(node, application.key, application.context) for node in nodes}
    return {node: base64.b64encode(blob).decode() for node, blob in wrapped.items()}


def _papers(application: Application, sheet: VerificationSheet) -> QuerySet[EvidenceFile]:
    """The application's papers; of desk photos, sheets and agreements only the one that counts in this round."""
    photo = Visit.objects.filter(application=application, round=application.round).values("photo")
    signed = sheet.facts.get("agreement", {}).get("paper")
    each_round = Q(purpose__in=("desk_photo", "verification_sheet", "agreement"))
    this_round = Q(pk__in=photo) | Q(uuid__in=[uuid for uuid in (sheet.paper, signed) if uuid])
    return EvidenceFile.objects.of(application.uuid).filter(~each_round | this_round)


def facts(desk: Desk) -> dict[str, Any]:
    """Photo, sources and agreement as they stand when the sheet is signed; nothing personal."""
    round_ = {"application": desk.application.uuid, "round": desk.application.round}
    return {
        "photo": _photo(desk.photo),
        "sources": sources.facts(**round_, document=desk.document),
        "agreement": _agreement(desk.agreement),
    }


def _photo(record: PhotoRecord | None) -> dict[str, Any]:
    if record is None:
        return {}
    labels = {check["code"]: check["label"] for check in record.verdict["checks"]}
    overruled = {code: {"label": labels.get(code, "")} | said for code, said in record.overruled.items()}
    return {
        "verdict": record.verdict["verdict"],
        "checks": record.verdict["checks"],
        "backdrop": record.backdrop or "",
        "overruled": overruled,
        "taken_at": record.taken_at,
    }


def _agreement(signed: Agreement | None) -> dict[str, Any]:
    if signed is None:
        return {}
    facts = {"capacity": signed.capacity, "number": signed.number, "signed_at": signed.signed_at}
    return facts | {"paper": str(signed.paper)}


def _facts(sheet: VerificationSheet) -> dict:
    return {
        "signed_by": sheet.signer,
        "signed_at": sheet.signed_at,
        "documents": sheet.documents,
        "compared": sheet.compared,
        "corrections": sheet.corrections,
        "facts": sheet.facts,
        "digest": sheet.digest,
        "signature": base64.b64encode(bytes(sheet.signature)).decode(),
    }
