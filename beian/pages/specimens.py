"""A page for each component: how it is written in a template, and how it looks normally, refused and empty. What is shown is what is run."""

from __future__ import annotations

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beian.pages import gallery
from beian.pages.components import Answer
from beian.pages.forms import unprocessable
from beian.people.access import placeless

NORMAL, WRONG, EMPTY = _("通常"), _("有错误时"), _("没有内容时")
TEMPLATE = "gallery.html"
LOAD = "{% load i18n pages %}"


class Specimen(NamedTuple):
    """`states`: label and the template text that draws it."""

    slug: str
    title: str | Promise
    states: tuple[tuple[str | Promise, str], ...]


SPECIMENS = (
    Specimen("field", _("输入项"), ((NORMAL, "{% field form.name %}"), (WRONG, "{% field wrong.name %}"))),
    Specimen(
        "choice",
        _("选择项"),
        (
            (NORMAL, "{% field form.nature %}{% field form.kind %}{% field form.services %}"),
            (WRONG, "{% field wrong.nature %}{% field wrong.kind %}{% field wrong.services %}"),
        ),
    ),
    Specimen("file", _("上传"), ((NORMAL, "{% field form.photo %}"), (WRONG, "{% field wrong.photo %}"))),
    Specimen(
        "date",
        _("日期"),
        ((NORMAL, '{% field form.opened width="short" %}'), (WRONG, '{% field wrong.opened width="short" %}')),
    ),
    Specimen("formset-rows", _("可增减的行"), ((NORMAL, "{% formset_rows rows title=words.domain %}"),)),
    Specimen(
        "error-summary", _("错误汇总"), ((WRONG, "{% error_summary wrong %}"), (EMPTY, "{% error_summary form %}"))
    ),
    Specimen(
        "badge",
        _("状态标签"),
        ((NORMAL, '{% badge words.state "info" %}'), (WRONG, '{% badge words.returned "danger" %}')),
    ),
    Specimen(
        "deadline",
        _("期限"),
        (
            (NORMAL, "{% deadline dates.3 %}"),
            (WRONG, "{% deadline dates.0 %}"),
            (EMPTY, "{% deadline None %}"),
        ),
    ),
    Specimen(
        "masked", _("遮盖的信息"), ((NORMAL, '{% masked "1101**********002X" "#" %}'), (EMPTY, '{% masked "—" %}'))
    ),
    Specimen(
        "progress",
        _("进度"),
        ((NORMAL, "{% progress 380 1000 words.state %}"), (EMPTY, "{% progress 0 1000 words.state %}")),
    ),
    Specimen(
        "notice",
        _("提示"),
        ((NORMAL, "{% notice words.text %}"), (WRONG, '{% notice words.text "danger" title=words.returned %}')),
    ),
    Specimen(
        "result-panel",
        _("结果"),
        (
            (NORMAL, '{% result_panel words.done number="11-2026-00000001" text=words.text %}'),
            (WRONG, '{% result_panel words.returned text=words.text tone="danger" %}'),
        ),
    ),
    Specimen("task-list", _("任务清单"), ((NORMAL, "{% task_list tasks %}"),)),
    Specimen(
        "check-answers",
        _("核对答案"),
        (
            (NORMAL, "{% check_answers answers title=words.title %}"),
            (EMPTY, "{% check_answers unanswered title=words.title %}"),
        ),
    ),
    Specimen("key-value", _("资料"), ((NORMAL, "{% key_value pairs columns=2 %}"), (EMPTY, "{% key_value nothing %}"))),
    Specimen("timeline", _("办理进度"), ((NORMAL, "{% timeline entries %}"), (EMPTY, "{% timeline nothing %}"))),
    Specimen(
        "findings", _("检查结果"), ((WRONG, "{% findings found labels=labels %}"), (EMPTY, "{% findings nothing %}"))
    ),
    Specimen("downloads", _("下载"), ((NORMAL, "{% downloads links %}"),)),
    Specimen("tabs", _("分类"), ((NORMAL, "{% tabs layouts %}"), (EMPTY, "{% tabs nothing %}"))),
    Specimen("table", _("表格"), ((NORMAL, "{% table view %}"), (EMPTY, "{% table bare %}"))),
    Specimen(
        "empty",
        _("三种空白"),
        (
            (_("还没有"), '{% empty "nothing" url="#" %}'),
            (_("筛选没有结果"), '{% empty "filtered" url="#" %}'),
            (_("全部办完"), '{% empty "done" text=words.text %}'),
        ),
    ),
    Specimen("back-link", _("返回"), ((NORMAL, '{% back_link "#" %}'),)),
)
_BY_SLUG = {specimen.slug: specimen for specimen in SPECIMENS}


@placeless
def index(request: HttpRequest) -> HttpResponse:
    """Every component on one page, in each layout (`?layout=`); `?wrong=1` shows the form refused, with 422."""
    wrong = bool(request.GET.get("wrong"))
    context = gallery.sample(request, wrong=wrong) | {"specimens": SPECIMENS}
    return unprocessable(request, TEMPLATE, context) if wrong else render(request, TEMPLATE, context)


@placeless
def show(request: HttpRequest, component: str) -> HttpResponse:
    """One component in each of its states, in the layout that `?layout=` names."""
    specimen = _BY_SLUG.get(component)
    if specimen is None:
        raise Http404
    context = gallery.sample(request, wrong=False) | _words(request)
    drawn = [(label, text, _drawn(request, text, context)) for label, text in specimen.states]
    frame = {"specimen": specimen, "states": drawn, "layout": context["layout"], "layouts": context["layouts"]}
    frame["crumbs"] = [(_("组件一览"), "/gallery/"), (specimen.title, "")]
    return render(request, "gallery_component.html", frame)


def _drawn(request: HttpRequest, text: str, context: dict) -> str:
    return engines["django"].from_string(LOAD + text).render(context, request)


def _words(request: HttpRequest) -> dict:
    bare = gallery.SampleTable(request, gallery.Node.objects.none())
    bare.__dict__["page"] = gallery.Page([])
    return {
        "wrong": gallery.SampleForm(gallery.WRONG),
        "bare": bare,
        "nothing": [],
        "unanswered": [Answer(_("单位名称"), ""), Answer(_("域名"), [])],
        "words": {
            "domain": _("网站域名"),
            "state": _("审核中"),
            "returned": _("已退回"),
            "done": _("申请已提交"),
            "title": _("请核对您的答案"),
            "text": _("补充的材料须在截止日期前上传。"),
        },
    }
