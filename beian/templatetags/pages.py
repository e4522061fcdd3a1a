"""The components of every page: `{% load pages %}`. Each draws one template of templates/components/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import mark_safe

from beian.filing import articles, reasons
from beian.pages import reading, words
from beian.pages.components import TONES
from beian.pages.forms import Mistake, PageFormSet, mistakes
from beian.people import nodes
from beian.reference.clocks import Deadline
from beian.reference.workdays import workdays_between

register = template.Library()


def component(name: str, **options: Any):
    return register.inclusion_tag(f"components/{name}.html", name=name, **options)


def the_tone(tone: str) -> str:
    return tone if tone in TONES else "neutral"


@register.simple_tag(takes_context=True)
def node_url(context: Context, name: str, *args: Any) -> str:
    """The address of a page of the current node's portal, by its name without namespace."""
    return nodes.node_url(context["page"].node, name, *args)


@register.simple_block_tag(takes_context=True)
def heading_text(context: Context, content: str) -> str:
    """Keep the title's text, so that the page's first heading can say the same."""
    context["heading_text"] = content.strip()
    return context["heading_text"]


@register.simple_tag(takes_context=True)
def page_mistakes(context: Context) -> list[Mistake]:
    """What the layout sums up: what `unprocessable` found, else the errors of the form shown on the page."""
    if "mistakes" in context:
        return context["mistakes"]
    shown = [context.get(name) for name in ("form", "formset")]
    return [mistake for form in shown if getattr(form, "is_bound", False) for mistake in mistakes(form)]


@component("error_summary")
def error_summary(*forms_: Any) -> dict:
    """Of forms, formsets, or a ready list of mistakes; draws nothing when there are none."""
    found: list[Mistake] = []
    for entry in forms_:
        found += entry if isinstance(entry, list) else mistakes(entry) if entry and entry.is_bound else []
    return {"mistakes": found}


WIDGETS = (
    (forms.HiddenInput, "hidden"),
    (forms.CheckboxInput, "checkbox"),
    (forms.RadioSelect, "options"),
    (forms.CheckboxSelectMultiple, "options"),
    (forms.FileInput, "file"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.MultiWidget, "group"),
    (forms.SelectDateWidget, "group"),
)
CLASSES = {"checkbox": "form-check-input", "select": "form-select", "group": "form-control form-part"}


