"""One page for whoever is handed a sealed paper: upload the PDF, or follow its QR code to what the record says."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from beian import audit
from beian.papers import lookups, uploads, verifying
from beian.papers.uploads import NotAPaper
from beian.papers.verifying import Seal
from beian.people import visits
from beian.people.access import allow, beforehand
from beian.people.models import Node

TEMPLATE = "papers/verify.html"
# Files that one account may have looked at.
OFTEN = visits.Limit("paper.verify", most=60, span=timedelta(minutes=10))


def look(request: HttpRequest) -> None:
    """Before the transaction: what the file's seal says. Not for whoever comes too often."""
    if request.FILES and visits.admit(request, OFTEN):
        uploads.look(request)


@allow(
    "provider_clerk",
    "provider_verifier",
    "provider_admin",
    "province_support",
    "province_reviewer",
    "province_supervisor",
    "province_leader",
)
@beforehand(look)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """GET with `number`: the paper as the record has it. POST with a PDF: whose seal it bears, and whether it is still the same file."""
    if later := visits.turned_away(request):
        return _turned_away(request, later)
    if request.method == "POST":
        return _checked(request)
    asked = request.GET.get("number", "").strip().upper()
    context: dict[str, Any] = {"asked": asked[:40]}
    if asked:
        context["known"] = lookups.known(asked) if re.fullmatch(lookups.NUMBER, asked) else []
    return render(request, TEMPLATE, context)


def _turned_away(request: HttpRequest, later: visits.TurnedAway) -> HttpResponse:
    """429, with when the file may be chosen again."""
    return later.told_by(render(request, TEMPLATE, {"trouble": str(later), "refused": True}, status=429))


def _checked(request: HttpRequest) -> HttpResponse:
    upload = request.FILES.get("file")
    looked = NotAPaper(_("请选择要查验的 PDF 文件。")) if upload is None else getattr(upload, "looked", None)
    if not isinstance(looked, verifying.Found):
        return render(request, TEMPLATE, {"trouble": str(looked)}, status=422)
    seal = verifying.told(looked)
    after = {"node": seal.node or "", "intact": seal.intact, "whole": seal.whole}
    audit.record(verb="papers.verify", subject=("node", request.viewer.node), after=after)
    return render(request, TEMPLATE, {"seal": seal, "words": _words(seal), "office": _office(seal)})


def _words(seal: Seal) -> tuple[str, str]:
    """(sentence, tone) of the whole finding."""
    if seal.holds:
        return _("签章有效，文件自盖章以来没有任何改动。"), "success"
    if seal.node is not None and seal.intact:
        return _("签章本身有效，但文件在盖章之后被追加了内容。"), "warning"
    return _("不能确认这份文件：不要作为凭证使用。"), "danger"


def _office(seal: Seal) -> str:
    if seal.node is None:
        return ""
    return Node.objects.values_list("title", flat=True).get(name=seal.node)
