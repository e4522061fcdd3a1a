"""Every component draws hostile text as text, and says by words what it shows by colour."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from lxml import html

from beian.pages.components import Answer, Download, Entry, Tab, Task, TaskGroup
from beian.pages.forms import CodeCheckboxes, CodeRadios, CodeSelect, DateInput, PageForm, page_formset
from beian.pages.keyset import Page

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=y>&amp;"
WHEN = datetime(2026, 12, 1, 6, 5, tzinfo=UTC)
PAGE = SimpleNamespace(today=date(2026, 11, 26), node="province:11")


class Every(PageForm):
    text = forms.CharField(label=EVIL, help_text=EVIL)
    area = forms.CharField(label=EVIL, widget=forms.Textarea)
    code = forms.ChoiceField(label=EVIL, choices=[("", "-"), (EVIL, EVIL)], widget=CodeSelect)
    radio = forms.ChoiceField(label=EVIL, choices=[(EVIL, EVIL), ("2", "2")], widget=CodeRadios)
    boxes = forms.MultipleChoiceField(label=EVIL, choices=[(EVIL, EVIL), ("2", "2")], widget=CodeCheckboxes)
    day = forms.DateField(label=EVIL, widget=DateInput, required=False)
    parts = forms.DateField(label=EVIL, widget=forms.SelectDateWidget, required=False)
    split = forms.SplitDateTimeField(label=EVIL, required=False)
    file = forms.FileField(label=EVIL)
    yes = forms.BooleanField(label=EVIL, help_text=EVIL)
    hidden = forms.CharField(widget=forms.HiddenInput)


BAD = {"text": EVIL * 9, "area": EVIL, "code": EVIL + "x", "radio": "9", "boxes": ["9"], "day": EVIL, "hidden": EVIL}


def draw(template: str, request=None, **context) -> str:
    return Template("{% load pages %}" + template).render(Context({"page": PAGE, "request": request, **context}))


def finding(severity: str) -> SimpleNamespace:
    return SimpleNamespace(item=EVIL, text=EVIL, suggestion=EVIL, article=EVIL, code=EVIL, severity=severity)


COMPONENTS = {
    "form": ("{% fields form %}", {"form": Every()}),
    "refused form": ("{% error_summary form %}{% fields form %}", {"form": Every(BAD)}),
    "rows": ("{% formset_rows rows title=evil add=evil %}", {"rows": page_formset(Every, max_num=3)(prefix="r")}),
    "tasks": (
        "{% task_list groups %}",
        {"groups": [TaskGroup(EVIL, [Task(EVIL, "/x", EVIL, "info", EVIL), Task(EVIL, "", EVIL)])]},
    ),
    "answers": (
        "{% check_answers rows title=evil change_url='/x' %}",
        {"rows": [Answer(EVIL, EVIL, "/x", EVIL), Answer(EVIL, [EVIL, EVIL])]},
    ),
    "pairs": ("{% key_value pairs columns=2 %}", {"pairs": {EVIL: EVIL}}),
    "result": ("{% result_panel evil number=evil text=evil %}", {}),
    "timeline": (
        "{% timeline entries %}",
        {"entries": [Entry(EVIL, WHEN, EVIL, EVIL, "current", date(2026, 12, 1)), Entry(EVIL, state="coming")]},
    ),
    "badge": ("{% badge evil evil %}", {}),
    "masked": ("{% masked evil '/x' label=evil %}", {}),
    "empty": ("{% empty 'nothing' title=evil text=evil url='/x' label=evil %}", {}),
    "tabs": ("{% tabs tabs %}", {"tabs": [Tab(EVIL, "/x", 3, True), Tab(EVIL, "/y")]}),
    "downloads": ("{% downloads links %}", {"links": [Download(EVIL, "/x", EVIL, 2000)]}),
    "findings": ("{% findings found %}", {"found": [finding("reject"), finding("warn"), finding("person")]}),
    "notice": ("{% notice evil 'warning' title=evil %}", {}),
    "progress": ("{% progress 3 9 evil %}", {}),
    "back": ("{% back_link '/x' label=evil %}", {}),
}


@pytest.mark.parametrize("name", COMPONENTS)
def test_hostile_text_is_shown_as_text(name):
    template, context = COMPONENTS[name]
    drawn = draw(template, evil=EVIL, **context)
    tree = html.fragment_fromstring(drawn, create_parent="div")
    assert not tree.xpath("//script | //img")
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on") or name == "style"]
    assert "alert(1)" in drawn


@pytest.mark.parametrize("form", [Every(), Every(BAD)], ids=["asked", "refused"])
def test_every_control_has_a_name_and_every_reference_leads_somewhere(form):
    tree = html.fragment_fromstring(draw("{% error_summary form %}{% fields form %}", form=form), create_parent="div")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    named = set(tree.xpath("//label/@for"))
    for control in tree.xpath("//input[@type!='hidden'] | //select | //textarea"):
        assert control.get("id") in named or control.get("aria-label")
    referred = [one for value in tree.xpath("//@aria-describedby") for one in value.split()]
    assert set(referred) <= set(ids)
    assert {link[1:] for link in tree.xpath("//ul//a/@href")} <= set(ids)


def test_a_refused_control_is_marked_and_described():
    tree = html.fragment_fromstring(draw("{% field form.text %}", form=Every({"text": ""})), create_parent="div")
    control = tree.xpath("//input")[0]
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby") == "id_text_helptext id_text_error"


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 12, 1), "剩 3 个工作日（12月1日）"),
        (date(2026, 11, 26), "今天到期（11月26日）"),
        (date(2026, 11, 24), "已逾期 2 个工作日（11月24日）"),
        (date(2026, 11, 25), "已逾期 1 个工作日（11月25日）"),
        (None, "—"),
    ],
)
def test_a_deadline_is_said_in_working_days(due, words):
    assert words in draw("{% deadline due %}", due=due)


def test_a_deadline_that_ended_over_the_weekend_is_overdue_by_no_working_day():
    sunday = SimpleNamespace(today=date(2026, 11, 22), node="province:11")
    drawn = Template("{% load pages %}{% deadline due %}").render(Context({"page": sunday, "due": date(2026, 11, 21)}))
    assert "已逾期（11月21日）" in drawn


def test_an_unanswered_question_says_so():
    assert "未填写" in draw("{% check_answers rows %}", rows=[Answer("备注", "", "/x"), Answer("电话", None)])


def test_the_three_kinds_of_empty_do_not_look_alike():
    drawn = {kind: draw(f"{{% empty '{kind}' url='/x' %}}") for kind in ("nothing", "filtered", "done")}
    assert len(set(drawn.values())) == 3
    assert "清除筛选" in drawn["filtered"]
    with pytest.raises(TemplateSyntaxError):
        draw("{% empty 'void' %}")


def test_the_pager_keeps_the_filter(rf):
    request = rf.get("/cases/", {"domain": "a&b=c", "after": "old"})
    drawn = draw("{% pager found %}", request=request, found=Page([], next="new", previous="older"))
    links = html.fragment_fromstring(drawn, create_parent="div").xpath("//a/@href")
    assert links == [
        "/cases/?domain=a%26b%3Dc",
        "/cases/?domain=a%26b%3Dc&after=older",
        "/cases/?domain=a%26b%3Dc&after=new",
    ]


def test_sizes_days_and_moments_are_said_in_words():
    drawn = draw("{{ size|filesize_words }} {{ when|day }} {{ when|moment }}", size=1_258_291, when=WHEN)
    assert drawn == "1.2 MB 2026年12月1日 2026-12-01 14:05"
