"""What offices tell everybody: the policy library, notices, and whom to ask or complain to in each province (H6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beian.editions.words import CHOICES
from beian.filing import identifiers
from beian.filing.offices import CONTACT_FIELDS
from beian.pages import keyset
from beian.pages.forms import CodeSelect, PageForm, unprocessable
from beian.people.access import public
from beian.reference import provinces
from beian.reference.tables import Row, table
from ministry.public.models import PublicContact, PublicNotice

SIZE = 20
NATION = ""
LABELS = {
    "consultation_phone": gettext_lazy("咨询电话"),
    "complaint_phone": gettext_lazy("投诉电话"),
    "email": gettext_lazy("电子邮箱"),
    "address": gettext_lazy("通信地址"),
    "hours": gettext_lazy("服务时间"),
    "website": gettext_lazy("网站"),
    "note": gettext_lazy("说明"),
}
_CONTACT = ("id", "node", "province", "changed_at", *CONTACT_FIELDS)
_NOTICE = ("id", "node", "province", "uuid", "title", "published_on", "withdrawn")


def _language() -> str:
    return get_language() or "zh-hans"


def _places() -> list[tuple[str, str]]:
    return table("provinces").choices(timezone.localdate(), _language())


class SearchForm(PageForm):
    """A word in the title or text, and whose notice it is."""

    q = forms.CharField(label=gettext_lazy("标题或内容中的字词"), required=False, max_length=100)
    province = forms.ChoiceField(label=gettext_lazy("省份"), required=False, widget=CodeSelect)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].choices = [("", _("全部")), *_places()]


class PolicyForm(PageForm):
    q = forms.CharField(label=gettext_lazy("标题、文号或内容中的字词"), required=False, max_length=100)


@dataclass(frozen=True)
class Office:
    """A bureau, or the ministry: its name and what it published, in pairs; an empty value was not published."""

    code: str
    name: str
    pairs: list[tuple[object, str]]
    contact: PublicContact | None

    @property
    def known(self) -> bool:
        return any(value for _label, value in self.pairs)


@public
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """Every bureau on one page, the ministry first."""
    told = {row.province: row for row in PublicContact.objects.visible_to(request.viewer).only(*_CONTACT)}
    offices = [_office(code, told.get(code)) for code in (NATION, *(code for code, _name in _places()))]
    return render(request, "query/contacts.html", {"offices": offices})


@public
@require_safe
def contact(request: HttpRequest, province: str) -> HttpResponse:
    """One bureau."""
    if table("provinces").get(province) is None:
        raise Http404(_("没有这个省份。"))
    found = PublicContact.objects.visible_to(request.viewer).filter(province=province).only(*_CONTACT).first()
    crumbs = [(_("联系方式"), "/query/contacts/"), (provinces.bureau(province, _language()), "")]
    return render(request, "query/contact.html", {"office": _office(province, found), "crumbs": crumbs})


def _office(code: str, told: PublicContact | None) -> Office:
    name = provinces.bureau(code, _language()) if code else _("部级系统（备案中心）")
    pairs = [(LABELS[field], getattr(told, field) if told else "") for field in CONTACT_FIELDS]
    return Office(code, name, pairs, told)


@public
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Notices of the ministry and of all bureaus, newest first."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return unprocessable(request, "query/notices.html", {"form": form})
    rows = PublicNotice.objects.visible_to(request.viewer).filter(withdrawn=False).only(*_NOTICE)
    if word := form.cleaned_data["q"]:
        rows = rows.filter(title__icontains=word) | rows.filter(text__icontains=word)
    if province := form.cleaned_data["province"]:
        rows = rows.filter(province=province)
    page = keyset.page(rows, order=("-published_on", "-id"), after=request.GET.get("after"), size=SIZE)
    lines = [(notice, _issuer(notice.province)) for notice in page.rows]
    asked = any(form.cleaned_data.values())
    return render(request, "query/notices.html", {"form": form, "lines": lines, "pages": page, "asked": asked})


@public
@require_safe
def notice(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One notice in full; a withdrawn one is gone."""
    rows = PublicNotice.objects.visible_to(request.viewer).filter(withdrawn=False, uuid=uuid)
    found = get_object_or_404(rows.only(*_NOTICE, "text").order_by("id")[:1])
    crumbs = [(_("公告"), "/query/notices/"), (found.title, "")]
    context = {"notice": found, "issuer": _issuer(found.province), "crumbs": crumbs}
    return render(request, "query/notice.html", context)


def _issuer(province: str) -> str:
    return provinces.bureau(province, _language()) if province else _("部级系统")


@public
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """The policy library as the ministry's latest edition has it."""
    form = PolicyForm(request.GET)
    if not form.is_valid():
        return unprocessable(request, "query/policies.html", {"form": form})
    word = identifiers.fold(form.cleaned_data["q"], "lower")
    rows = [row for row in _policies() if not word or word in _text(row)]
    lines = [(row, row.label(_language()), _kind(row)) for row in rows]
    return render(request, "query/policies.html", {"form": form, "lines": lines, "asked": bool(word)})


@public
@require_safe
def policy(request: HttpRequest, policy: str) -> HttpResponse:
    """One document: what it is, what it says, and where it stands in full."""
    row = next((row for row in _policies() if row.code == policy), None)
    if row is None:
        raise Http404(_("政策文件库中没有这份文件。"))
    flags = row.flags
    facts = [(_("类别"), _kind(row)), (_("文号"), _in_chinese(flags["number"]))]
    facts += [(_("发布机关"), _in_chinese(flags["issuer"])), (_("发布日期"), flags["issued_on"])]
    context = {
        "title": row.label(_language()),
        "facts": [(label, value) for label, value in facts if value],
        "summary": flags["summary"],
        "url": flags["url"],
        "crumbs": [(_("政策文件"), "/query/policies/"), (row.label(_language()), "")],
    }
    return render(request, "query/policy.html", context)


def _in_chinese(text: str) -> str:
    """A document's own words, which no edition translates: marked for whoever reads the page in another language."""
    return format_html('<span lang="zh-Hans">{}</span>', text) if text else ""


def _policies() -> list[Row]:
    return table("policies").active(_today())


def _today() -> date:
    return timezone.localdate()


def _kind(row: Row) -> str:
    return str(CHOICES["flags.kind"][row.flags["kind"]])


def _text(row: Row) -> str:
    """What a search looks through."""
    return identifiers.fold(f"{row.name} {row.name_en} {row.flags['number']} {row.flags['summary']}", "lower")
