"""How far the filling in has come: the task list, and the answers as the check page and the status page show them."""

from __future__ import annotations

from typing import NamedTuple

from django.forms import BoundField, Form
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beian.filing.documents import FilingDocument
from beian.pages.components import Answer, Task, TaskGroup
from beian.pages.forms import Mistake, sentence
from beian.people.nodes import here
from beian.reference.tables import table
from provider.applications import papers, questions
from provider.applications.judgement import Judgement, page_of
from provider.applications.models import Application
from provider.applications.questions import answering, language, title_of


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


class Reason(NamedTuple):
    """Why an item was returned, with where to mend it; `severity` is for the component that shows it."""

    item: str
    code: str
    text: str
    suggestion: str
    article: str
    label: str
    url: str
    severity: str = "reject"


def task_groups(application: Application, document: FilingDocument, judgement: Judgement) -> list[TaskGroup]:
    pages = questions.pages_of(document)
    filling = [_page_task(application, document, judgement, page) for page in pages]
    ready = judgement.complete
    check = Task(
        _("核对并提交"),
        here("application_check", application.uuid),
        _("可以提交") if ready else _("填完后提交"),
        "success" if ready else "neutral",
        _("核对全部内容，确认无误后提交给接入服务商。"),
    )
    return [TaskGroup(_("填写资料"), filling), TaskGroup(_("提交"), [check])]


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
        return _("已填完"), "success"
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
) -> list[Section]:
    """Every answer by page, `notes` and `advice` beside those that they concern (path → text); `hidden` are paths that a masked document leaves out."""
    found = []
    for page in questions.pages_of(document):
        url = here("application_page", application.uuid, page) if changeable else ""
        title = title_of(page, document)
        if page == "documents":
            found.append(Section(page, title, url, _paper_answers(application, document, url)))
            continue
        beside = Beside(notes or {}, advice or {})
        shown = [_answer(question, document, url, beside, hidden) for question in questions.on_page(page, document)]
        found.append(
            Section(page, title, url, shown + (_pre_approval_answers(document, url) if page == "site" else []))
        )
    return found


def _answer(
    question: questions.Question, document: FilingDocument, url: str, beside: Beside, hidden: frozenset[str]
) -> Answer:
    target = f"{url}?then=check#id_{question.name}" if url else ""
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


def _pre_approval_answers(document: FilingDocument, url: str) -> list[Answer]:
    held = document.sites[0].pre_approvals if document.sites else []
    words = [f"{table('pre_approvals').name_of(str(one.kind), language())}：{one.number or ''}" for one in held]
    return [
        Answer(_("前置或专项审批"), words or _("不涉及"), f"{url}?then=check&approvals=1#pre-approvals" if url else "")
    ]


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


def reasons_of(application: Application, document: FilingDocument) -> list[Reason]:
    """Why the application came back, each with the page to mend it."""
    return [
        Reason(
            reason.get("item", ""),
            "",
            reason.get("text", ""),
            reason.get("suggestion", ""),
            reason.get("article", ""),
            label_of(reason.get("item", ""), document),
            _mending_url(application, reason.get("item", ""), document),
        )
        for reason in application.reasons
    ]


class Mending(NamedTuple):
    """One field of the mending page with the reasons that concern it; without a field, the page where it is mended."""

    reasons: list[Reason]
    field: BoundField | None
    url: str


def asked_again(reasons: list[Reason], document: FilingDocument) -> list[questions.Question]:
    """The questions that the reasons speak of, in the order of the form."""
    named = [answering(reason.item, questions.all_questions(document)) for reason in reasons if reason.item]
    return [question for question in questions.all_questions(document) if question in named]


def mending_parts(reasons: list[Reason], form: Form, document: FilingDocument) -> list[Mending]:
    parts: dict[str, Mending] = {}
    for reason in reasons:
        question = answering(reason.item, questions.all_questions(document)) if reason.item else None
        name = question.name if question else reason.url
        field = form[name] if question else None
        parts.setdefault(name, Mending([], field, reason.url)).reasons.append(reason)
    return list(parts.values())


def label_of(path: str, document: FilingDocument) -> str:
    """The item's name as its question says it; the page's title for what has no question of its own."""
    question = answering(path, questions.all_questions(document))
    if question is not None:
        return str(question.label(document))
    return title_of(page_of(path, document), document) if path else _("整份申请")


def _mending_url(application: Application, path: str, document: FilingDocument) -> str:
    if not path:
        return here("application_check", application.uuid)
    page = page_of(path, document)
    question = answering(path, questions.on_page(page, document))
    url = here("application_page", application.uuid, page)
    return f"{url}#id_{question.name}" if question else url


def _target(path: str, document: FilingDocument) -> str:
    return f"section-{page_of(path, document)}"
