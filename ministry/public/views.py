"""The public query: one box, and a stable page for each answer (H1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from beian.pages.components import Answer as Row
from beian.pages.errors import RETRY_SECONDS
from beian.pages.forms import unprocessable
from beian.pages.words import day
from beian.people import visits
from beian.people.access import beforehand, public
from ministry.public import asked, crowding, lookup
from ministry.public.forms import QueryForm

SEARCH, RESULT = "query/search.html", "query/result.html"


@public
@beforehand(crowding.count_asked, reading=True)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The box; what it understands as domain, address or number leads to that answer's own page, a name to a list."""
    form = QueryForm(request.GET if "q" in request.GET else None)
    if not form.is_bound:
        return render(request, SEARCH, {"form": form, "statuses": lookup.WORDS.values()})
    if later := visits.turned_away(request):
        return _later(request, form, later)
    if not form.is_valid():
        return unprocessable(request, SEARCH, {"form": form})
    question = form.question
    if question.sort == asked.Sort.NAME:
        return _names(request, form)
    return redirect("query:number" if question.sort == asked.Sort.NUMBER else "query:filing", question.key)


@public
@beforehand(crowding.count, reading=True)
@require_safe
def filing(request: HttpRequest, domain: str) -> HttpResponse:
    """How one domain, or the address of an IP-only site, stands."""
    return _result(request, domain, asked.domain, "query:filing")


@public
@beforehand(crowding.count, reading=True)
@require_safe
def number(request: HttpRequest, number: str) -> HttpResponse:
    """What was filed under a number: all sites of a subject's number, the domains of a site's."""
    return _result(request, number, asked.number, "query:number")


def _result(request: HttpRequest, text: str, understand, name: str) -> HttpResponse:
    if later := visits.turned_away(request):
        return _later(request, QueryForm({"q": text[: asked.LONGEST]}), later)
    try:
        question = understand(text)
    except asked.Unreadable as refusal:
        return _refused(request, text, str(refusal))
    if question.key != text:
        return redirect(name, question.key)
    found = lookup.answer(question, request.viewer, now=timezone.now(), after=request.GET.get("after"))
    context = {"answer": found, "rows": _facts(found), "form": QueryForm(), "label": _LABELS[question.sort]}
    return _shown(request, RESULT, context, found)


def _names(request: HttpRequest, form: QueryForm) -> HttpResponse:
    found = lookup.answer(form.question, request.viewer, now=timezone.now(), after=request.GET.get("after"))
    return _shown(request, SEARCH, {"answer": found, "form": form}, found)


def _shown(request: HttpRequest, template: str, context: dict, found: lookup.Answer) -> HttpResponse:
    """200, or 503 where the register does not answer: nobody may take that for "not filed"."""
    if found.status != lookup.Status.UNKNOWN:
        return render(request, template, context)
    response = render(request, template, context, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _later(request: HttpRequest, form: QueryForm, later: visits.TurnedAway) -> HttpResponse:
    """429: the box with what stood in it, and when to ask again; what else is wrong with it is said then."""
    context = {"form": form.unvalidated(), "later": str(later), "refused": True}
    return later.told_by(unprocessable(request, SEARCH, context, status=429))


def _refused(request: HttpRequest, text: str, sentence: str) -> HttpResponse:
    """An address that asks for nothing: the box, with what stood there if it can be shown at all."""
    form = QueryForm({"q": text[: asked.LONGEST]})
    if form.is_valid():
        form.add_error("q", sentence)
    return unprocessable(request, SEARCH, {"form": form})


def _facts(found: lookup.Answer) -> list[Row]:
    """The public facts: number, subject, nature and date, and of a single site its number, name and home page."""
    line, spelled = found.first, _spellings(found)
    if line is None:
        return spelled
    pairs = [
        (_("主体备案号"), line.filing_number),
        (_("主办者名称"), line.subject_name),
        (_("主办者性质"), line.nature_label),
        (_("审核通过日期"), day(line.approved_on)),
    ]
    if found.page is None:
        pairs[1:1] = [(_("网站备案号"), line.site_number)]
        pairs += [(_("网站名称"), line.site_name), (_("网站首页"), line.home_url)]
    return [*spelled, *(Row(label, value) for label, value in pairs)]


def _spellings(found: lookup.Answer) -> list[Row]:
    """The domain as it is resolved, and as it is written, where these differ."""
    question = found.question
    if not question.also:
        return []
    return [
        Row(_("域名的 Punycode 编码"), question.key),
        Row(_("域名的文字写法"), question.also if question.doubtful else question.shown),
    ]


_LABELS = {
    asked.Sort.DOMAIN: gettext_lazy("域名"),
    asked.Sort.UNSUPPORTED: gettext_lazy("域名"),
    asked.Sort.ADDRESS: gettext_lazy("IP 地址"),
    asked.Sort.NUMBER: gettext_lazy("备案号"),
}
