"""The page on which a supervisor of the ministry reads the papers of a filing: a reason first, then the paper, and each opening logged (B12, Q2)."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from beian.evidence.models import EvidenceFile
from beian.evidence.openings import choices_for
from beian.evidence.views import shown
from beian.pages.forms import CodeRadios, PageForm, unprocessable
from beian.pages.sealed import drawn, is_drawn
from beian.people.access import allow
from beian.people.nodes import here
from ministry.register import papers
from ministry.register.models import Passage

# The analyst sees figures and masked persons; a paper is a person in full, for which the supervisor says why.
OPENERS = ("ministry_supervisor",)
PAGE = "ministry/register/papers.html"


class OpeningForm(PageForm):
    """Why the next paper is opened: one of the reasons of whoever opens it."""

    reason = forms.ChoiceField(label=gettext_lazy("查阅事由"), widget=CodeRadios)

    def __init__(self, *args: Any, roles: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = choices_for(roles)


class Asked(NamedTuple):
    """A paper that somebody wants to open, and what he says for a reason."""

    passage: Passage
    file: EvidenceFile
    form: OpeningForm


@allow(*OPENERS)
@require_GET
def passage_papers(request: HttpRequest, application: UUID) -> HttpResponse:
    """The list of the papers; none is opened yet."""
    form = OpeningForm(roles=request.viewer.roles)
    return render(request, PAGE, _frame(request, _passage(request, application), form))


@allow(*OPENERS)
@require_GET
def passage_paper(request: HttpRequest, application: UUID, uuid: UUID) -> HttpResponse:
    """The list with one paper beside it; without a reason 422 and no paper."""
    asked = _asked(request, application, uuid)
    if not asked.form.is_valid():
        return _refused(request, asked)
    context = _frame(request, asked.passage, asked.form)
    context["shown"] = {"file": asked.file, "drawn": is_drawn(asked.file)}
    return render(request, PAGE, context)


@allow(*OPENERS)
@require_GET
def passage_paper_file(request: HttpRequest, application: UUID, uuid: UUID) -> HttpResponse:
    """The paper as it is kept: a picture to look at, a PDF to download."""
    asked = _asked(request, application, uuid)
    if not asked.form.is_valid():
        return _refused(request, asked)
    return shown(asked.file, reason=asked.form.cleaned_data["reason"])


@allow(*OPENERS)
@require_GET
def passage_paper_pages(request: HttpRequest, application: UUID, uuid: UUID) -> HttpResponse:
    """All pages of a sealed paper as one picture, as long as the provider's seal on it holds."""
    asked = _asked(request, application, uuid)
    if not is_drawn(asked.file):
        raise Http404(_("没有这个文件。"))
    if not asked.form.is_valid():
        return _refused(request, asked)
    sealed_by = f"provider:{asked.passage.provider}"
    return drawn(asked.file, reason=asked.form.cleaned_data["reason"], sealed_by=sealed_by)


def _passage(request: HttpRequest, application: UUID) -> Passage:
    return get_object_or_404(Passage.objects.visible_to(request.viewer), application=application)


def _asked(request: HttpRequest, application: UUID, uuid: UUID) -> Asked:
    """The paper of this address, of this application and no other; or 404."""
    passage = _passage(request, application)
    files = EvidenceFile.objects.of(passage.application).visible_to(request.viewer)
    return Asked(passage, get_object_or_404(files, uuid=uuid), OpeningForm(request.GET, roles=request.viewer.roles))


def _refused(request: HttpRequest, asked: Asked) -> HttpResponse:
    return unprocessable(request, PAGE, _frame(request, asked.passage, asked.form))


def _frame(request: HttpRequest, passage: Passage, form: OpeningForm) -> dict[str, Any]:
    trail = [(_("在途申请"), here("passages")), (str(passage.application), here("passage", passage.application))]
    return {
        "passage": passage,
        "name": passage.document.get("subject", {}).get("name") or "—",
        "papers": papers.of(passage, request.viewer),
        "form": form,
        "crumbs": [*trail, (_("核验材料"), "")],
    }
