"""The sample content that the gallery of components draws. Reads no data."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from types import SimpleNamespace

import django_filters
from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beian.pages.components import Answer, Download, Entry, Tab, Task, TaskGroup
from beian.pages.forms import CodeCheckboxes, CodeRadios, CodeSelect, DateInput, PageForm, page_formset
from beian.pages.keyset import Page
from beian.pages.tables import Column, FilterSet, Table
from beian.people.models import Node

LAYOUTS = ("owner", "staff", "public")
NATURES = [("1", _("企业")), ("2", _("事业单位")), ("3", _("社会团体")), ("4", _("个人"))]
WRONG = {"name": "甲" * 120, "nature": "9", "opened": "2026-02-30"}


class SampleForm(PageForm):
    name = forms.CharField(label=_("单位名称"), max_length=100, help_text=_("与营业执照上的名称完全一致。"))
    nature = forms.ChoiceField(label=_("主办者性质"), choices=[("", _("请选择")), *NATURES], widget=CodeSelect)
    kind = forms.ChoiceField(label=_("证件类型"), choices=NATURES, widget=CodeRadios)
    services = forms.MultipleChoiceField(label=_("服务内容"), choices=NATURES, widget=CodeCheckboxes)
    opened = forms.DateField(label=_("开通日期"), widget=DateInput)
    span = forms.SplitDateTimeField(label=_("核验时间"), required=False)
    remark = forms.CharField(label=_("备注"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    photo = forms.FileField(
        label=_("营业执照照片"),
        help_text=_("JPG 或 PNG，不超过 10 MB，四角完整、文字清晰。"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "data-preview": "sample-preview"}),
    )
    agreed = forms.BooleanField(label=_("以上内容真实，本单位愿承担责任"))


class DomainForm(PageForm):
    domain = forms.CharField(label=_("域名"), max_length=253)
    expires = forms.DateField(label=_("到期日期"), required=False, widget=DateInput)


class SampleFilter(FilterSet):
    domain = django_filters.CharFilter(label=_("域名"))
    state = django_filters.ChoiceFilter(label=_("状态"), choices=NATURES, empty_label=_("全部"))
    provider = django_filters.CharFilter(label=_("接入服务商"))
    since = django_filters.DateFilter(label=_("提交日期起"), widget=DateInput)
    person = django_filters.CharFilter(label=_("负责人"))


class SampleTable(Table):
    """A table whose rows are made up on the spot."""

    columns = (
        Column("number", _("申请编号"), kind="identifier", link=lambda row: "#"),
        Column("domain", _("域名"), kind="identifier"),
        Column("name", _("主办者")),
        Column("due", _("截止"), kind="deadline"),
        Column("state", _("状态"), kind="badge"),
        Column("rounds", _("轮次"), kind="number"),
        Column("at", _("提交时间"), kind="datetime"),
    )
    filterset = SampleFilter
    orders = {"due": ("due",), "new": ("-at",)}
    order_labels = {"due": _("按截止日期"), "new": _("按提交时间")}
    name = "sample"

    @cached_property
    def page(self) -> Page:
        return Page([] if self.filtered else sample_rows(), next="next", previous="previous")


def sample_rows() -> list[SimpleNamespace]:
    now = timezone.now()
    states = [(_("审核中"), "info"), (_("已退回"), "danger"), (_("待核验"), "warning"), (_("已通过"), "success")]
    return [
        SimpleNamespace(
            number=f"11-2026-{i:08}",
            domain=f"www.example-{i}.com.cn",
            name=str(_("北京某某科技有限公司")),
            due=(now + timedelta(days=3 * i - 4)).date(),
            state=states[i % 4],
            rounds=i % 3 + 1,
            at=now - timedelta(hours=7 * i),
        )
        for i in range(8)
    ]


def sample(request: HttpRequest, *, wrong: bool) -> dict:
    layout = request.GET.get("layout", "")
    layout = layout if layout in LAYOUTS else "staff"
    rows = page_formset(DomainForm, min_num=1, max_num=5)
    return {
        "layout": f"layout/{layout}.html",
        "form": SampleForm(WRONG if wrong else None),
        "rows": rows(prefix="domains", initial=[{"domain": "example.cn"}]),
        "view": SampleTable(request, Node.objects.none()),
        "crumbs": [(_("首页"), "/"), (_("我的备案"), "/"), (_("组件一览"), "")],
        "layouts": [Tab(name, f"?layout={name}", current=name == layout) for name in LAYOUTS],
        "progress_done": 380,
        **_words(),
    }


def _words() -> dict:
    now = timezone.now()
    return {
        "tasks": [
            TaskGroup(
                _("主体信息"),
                [Task(_("单位基本信息"), "#", _("已完成"), "success"), Task(_("负责人"), "#", _("填写中"), "info")],
            ),
            TaskGroup(
                _("网站信息"),
                [
                    Task(_("域名"), "#", _("未开始"), hint=_("最多 10 个域名")),
                    Task(_("确认提交"), "", _("须先完成以上各项")),
                ],
            ),
        ],
        "answers": [
            Answer(_("单位名称"), "北京某某科技有限公司", "#"),
            Answer(_("域名"), ["example.cn", "example.com.cn"], "#"),
            Answer(_("负责人电话"), "138****8000", "#", note=_("号码已停机，请更换。")),
            Answer(_("备注"), "", "#"),
        ],
        "pairs": [
            (_("统一社会信用代码"), "91350100M000100Y43"),
            (_("注册地址"), "北京市海淀区某某路 1 号院 2 号楼 305 室"),
            (_("邮编"), ""),
        ],
        "entries": [
            Entry(_("提交申请"), now - timedelta(days=6), "北京某某科技有限公司"),
            Entry(_("接入服务商初审"), now - timedelta(days=4), "京云网络科技有限公司", _("材料齐全")),
            Entry(
                _("省通信管理局审核"),
                now - timedelta(days=1),
                "北京市通信管理局",
                state="current",
                due=timezone.localdate(now) + timedelta(days=20),
            ),
            Entry(_("发放备案号"), state="coming"),
        ],
        "dates": [timezone.localdate(now) + timedelta(days=days) for days in (-9, 0, 2, 30)],
        "links": [Download(_("核验单"), "#", "PDF", 183_000), Download(_("幕布样张"), "#", "JPG", 2_400_000)],
        "found": [
            SimpleNamespace(
                item="subject.name",
                text=_("单位名称与证件不一致。"),
                suggestion=_("照营业执照填写全称。"),
                article="第二十三条",
                code="S014",
                severity="reject",
            ),
            SimpleNamespace(
                item="site.name", text=_("网站名称像是人名。"), suggestion="", article="", code="N003", severity="warn"
            ),
        ],
        "labels": {"subject.name": _("单位名称"), "site.name": _("网站名称")},
    }
