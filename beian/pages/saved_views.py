"""Saving, renaming and removing the views of a table: plain forms that lead back to the list."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from beian.pages import saved
from beian.pages.forms import PageForm, unprocessable
from beian.pages.jobs.kinds import STAFF
from beian.people.access import allow
from beian.people.nodes import here, prefix_of

TEMPLATE = "pages/saved_view.html"


class NameForm(PageForm):
    """`back` is the list's own address; an address elsewhere leads to the landing page."""

    name = forms.CharField(
        label=_("视图名称"), max_length=saved.LONGEST_NAME, help_text=_("例如：本周到期、退回待改。")
    )
    back = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)


class SaveForm(NameForm):
    table = forms.CharField(max_length=200, widget=forms.HiddenInput)
    query = forms.CharField(
        max_length=saved.LONGEST_QUERY,
        required=False,
        widget=forms.HiddenInput,
        error_messages={"max_length": _("筛选条件太长，无法保存。请减少条件后再试。")},
    )


def _list(request: HttpRequest) -> HttpResponse:
    asked = request.POST.get("back", "")
    own = asked.startswith(prefix_of(request.viewer.node)) and "\\" not in asked and asked.isprintable()
    return HttpResponseRedirect(asked if own else here("jobs"), status=HTTPStatus.SEE_OTHER)


@allow(*STAFF)
@require_POST
def saved_view_save(request: HttpRequest, code: str = "") -> HttpResponse:
    """Keep the filter, order and columns of a list under a name; the same name again replaces it."""
    form = SaveForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        kept = {"table": given["table"], "name": given["name"], "query": given["query"]}
        try:
            saved.save(user=request.viewer.user, now=timezone.now(), **kept)
            return _list(request)
        except saved.NotSaved as refusal:
            form.add_error("name", str(refusal))
    return unprocessable(request, TEMPLATE, {"form": form, "back": form.data.get("back", "")})


@allow(*STAFF)
@require_POST
def saved_view_rename(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    view = get_object_or_404(saved.SavedView.objects.visible_to(request.viewer), pk=pk)
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            saved.rename(view=view, name=form.cleaned_data["name"])
            return _list(request)
        except saved.NotSaved as refusal:
            form.add_error("name", str(refusal))
    return unprocessable(request, TEMPLATE, {"form": form, "back": form.data.get("back", "")})


@allow(*STAFF)
@require_POST
def saved_view_delete(request: HttpRequest, pk: int, code: str = "") -> HttpResponse:
    view = get_object_or_404(saved.SavedView.objects.visible_to(request.viewer), pk=pk)
    view.delete()
    return _list(request)
