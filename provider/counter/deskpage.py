"""The desk's page: what stands on it, however one comes to it – opened, refused, or with another row of addresses."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beian.evidence.models import EvidenceFile
from beian.filing.documents import FilingDocument
from beian.pages.forms import unprocessable
from beian.people.access import allow
from beian.people.nodes import here
from provider.applications.models import Application
from provider.counter import permissions, returning, sheet_pages, tables
from provider.counter.desk import Desk
from provider.counter.forms import AgreementForm, PhotoForm, PresetForm, ReadForm, access_form, range_rows
from provider.counter.models import AccessPreset
from provider.counter.views import crumbs, log_reading, one
from verification.sheet import agreement, printing

USUAL_REASONS = (
    gettext_lazy("核验员当面确认是本人，脸部清晰可辨"),
    gettext_lazy("因宗教或健康原因不能免冠，脸部完整可辨"),
    gettext_lazy("幕布编号被遮挡，核验员当面确认是本单位幕布"),
)
PAGE = "provider/counter/visit.html"
verifier = allow("provider_verifier")
# What one key does, in desk order; the page carries the same keys on its buttons.
KEYS = (
    ("b", gettext_lazy("主办者已到场，开始核验")),
    ("d", gettext_lazy("必查的证件原件全部已查验")),
    ("c", gettext_lazy("当前这一组均与原件一致，转到下一组")),
    ("↑ ↓", gettext_lazy("在核对的项目之间移动")),
    ("x", gettext_lazy("所在项目与原件不一致")),
    ("e", gettext_lazy("现场更正所在项目")),
    ("p", gettext_lazy("打开摄像头，再按一次拍照")),
    ("a", gettext_lazy("采用所选的常用接入")),
    ("g", gettext_lazy("签署协议")),
    ("s", gettext_lazy("签署核验单")),
    ("u", gettext_lazy("上报管理局")),
    ("r", gettext_lazy("退回给主办者修改")),
    ("j k", gettext_lazy("下一步、上一步")),
    ("?", gettext_lazy("显示或收起快捷键")),
)


def shown(request: HttpRequest, record: Application, **context: Any) -> HttpResponse:
    """The page as it stands. The verifier compares with originals, so it shows values in full, and every opening is logged."""
    log_reading(record, "visit")
    return render(request, PAGE, _whole(request, record, context))


def refused(request: HttpRequest, record: Application, **context: Any) -> HttpResponse:
    log_reading(record, "visit")
    return unprocessable(request, PAGE, _whole(request, record, context))


def _whole(request: HttpRequest, record: Application, context: dict[str, Any]) -> dict[str, Any]:
    """The frame with what the view has to say, and the reasons typed so far beside the doubts they are for."""
    whole = {"reasons": {}} | frame(request, record) | context
    record_of_photo = whole["desk"].photo
    unanswered = record_of_photo.unanswered if record_of_photo else []
    return whole | {"doubts": [(check, whole["reasons"].get(check["code"], "")) for check in unanswered]}


def onward(uuid: UUID) -> HttpResponse:
    """To the step that is next; after a reload or a power cut the same one opens."""
    return redirect(f"{here('visit', uuid)}#current")


def waiting(request: HttpRequest, uuid: UUID) -> Application:
    """The application, or Conflict where somebody has moved it on meanwhile."""
    record = one(request, uuid)
    permissions.check_stands(record, "prechecked")
    return record


def frame(request: HttpRequest, record: Application) -> dict[str, Any]:
    desk, name = Desk.of(record), tables.subject_of(record)
    files = EvidenceFile.objects.visible_to(request.viewer).of(record.uuid)
    return {
        **standing(request, desk),
        "name": name,
        "files": files.exclude(purpose__in=("desk_photo", "agreement", "verification_sheet")),
        "photo_form": PhotoForm(),
        "agreement_form": AgreementForm(capacities=agreement.capacities(desk.document)),
        **accesses(request, desk.document, timezone.localdate()),
        "read": ReadForm(initial={"revision": record.revision}),
        "rows": returning.rows_of_desk(record.masked_document(), desk.visit.differing, desk.mismatches),
        "truth": agreement.TRUTH,
        "stale": _stale(record),
        "keys": KEYS,
        "usual_reasons": USUAL_REASONS,
        "crumbs": crumbs((_("待现场核验"), here("visit_queue")), (name, "")),
    }


def _stale(record: Application) -> bool:
    """Whether a sheet printed at this desk no longer says what the record says."""
    printed = printing.last(record.uuid, record.round)
    return printed is not None and sheet_pages.standing(record).stale


def standing(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """How far the desk is, and why the sheet cannot be signed yet: also what a tick is answered with."""
    return {
        "application": desk.application,
        "desk": desk,
        "visit": desk.visit,
        "step": {step.code: step for step in desk.steps},
        "current": desk.current(request.GET.get("step", "")),
    }


def accesses(request: HttpRequest, document: FilingDocument, today: date) -> dict[str, Any]:
    presets = AccessPreset.objects.visible_to(request.viewer)
    form = PresetForm(presets=presets)
    offered = list(form.fields["preset"].choices)
    form.initial = {"preset": offered[0][0]} if offered else {}
    return {
        "preset_form": form,
        "presets": offered,
        "access_form": access_form(None, document, today),
        "ranges": range_rows(None, document),
    }
