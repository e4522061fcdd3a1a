"""What an owner mends after a return: the returned items, what a changed rule asks for since, and nothing else; the rest is locked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.forms import BoundField, Form
from django.utils.translation import gettext as _

from beian.evidence.purposes import PURPOSES
from beian.filing import documents, rules
from beian.filing.documents import FilingDocument
from beian.people.nodes import here
from provider.applications import papers, questions
from provider.applications.judgement import page_of, site_of
from provider.applications.models import Application
from provider.applications.questions import Question, answering, title_of

# What can only be mended together: a name with its address, a paper with its number. The rest of the group opens with one of them.
GROUPS = (
    ("certificate.type", "certificate.number"),
    ("home_url", "domains", "ip_only", "addresses"),
    ("address.city", "address.county", "address.detail"),
    ("mobile", "emergency_phone"),
)
# With another nature or province nearly everything may have to change.
OPENS_ALL = ("", "subject", "sites", "subject.nature", "subject.address.province")


class Reason(NamedTuple):
    """Why an item is to be mended, with where to do it; `severity` is for the component that shows it, `new` says that it is no reason of
    the return but a rule that has changed since."""

    item: str
    code: str
    text: str
    suggestion: str
    article: str
    label: str
    url: str
    severity: str = "reject"
    new: bool = False


class Mending(NamedTuple):
    """One field of the mending page with the reasons that concern it and what it held; without a field, the page where it is mended."""

    reasons: list[Reason]
    field: BoundField | None
    url: str
    before: str | list[str] = ""
    new: bool = False

    @property
    def old(self) -> list[str]:
        """What stood there when it came back, line by line."""
        lines = self.before if isinstance(self.before, list) else [self.before]
        return [line for line in lines if line]


def reasons_of(application: Application, document: FilingDocument) -> list[Reason]:
    """Why the application came back, each with the page to mend it."""
    return [
        _reason(
            application, document, one.get("item", ""), one["text"], one.get("suggestion", ""), one.get("article", "")
        )
        for one in application.reasons
    ]


def changed_since(application: Application, document: FilingDocument) -> list[Reason]:
    """What stands against the document now and was no reason of its return: a rule has changed, or one answer has made another wrong."""
    told = [reason.get("item", "") for reason in application.reasons]
    found = [
        (finding.item, str(finding.text), str(finding.suggestion), str(finding.article))
        for finding in _refusals(document)
    ]
    found += [(path, _("这一项现在必须填写。"), "", "") for path in documents.missing(document)]
    fresh = [one for one in found if not any(_within(one[0], item) for item in told if item)]
    return [_reason(application, document, *one, new=True) for one in fresh]


def _reason(
    application: Application,
    document: FilingDocument,
    item: str,
    text: str,
    suggestion: str,
    article: str,
    *,
    new: bool = False,
) -> Reason:
    label, url = label_of(item, document), mending_url(application, item, document)
    return Reason(item, "", text, suggestion, article, label, url, new=new)


def _refusals(document: FilingDocument) -> list:
    return [finding for finding in rules.check_whole(documents.dump(document)) if finding.rejects]


def open_paths(application: Application, document: FilingDocument) -> frozenset[str] | None:
    """The paths whose answers may be changed; None while all of them may."""
    if application.state != "returned":
        return None
    told = {reason.get("item", "") for reason in application.reasons}
    now = {finding.item for finding in _refusals(document)} | set(documents.missing(document))
    if told.intersection(OPENS_ALL) or now.intersection(OPENS_ALL):
        return None
    return frozenset(told | now | {path for item in told | now for path in _together(item)})


def _together(item: str) -> Iterable[str]:
    for group in GROUPS:
        for ending in group:
            stem, found, rest = item.partition(f".{ending}")
            if found and rest.lstrip(".").isdigit() | (rest == ""):
                yield from (f"{stem}.{other}" for other in group)


def is_open(path: str, opened: frozenset[str] | None) -> bool:
    """Whether the answer at this path, or one inside it, may be changed."""
    return opened is None or any(_within(path, one) or _within(one, path) for one in opened)


def _within(path: str, stem: str) -> bool:
    return path == stem or path.startswith(f"{stem}.")


def open_questions(page: str, document: FilingDocument, opened: frozenset[str] | None) -> list[Question]:
    """The questions of a page that may be answered now."""
    return [one for one in questions.on_page(page, document) if any(is_open(path, opened) for path in one.paths)]


def open_papers(application: Application, document: FilingDocument) -> list[str] | None:
    """The purposes of which papers may be brought; None while all may."""
    if open_paths(application, document) is None:
        return None
    told = {reason.get("item", "") for reason in application.reasons}
    return [one for one in papers.asked(document) if one in told or one in papers.still_needed(application, document)]


def awaits_papers(application: Application, document: FilingDocument) -> bool:
    """Whether a paper came back and no newer one has been brought since."""
    told = {reason.get("item", "") for reason in application.reasons}.intersection(papers.asked(document))
    if not told:
        return False
    newer = papers.kept(application).filter(purpose__in=told, stored_at__gt=application.state_since)
    return bool(told - set(newer.values_list("purpose", flat=True)))


def asked_again(reasons: list[Reason], document: FilingDocument) -> list[Question]:
    """The questions that the reasons speak of, in the order of the form."""
    every = questions.all_questions(document)
    named = [answering(reason.item, every) for reason in reasons if reason.item]
    return [question for question in every if question in named]


def parts(reasons: list[Reason], form: Form, document: FilingDocument) -> list[Mending]:
    """The mending page, field by field, each with all that is said of it."""
    every, found = questions.all_questions(document), {}
    for reason in reasons:
        question = answering(reason.item, every) if reason.item else None
        name = question.name if question else reason.url or reason.item
        if name not in found:
            held = question.shown(document) if question else ""
            found[name] = Mending([], form[name] if question else None, reason.url, held, reason.new)
        found[name].reasons.append(reason)
    return list(found.values())


def label_of(path: str, document: FilingDocument) -> str:
    """The item's name as its question says it; the page's title for what has no question of its own."""
    if path in PURPOSES:
        return str(papers.label_of(path))
    question = answering(path, questions.all_questions(document))
    if question is not None:
        label = str(question.label(document))
        several = path.startswith("sites.") and len(document.sites) > 1
        return _("第 %(n)d 个网站：%(label)s") % {"n": site_of(path) + 1, "label": label} if several else label
    page = page_of(path, document) if path else ""
    return title_of(page, document) if page in questions.pages_of(document) else _("整份申请")


def mending_url(application: Application, path: str, document: FilingDocument) -> str:
    """Where it is mended; nothing where that is not in the owner's hands."""
    if not path:
        return here("application_check", application.uuid)
    page = page_of(path, document)
    if page not in questions.pages_of(document) or (path in PURPOSES and path not in papers.asked(document)):
        return ""
    question = answering(path, questions.on_page(page, document))
    url = here("application_page", application.uuid, page)
    return f"{url}#id_{question.name}" if question else f"{url}#id_{path}" if path in PURPOSES else url
