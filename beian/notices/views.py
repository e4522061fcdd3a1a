from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from beian.notices import mailbox
from beian.people.access import signing_in

TEMPLATE = "notices/mailbox.html"


class AddressForm(forms.Form):
    """Posted, never in the address bar: numbers do not belong into histories and logs."""

    use_required_attribute = False
    address = forms.CharField(
        label=_("手机号码或电子邮箱"),
        help_text=_("须与收件人完全一致，例如 13800138000"),
        max_length=254,
        error_messages={
            "required": _("请填写手机号码或电子邮箱。"),
            "max_length": _("最多 254 个字，请核对后重新填写。"),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )


@signing_in
@require_http_methods(["GET", "POST"])
def mailbox_page(request: HttpRequest, code: str = "") -> HttpResponse:
    """What the demonstration's SMS and mail gateway received for one number or address; only where the mailbox is switched on."""
    if not settings.MAILBOX:
        raise Http404
    form = AddressForm(request.POST or None)
    asked = form.is_valid()
    refused = form.is_bound and not asked
    items = mailbox.received(form.cleaned_data["address"]) if asked else []
    context = {"form": form, "asked": asked, "refused": refused, "items": items}
    return render(request, TEMPLATE, context, status=422 if refused else 200)
