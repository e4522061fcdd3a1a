"""How far the filling in has come: the task list, and the answers as the check page and the status page show them."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beian.filing.documents import FilingDocument
from beian.pages.components import Answer, Task, TaskGroup
from beian.pages.forms import Mistake, sentence
from beian.people.nodes import here
from beian.reference.tables import table
from provider.applications import mending, papers, questions
from provider.applications.forms import approvals_of
from provider.applications.judgement import Judgement, page_of
from provider.applications.mending import label_of
from provider.applications.models import Application
from provider.applications.questions import OF_A_SITE, answering, language, page_of_slug, title_of


class Section(NamedTuple):
    """The answers of one question page."""

    page: str
    title: str
    change_url: str
    answers: list[Answer]


class Beside(NamedTuple):
    """What is said beside answers, by path: what must be mended, and what to think of."""

    notes: dict[str, str]
    advice: dict[str, str]
    opened: frozenset[str] | None = None


def task_groups(application: Application, document: FilingDocument, judgement: Judgement) -> list[TaskGroup]:
    """The task list: who files, each website, the papers, and handing in."""
    groups: dict[str, list[Task]] = {}
    for page in questions.pages_of(document):
        task = _page_task(application, document, judgement, page)
        groups.setdefault(_group_of(page, document), []).append(task)
        if page_of_slug(page).kind == "site":
            groups[_group_of(page, document)].append(_approval_task(application, document, judgement, page))
    found = [TaskGroup(title, tasks) for title, tasks in groups.items()]
    return [*found, TaskGroup(_("提交"), [_check_task(application, judgement)])]


def _group_of(page: str, document: FilingDocument) -> str:
    kind, site = page_of_slug(page)
    if kind in OF_A_SITE:
        return _("网站 %(n)d") % {"n": site + 1} if len(document.sites) > 1 else _("网站")
    return _("材料") if kind == "documents" else _("主体和负责人")


def _check_task(application: Application, judgement: Judgement) -> Task:
    ready = judgement.complete
    return Task(
        _("核对并提交"),
        here("application_check", application.uuid),
        _("可以提交") if ready else _("填完后提交"),
        "success" if ready else "neutral",
        _("核对全部内容，确认无误后提交给接入服务商。"),
    )


def _approval_task(application: Application, document: FilingDocument, judgement: Judgement, page: str) -> Task:
    """Pre-approval: its rows stand on the site's page, and whether any are wanted shows with the site's services."""
    site = page_of_slug(page).site
    stem = approvals_of(site)
    held = document.sites[site].pre_approvals
    wrong = [one for one in judgement.refusals if one.item == stem or one.item.startswith(f"{stem}.")]
    if wrong:
        status, tone = _("须修改"), "danger"
    elif held:
        status, tone = ngettext("已填 %(n)d 项", "已填 %(n)d 项", len(held)) % {"n": len(held)}, "success"
    else:
        status, tone = _("涉及时填写"), "neutral"
    url = f"{here('application_page', application.uuid, page)}?approvals=1#pre-approvals"
    return Task(_("前置审批"), url, status, tone)


def _page_task(application: Application, document: FilingDocument, judgement: Judgement, page: str) -> Task:
    status, tone = _page_status(application, document, judgement, page)
    return Task(title_of(page, document), here("application_page", application.uuid, page), status, tone)


def _page_status(
    application: Application, document: FilingDocument, judgement: Judgement, page: str
) -> tuple[str, str]:
    if any(page_of(reason["item"], document) == page for reason in application.reasons):
        return _("已退回，请修改"), "danger"
    refused = len(judgement.refused_on(page, document))
    if refused:
        return ngettext("%(n)d 处须修改", "%(n)d 处须修改", refused) % {"n": refused}, "danger"
    missing = judgement.papers if page == "documents" else judgement.missing_on(page, document)
    if not missing:
        return (_("已上传") if page == "documents" else _("已填完")), "success"
    started = page != "documents" and any(
        _is_answered(question, document) for question in questions.on_page(page, document)
    )
    return (_("未填完"), "info") if started else (_("未开始"), "neutral")


def _is_answered(question: questions.Question, document: FilingDocument) -> bool:
    return question.initial(document) not in (None, "", [], False)


def next_page(document: FilingDocument, page: str) -> str | None:
    """The question page after this one, None after the last."""
    pages = questions.pages_of(document)
    place = pages.index(page) + 1 if page in pages else 0
    return pages[place] if place < len(pages) else None


def sections(
    application: Application,
    document: FilingDocument,
    *,
    changeable: bool = False,
    notes: dict[str, str] | None = None,
    advice: dict[str, str] | None = None,
    hidden: frozenset[str] = frozenset(),
    opened: frozenset[str] | None = None,
) -> list[Section]:
    """Every answer by page, `notes` and `advice` beside those that they concern (path → text); `hidden` are paths that a masked document
    leaves out, `opened` those that may be changed (None: all)."""
    found, beside = [], Beside(notes or {}, advice or {}, opened)
    for page in questions.pages_of(document):
        url = here("application_page", application.uuid, page) if changeable else ""
        answers = (
            _paper_answers(application, document, url)
            if page == "documents"
            else _page_answers(page, document, url, beside, hidden)
        )
        found.append(Section(page, title_of(page, document), url, answers))
    return found


def _page_answers(
    page: str, document: FilingDocument, url: str, beside: Beside, hidden: frozenset[str]
) -> list[Answer]:
    shown = [_answer(question, document, url, beside, hidden) for question in questions.on_page(page, document)]
    kind, site = page_of_slug(page)
    return shown + (_pre_approval_answers(document, site, url, beside) if kind == "site" else [])


def _answer(
    question: questions.Question, document: FilingDocument, url: str, beside: Beside, hidden: frozenset[str]
) -> Answer:
    unlocked = any(mending.is_open(path, beside.opened) for path in question.paths)
    target = f"{url}?then=check#id_{question.name}" if url and unlocked else ""
    shown = question.shown(document) or (_("已隐去") if hidden.intersection(question.paths) else "")
    return Answer(
        str(question.label(document)),
        shown,
        target,
        _told_of(question, beside.notes),
        _told_of(question, beside.advice),
    )


def _told_of(question: questions.Question, texts: dict[str, str]) -> str:
    return " ".join(dict.fromkeys(text for path, text in texts.items() if answering(path, [question])))


def _pre_approval_answers(document: FilingDocument, site: int, url: str, beside: Beside) -> list[Answer]:
    held = document.sites[site].pre_approvals if document.sites else []
    words = [f"{table('pre_approvals').name_of(str(one.kind), language())}：{one.number or ''}" for one in held]
    unlocked = url and mending.is_open(approvals_of(site), beside.opened)
    target = f"{url}?then=check&approvals=1#pre-approvals" if unlocked else ""
    return [Answer(_("前置或专项审批"), words or _("不涉及"), target)]


def _paper_answers(application: Application, document: FilingDocument, url: str) -> list[Answer]:
    return [
        Answer(paper.label, ngettext("已上传 %(n)d 份", "已上传 %(n)d 份", n) % {"n": n} if n else "", url)
        for paper in papers.on_page(application, document)
        for n in [len(paper.files)]
    ]


def mistakes(document: FilingDocument, judgement: Judgement) -> list[Mistake]:
    """Why it cannot be submitted yet: one line per item, leading to its section of the check page."""
    lines = [Mistake(_("请填写。"), _target(path, document), label_of(path, document)) for path in judgement.missing]
    lines += [
        Mistake(sentence(one), _target(one.item, document), label_of(one.item, document)) for one in judgement.refusals
    ]
    needed = {paper: papers.label_of(paper) for paper in judgement.papers}
    return lines + [Mistake(_("请上传。"), "section-documents", label) for label in needed.values()]


def notes_of(judgement: Judgement) -> dict[str, str]:
    """Path → what is wrong with it, for the rows of the check page."""
    return dict.fromkeys(judgement.missing, _("请填写。")) | {one.item: sentence(one) for one in judgement.refusals}


def _target(path: str, document: FilingDocument) -> str:
    return f"section-{page_of(path, document)}"
