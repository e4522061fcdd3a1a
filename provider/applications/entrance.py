"""The way in: what to bring and how long it takes, and signing in by a code sent to the mobile number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from beian.filing import documents, items, rules
from beian.filing.identifiers import mask_mobile
from beian.filing.items import PERSON
from beian.notices import codes
from beian.notices.codes import CodeRefused
from beian.pages.forms import CodeRadios, CodeSelect, PageForm, sentence, unprocessable
from beian.people import keys, signin
from beian.people.access import public, signing_in
from beian.people.nodes import here
from beian.people.views import next_address
from beian.reference import provinces
from beian.reference.tables import table
from provider.applications.forms import sent
from provider.applications.questions import certificate_choices, language

PURPOSE = "sign_in"
_WAITING = "signing_in"
_SEALED = "signing-in-mobile"


class ChecklistForm(PageForm):
    """Two answers that decide what to bring."""

    who = forms.ChoiceField(
        label=gettext_lazy("谁来备案"),
        choices=[("unit", gettext_lazy("单位（企业、机关、社会团体等）")), ("person", gettext_lazy("个人"))],
        widget=CodeRadios,
    )
    province = forms.ChoiceField(label=gettext_lazy("所在省"), widget=CodeSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = table("provinces").choices(timezone.localdate(), language())
        self.fields["province"].choices = [("", _("请选择")), *choices]


@public
@require_GET
def start(request: HttpRequest, code: str) -> HttpResponse:
    """The provider's front page for owners."""
    form = ChecklistForm(request.GET if "who" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    if not form.is_bound:
        return render(request, "provider/applications/start.html", context)
    if not form.is_valid():
        return unprocessable(request, "provider/applications/start.html", context)
    context["checklist"] = checklist(form.cleaned_data["who"] == "person")
    context["bureau"] = provinces.bureau(form.cleaned_data["province"], language())
    return render(request, "provider/applications/start.html", context)


def checklist(person: bool) -> list[str]:
    """What to have at hand, for a person or a unit."""
    own = documents.replaced(documents.new(), {"subject.nature": PERSON})
    names = certificate_choices(items.item("subject.certificate.type"), own, timezone.localdate())
    proofs = _("本人有效证件原件：%(kinds)s") % {"kinds": "、".join(name for _code, name in names[:4])}
    common = [
        _("已注册并实名认证的域名，所有者与备案主体一致"),
        _("能接收短信的手机号码和常用的电子邮箱"),
        _("网站涉及新闻、出版、药品、文化、视听节目等内容的，主管部门的批准文件"),
    ]
    if person:
        return [proofs, *common]
    unit = [
        _("单位证件原件：营业执照、事业单位法人证书等"),
        _("负责人的有效证件原件"),
        _("负责人不是法定代表人的，单位盖章的授权书"),
    ]
    return [*unit, *common]


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
        codes.issue(mobile=mobile, purpose=PURPOSE, now=timezone.now())
    except CodeRefused as refusal:
        form.add_error("mobile", str(refusal))
        return unprocessable(request, "provider/applications/sign_in.html", context)
    sealed = keys.encrypt(mobile.encode(), _SEALED).hex()
    request.session[_WAITING] = {"mobile": sealed, "next": next_address(request)}
    return redirect(here("sign_in_code"))


@signing_in
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
def sign_in_code(request: HttpRequest, code: str) -> HttpResponse:
    """The code from the text message; the account is made the first time."""
    waiting = request.session.get(_WAITING)
    if waiting is None:
        return redirect(here("sign_in"))
    mobile = keys.decrypt(bytes.fromhex(waiting["mobile"]), _SEALED).decode()
    form = CodeForm(sent(request))
    context = {"form": form, "shown_as": mask_mobile(mobile)}
    if request.method == "GET":
        return render(request, "provider/applications/sign_in_code.html", context)
    if not form.is_valid() or not _enter(request, form, mobile):
        return unprocessable(request, "provider/applications/sign_in_code.html", context)
    return redirect(waiting["next"] or here("home"))


def _enter(request: HttpRequest, form: CodeForm, mobile: str) -> bool:
    """Whether the code was right and the account may sign in; else the refusal stands beside the field."""
    now = timezone.now()
    try:
        codes.check(mobile=mobile, code=form.cleaned_data["code"], purpose=PURPOSE, now=now)
    except CodeRefused as refusal:
        form.add_error("code", str(refusal))
        return False
    user = signin.owner_by_mobile(mobile=mobile, shown_as=mask_mobile(mobile), now=now)
    if not user.is_active:
        form.add_error(None, _("这个账号已停用，请联系接入服务商。"))
        return False
    signin.begin(request, user)
    return True