def kind_of(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    return next((kind for widgets, kind in WIDGETS if isinstance(widget, widgets)), "input")


@component("field")
def field(bound: forms.BoundField, label: str | None = None, hint: str | None = None, width: str = "full") -> dict:
    """Label, hint, control and refusal of one field; `width` is full, half, short or tiny."""
    kind = kind_of(bound.field.widget)
    hint = str(bound.help_text) if hint is None else hint
    describing = [f"{bound.auto_id}_helptext"] * bool(hint) + [f"{bound.auto_id}_error"] * bool(bound.errors)
    described = " ".join(describing)
    return {
        "bound": bound,
        "kind": kind,
        "label": bound.label if label is None else label,
        "hint": hint,
        "width": width,
        "described": described,
        "control": _control(bound, kind, width, described),
        "options": list(_options(bound)) if kind == "options" else [],
    }


def _control(bound: forms.BoundField, kind: str, width: str, described: str) -> str:
    if kind == "hidden":
        return bound.as_hidden() if not isinstance(bound.field.widget, forms.MultipleHiddenInput) else str(bound)
    if kind == "options":
        return ""
    classes = [bound.field.widget.attrs.get("class", ""), CLASSES.get(kind, "form-control"), f"width-{width}"]
    if bound.errors:
        classes.append("is-invalid")
    attrs = {"class": " ".join(filter(None, classes))}
    if kind == "group":
        attrs["aria-label"] = str(bound.label)
    elif described:
        attrs["aria-describedby"] = described
    # NUL may stand in no page; a browser would put the same sign in its place.
    return mark_safe(bound.as_widget(attrs=attrs).replace("\x00", "\ufffd"))


def _options(bound: forms.BoundField):
    """Radios and boxes one by one, without the empty choice that a list needs and radios do not."""
    for option in bound.subwidgets:
        if option.data["value"] not in (None, "") or option.data["selected"]:
            yield option.data


@register.inclusion_tag("components/fields.html", name="fields")
def fields(form: forms.BaseForm, only: str = "") -> dict:
    """All fields of a form, or those named in `only`, in that order; hidden ones always."""
    names = only.split() or [name for name in form.fields if not form[name].is_hidden]
    hidden = [bound for bound in form.hidden_fields() if bound.name not in names]
    return {"shown": [form[name] for name in names], "hidden": hidden}


@component("formset_rows")
def formset_rows(formset: PageFormSet, title: str = "", add: str = "") -> dict:
    return {"formset": formset, "title": title, "add": add}


@component("task_list")
def task_list(groups: Sequence) -> dict:
    return {"groups": groups}


@component("check_answers")
def check_answers(answers: Sequence, title: str = "", change_url: str = "") -> dict:
    return {"answers": answers, "title": title, "change_url": change_url}


@component("key_value")
def key_value(pairs: Sequence | Mapping, columns: int = 1) -> dict:
    return {"pairs": list(pairs.items() if isinstance(pairs, Mapping) else pairs), "columns": columns}


@component("result_panel")
def result_panel(
    title: str, number: str = "", text: str = "", tone: str = "success", number_label: str | None = None
) -> dict:
    return {"title": title, "number": number, "text": text, "tone": the_tone(tone), "number_label": number_label}


@component("timeline", takes_context=True)
def timeline(context: Context, entries: Sequence) -> dict:
    return {"entries": entries, "page": context["page"]}


@component("deadline", takes_context=True)
def deadline(context: Context, due: Deadline | date | None) -> dict:
    """The days left in words, counted from the page's today, and a warning where the date rests on holidays not published yet.

    A bare date counts as one set in working days.
    """
    today = context["page"].today
    if isinstance(due, datetime):
        due = timezone.localtime(due).date()
    due = Deadline(due, "workday") if isinstance(due, date) else due
    if due is None:
        return {"text": "—", "tone": "neutral", "due": None, "doubt": ""}
    working = due.unit == "workday"
    left = abs(workdays_between(today, due.day) if working else (due.day - today).days)
    text, tone = words.deadline(due.day, today=today, left=left, working=working)
    return {"text": text, "tone": tone, "due": due.day, "doubt": words.doubt(due.unpublished(today))}


@register.simple_tag(takes_context=True)
def deadline_doubt(context: Context, due: Deadline | None) -> str:
    """The same warning where a due date stands inside a sentence."""
    doubt = words.doubt(due.unpublished(context["page"].today)) if due else ""
    return f"（{doubt}）" if doubt else ""


@component("badge")
def badge(label: str, tone: str = "neutral") -> dict:
    return {"label": label, "tone": the_tone(tone)}


@component("masked")
def masked(value: str, reveal_url: str = "", label: str = "") -> dict:
    return {"value": value, "reveal_url": reveal_url, "label": label}


@component("empty")
def empty(kind: str, title: str = "", text: str = "", url: str = "", label: str = "") -> dict:
    """Nothing yet, nothing found, or all done: three things that must not look alike."""
    if kind not in ("nothing", "filtered", "done"):
        raise template.TemplateSyntaxError(f"empty is nothing, filtered or done, not {kind!r}")
    return {"kind": kind, "title": title, "text": text, "url": url, "label": label}


@component("tabs")
def tabs(tabs: Sequence, label: str = "") -> dict:
    return {"tabs": tabs, "label": label}


@component("filter_form")
def filter_form(filterset: Any, cleared: str = "", carried: Sequence = (), target: str = "") -> dict:
    """At most four fields in sight; the rest opens on demand, or by itself when it is in use."""
    names = [name for name in filterset.form.fields]
    more = [filterset.form[name] for name in names[4:]]
    return {
        "shown": [filterset.form[name] for name in names[:4]],
        "more": more,
        "open": any(bound.errors or bound.data for bound in more),
        "cleared": cleared,
        "carried": carried,
        "target": target,
    }


@component("pager", takes_context=True)
def pager(context: Context, page: Any, param: str = "after", target: str = "") -> dict:
    """Links to the pages on either side; every other parameter of the address is kept."""
    return {
        "target": target,
        "next": page.next and _with(context, param, page.next),
        "previous": page.previous and _with(context, param, page.previous),
        "first": page.previous and _with(context, param, ""),
    }


def _with(context: Context, param: str, value: str) -> str:
    request = context["request"]
    query = request.GET.copy()
    query.pop(param, None)
    if value:
        query[param] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


@register.inclusion_tag("components/table.html", takes_context=True)
def table(
    context: Context,
    view: Any,
    empty_title: str = "",
    empty_text: str = "",
    empty_url: str = "",
    empty_label: str = "",
    empty_kind: str = "nothing",
) -> dict:
    empty_state = {"kind": empty_kind, "title": empty_title, "text": empty_text, "url": empty_url, "label": empty_label}
    return {
        "view": view,
        "empty": empty_state,
        "tabs": context.get("tabs"),
        "request": context["request"],
        "page": context["page"],
    }


@component("downloads")
def downloads(links: Sequence) -> dict:
    return {"links": links}


@component("findings")
def findings(found: Sequence, labels: Mapping | None = None, urls: Mapping | None = None) -> dict:
    """What the rules found or an officer gave as reasons, kept as records or plain data: where, why, how to mend, the article.

    A reason carries no severity: it is always to be mended.
    """
    labels, urls = labels or {}, urls or {}
    return {"lines": [_finding(one if isinstance(one, Mapping) else vars_of(one), labels, urls) for one in found]}


def _finding(one: Mapping, labels: Mapping, urls: Mapping) -> tuple[dict, str, str]:
    item = one.get("item", "")
    shown = {**one, "severity": one.get("severity") or "reject", "name": reasons.label_of(one.get("code", ""))}
    return shown, labels.get(item) or reading.label_of(item), urls.get(item, "")


def vars_of(one: Any) -> dict:
    names = ("item", "code", "text", "suggestion", "article", "severity")
    return {name: getattr(one, name, "") for name in names}


@component("notice")
def notice(text: str, tone: str = "info", title: str = "") -> dict:
    return {"text": text, "tone": the_tone(tone), "title": title}


@component("progress")
def progress(done: int, total: int, label: str = "") -> dict:
    return {"done": done, "total": total, "label": label}


@component("back_link")
def back_link(url: str, label: str = "") -> dict:
    return {"url": url, "label": label}


register.filter("cited", articles.cited)
register.filter("filesize_words", words.size)
register.filter("day", words.day)
register.filter("short_day", lambda value, today: words.day(value, today=today))
register.filter("moment", words.moment)
