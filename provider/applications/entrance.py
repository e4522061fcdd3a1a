"""The way in: what to bring and how long it takes, and signing in by a code sent to the mobile number."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from beian.filing import rules
from beian.filing.identifiers import mask_mobile
from beian.filing.items import PERSON
from beian.notices import codes
from beian.notices.codes import Asker, CodeRefused
from beian.pages.forms import CodeRadios, CodeSelect, PageForm, sentence, unprocessable
from beian.people import addresses, keys, signin
from beian.people.access import public, signing_in
from beian.people.nodes import here
from beian.people.views import next_address
from beian.reference.tables import table
from provider.applications import preparing
from provider.applications.forms import sent
from provider.applications.questions import language

PURPOSE = "sign_in"
_WAITING = "signing_in"
_SEALED = "signing-in-mobile"


class ChecklistForm(PageForm):
    """Two answers that decide what to bring; a third for units that are no company."""

    who = forms.ChoiceField(
        label=gettext_lazy("谁来备案"),
        choices=[("unit", gettext_lazy("单位（企业、机关、社会团体等）")), ("person", gettext_lazy("个人"))],
        widget=CodeRadios,
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("单位性质"),
        required=False,
        widget=CodeSelect,
        help_text=gettext_lazy("企业和个人不用选。"),
    )
    province = forms.ChoiceField(label=gettext_lazy("所在省"), widget=CodeSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        choices = table("provinces").choices(today, language())
        self.fields["province"].choices = [("", _("请选择")), *choices]
        units = [
            (code, name) for code, name in table("owner_natures").choices(today, language()) if code != str(PERSON)
        ]
        self.fields["nature"].choices = [("", _("企业")), *units]

    @property
    def chosen(self) -> int:
        """The nature asked about; after is_valid()."""
        if self.cleaned_data["who"] == "person":
            return PERSON
        return int(self.cleaned_data["nature"] or preparing.COMPANY)


@public
@require_GET
def start(request: HttpRequest, code: str) -> HttpResponse:
    """The provider's front page for owners; two answers in the address make the checklist one's own."""
    form, today = ChecklistForm(request.GET if "who" in request.GET else None), timezone.localdate()
    context: dict[str, Any] = {"form": form, "steps": preparing.steps(today)}
    if not form.is_bound:
        return render(request, "provider/applications/start.html", context)
    if not form.is_valid():
        return unprocessable(request, "provider/applications/start.html", context)
    context["checklist"] = preparing.checklist(form.chosen, form.cleaned_data["province"], today)
    return render(request, "provider/applications/start.html", context)


class MobileForm(PageForm):
    mobile = forms.CharField(
        label=gettext_lazy("手机号码"),
        max_length=40,
        help_text=gettext_lazy("用来登录和接收办理通知，请填写本人的号码。"),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_mobile(self) -> str:
        key = "subject.principal.mobile"
        mobile = rules.normal(key, self.cleaned_data["mobile"])
        for finding in rules.check_field(key, mobile):
            if finding.rejects:
                raise forms.ValidationError(sentence(finding))
        return mobile


class CodeForm(PageForm):
    code = forms.CharField(
        label=gettext_lazy("验证码"),
        max_length=20,
        help_text=gettext_lazy("短信里的六位数字。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


@signing_in
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("mobile")
def sign_in(request: HttpRequest, code: str) -> HttpResponse:
    """The owner's mobile number; a code goes to it."""
    form = MobileForm(sent(request))
    context = {"form": form, "next": next_address(request)}
    if request.method == "GET":
        return render(request, "provider/applications/sign_in.html", context)
    if not form.is_valid():
        return unprocessable(request, "provider/applications/sign_in.html", context)
    mobile = form.cleaned_data["mobile"]
    try:
        asker = Asker(address=addresses.of_client(request))
        issued = codes.issue(mobile=mobile, purpose=PURPOSE, now=timezone.now(), asker=asker)
    except CodeRefused as refusal:
        form.add_error("mobile", str(refusal))
        return unprocessable(request, "provider/applications/sign_in.html", context)
    sealed = keys.encrypt(mobile.encode(), _SEALED).hex()
    request.session[_WAITING] = {"mobile": sealed, "code": str(issued), "next": next_address(request)}
    return redirect(here("sign_in_code"))


@signing_in
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
def sign_in_code(request: HttpRequest, code: str) -> HttpResponse:
    """The code from the text message; the account is made the first time."""
    waiting = request.session.get(_WAITING)
    if waiting is None or "code" not in waiting:
        return redirect(here("sign_in"))
    mobile = keys.decrypt(bytes.fromhex(waiting["mobile"]), _SEALED).decode()
    form = CodeForm(sent(request))
    context = {"form": form, "shown_as": mask_mobile(mobile)}
    if request.method == "GET":
        return render(request, "provider/applications/sign_in_code.html", context)
    if not form.is_valid() or not _enter(request, form, mobile, UUID(waiting["code"])):
        return unprocessable(request, "provider/applications/sign_in_code.html", context)
    return redirect(waiting["next"] or here("home"))


def _enter(request: HttpRequest, form: CodeForm, mobile: str, issued: UUID) -> bool:
    """Whether the code that this browser asked for was right and the account may sign in; else the refusal stands beside the field."""
    now = timezone.now()
    try:
        codes.check(mobile=mobile, code=form.cleaned_data["code"], purpose=PURPOSE, now=now, uuid=issued)
    except CodeRefused as refusal:
        form.add_error("code", str(refusal))
        return False
    user = signin.owner_by_mobile(mobile=mobile, shown_as=mask_mobile(mobile), now=now)
    if not user.is_active:
        form.add_error(None, _("这个账号已停用，请联系接入服务商。"))
        return False
    signin.begin(request, user)
    return True
