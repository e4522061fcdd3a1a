from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from beian.people import scope, signin
from beian.people.access import beforehand, signing_in
from beian.people.nodes import here, prefix_of
from beian.people.scope import Actor, Reach

TEMPLATE = "people/staff_sign_in.html"


class StaffSignInForm(forms.Form):
    username = forms.CharField(
        label=_("账号"),
        max_length=100,
        error_messages={"required": _("请填写账号。"), "max_length": _("账号最多 100 个字，请核对。")},
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("口令"),
        max_length=200,
        strip=False,
        error_messages={"required": _("请填写口令。"), "max_length": _("口令最多 200 个字，请核对。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def hold_password(request) -> None:
    """Count the try, then hold the password against the account's hash outside any transaction; the view decides what follows."""
    form, request.password_right = StaffSignInForm(request.POST), False
    if not form.is_valid():
        return
    with scope.enter(request.viewer.node, Reach.SYSTEM, Actor.service("sign-in")):
        encoded = signin.password_hash(username=form.cleaned_data["username"], now=timezone.now())
    request.password_right = signin.holds(form.cleaned_data["password"], encoded) if encoded else None


@signing_in
@beforehand(hold_password)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def staff_sign_in(request, code: str = ""):
    """Sign-in of the people who work at this node."""
    form = StaffSignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = signin.by_password(username=form.cleaned_data["username"], right=request.password_right)
        except signin.SignInRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            signin.begin(request, user)
            return redirect(next_address(request) or here("home"))
    status = 422 if form.is_bound else 200
    return render(request, TEMPLATE, {"form": form, "next": next_address(request)}, status=status)


@signing_in
@require_POST
def sign_out(request, code: str = ""):
    """End the session and go to the node's front page."""
    signin.end(request)
    return redirect(prefix_of(scope.current().node))


def next_address(request) -> str:
    """The page that asked for signing in, if it lies under this node: an address from outside is never followed."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith(
        prefix_of(scope.current().node)
    )
    return asked if own else ""
