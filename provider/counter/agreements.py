"""The desk's step of the agreement: by whom B7a allows, with the mandatory undertaking (P10 二(二)1(6), 三(一)3)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from beian.evidence.beforehand import decode
from beian.evidence.models import EvidenceFile
from beian.people.access import beforehand
from provider.applications.models import Application
from provider.applications.permissions import Refused
from provider.counter import deskpage, transitions
from provider.counter.forms import AgreementForm
from provider.counter.views import mistake
from verification.sheet import agreement


@deskpage.verifier
@beforehand(decode(authorisation="authorisation"))
@require_POST
def visit_agreement(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Signed once a round; the authorisation of whoever is no legal representative is kept with it."""
    record = deskpage.waiting(request, uuid)
    capacities = agreement.capacities(record.open_document())
    form = AgreementForm(request.POST, request.FILES, capacities=capacities)
    if not form.is_valid():
        return deskpage.refused(request, record, agreement_form=form, current="agreement")
    try:
        transitions.sign_agreement(
            application=record,
            capacity=form.cleaned_data["capacity"],
            signer=form.cleaned_data["signer"],
            authorisation=_kept(record),
            upload=form.upload,
            by=request.viewer.user,
            now=timezone.now(),
        )
    except (agreement.AgreementRefused, Refused) as refusal:
        said = mistake(str(refusal))
        return deskpage.refused(request, record, mistakes=said, agreement_form=form, current="agreement")
    return deskpage.onward(uuid)


def _kept(record: Application) -> UUID | None:
    """The authorisation that the owner has uploaded, if any; the latest."""
    kept = EvidenceFile.objects.of(record.uuid).filter(purpose="authorisation", complete=True)
    return kept.order_by("-id").values_list("uuid", flat=True).first()
