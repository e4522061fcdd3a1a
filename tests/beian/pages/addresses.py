"""Addresses for the tests of the pages kernel: views that fail in every way, and a form."""

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path

from beian.pages.errors import Conflict, Unavailable
from beian.pages.forms import PageForm, page_formset, unprocessable
from beian.people.access import placeless

WHEN = datetime(2026, 12, 1, 6, 5, tzinfo=UTC)


class Owner(PageForm):
    name = forms.CharField(label="单位名称", max_length=20)
    kind = forms.ChoiceField(label="主办者性质", choices=[("1", "企业"), ("2", "个人")], widget=forms.RadioSelect)
    opened = forms.DateField(label="开通日期", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class Domain(PageForm):
    domain = forms.CharField(label="域名", max_length=60)


Domains = page_formset(Domain, min_num=1, max_num=3)


def failing(failure: Exception):
    @placeless
    def view(request):
        raise failure

    return view


@placeless
def form(request):
    filled, rows = Owner(request.POST or None), Domains(request.POST or None, prefix="domains")
    context = {"form": filled, "formset": rows, "layout": "layout/owner.html"}
    if rows.row_asked:
        context |= {"form": filled.unvalidated(), "formset": rows.with_another_row()}
        return render(request, "tests/form.html", context)
    if request.method == "POST" and not (filled.is_valid() & rows.is_valid()):
        return unprocessable(request, "tests/form.html", context)
    if request.method == "POST":
        return HttpResponse(str(rows.rows))
    return render(request, "tests/form.html", context)


@placeless
def reads_body(request):
    return HttpResponse(str(len(request.POST)))


urlpatterns = [
    path("", include("beian.pages.urls")),
    path("query/", include("ministry.public.urls")),
    path("form/", form),
    path("body/", reads_body),
    path("denied/", failing(PermissionDenied("需要“省局审核员”角色。"))),
    path("conflict/", failing(Conflict(who="李<b>审核", what="已受理这条申请", when=WHEN, back="/cases/7/"))),
    path("away/", failing(Unavailable("核验来源没有应答。"))),
    path("database/", failing(OperationalError("server closed the connection"))),
    path("broken/", failing(ZeroDivisionError("secret-canary"))),
]

handler400 = "beian.pages.errors.bad_request"
handler403 = "beian.pages.errors.permission_denied"
handler404 = "beian.pages.errors.page_not_found"
handler500 = "beian.pages.errors.server_error"
