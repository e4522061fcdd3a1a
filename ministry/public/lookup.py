"""Answers of the public query: six statuses in words, with the moment they were read, and never more than the public columns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import OperationalError
from django.db.models import Q
from django.db.models.functions import Collate
from django.utils.translation import gettext_lazy as _

from beian.pages import keyset
from ministry.public.asked import Question, Sort
from ministry.public.models import CANCELLED, FILED, PENDING, QueryEntry

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PAGE = 20
MOST_LINES = 50
HIGHEST = "\U0010ffff"


class Status(StrEnum):
    FILED = FILED
    PENDING = PENDING
    CANCELLED = CANCELLED
    NOT_FILED = "not_filed"
    UNSUPPORTED = "suffix_not_supported"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Words:
    """A status as people read it: the words, what they mean, and the tone of its panel."""

    title: "str | _StrPromise"
    text: "str | _StrPromise"
    tone: str


WORDS = {
    Status.FILED: Words(_("已备案"), _("该网站已履行备案手续。"), "success"),
    Status.PENDING: Words(_("备案办理中"), _("已有备案申请正在办理，尚未取得备案号。"), "info"),
    Status.CANCELLED: Words(_("备案已注销"), _("该备案曾经有效，现已注销。"), "warning"),
    Status.NOT_FILED: Words(_("未查到备案"), _("全国备案库中没有该项备案，也没有正在办理的申请。"), "neutral"),
    Status.UNSUPPORTED: Words(
        _("域名后缀不支持备案"), _("该域名后缀不在可以备案的域名后缀之列，请核对域名最后一段。"), "warning"
    ),
    Status.UNKNOWN: Words(_("暂时无法查询"), _("备案库暂时没有回应，备案与否目前不能确定，请稍后再查。"), "danger"),
}

# What "nothing found" means where it is not about a domain.
NOTHING = {
    Sort.NUMBER: _("全国备案库中没有这个备案号，请核对后重新查询。"),
    Sort.NAME: _("没有以此开头的单位名称或网站名称，请核对后重新查询；个人主办者不能按姓名查询。"),
    Sort.ADDRESS: _("全国备案库中没有仅以该 IP 地址备案的网站。"),
}


@dataclass(frozen=True)
class Answer:
    """What is known of a question as of a moment. `page` pages the lines of a number or name."""

    question: Question
    status: Status
    as_of: datetime
    lines: list[QueryEntry] = field(default_factory=list)
    page: keyset.Page | None = None

    @property
    def words(self) -> Words:
        return WORDS[self.status]

    @property
    def text(self) -> "str | _StrPromise":
        """What the status means for this question."""
        return NOTHING.get(self.question.sort, self.words.text) if self.status == Status.NOT_FILED else self.words.text

    @property
    def first(self) -> QueryEntry | None:
        """The line whose facts may be shown; while an application is pending there is none."""
        return self.lines[0] if self.lines and self.status in (Status.FILED, Status.CANCELLED) else None


def answer(question: Question, viewer, *, now: datetime, after: str | None = None) -> Answer:
    """Look it up in one statement. A register that does not answer makes the status unknown, never "not filed"."""
    if question.sort == Sort.UNSUPPORTED:
        return Answer(question, Status.UNSUPPORTED, now)
    try:
        return _BY_SORT[question.sort](question, viewer, now, after)
    except OperationalError:
        return Answer(question, Status.UNKNOWN, now)


def _by_key(question: Question, viewer, now: datetime, after: str | None) -> Answer:
    found = QueryEntry.objects.visible_to(viewer).facts().filter(key=question.key, kind=question.sort.value)
    lines = list(found.order_by("-approved_on", "id")[:MOST_LINES])
    return Answer(question, _status(line.standing for line in lines), now, lines)


def _by_number(question: Question, viewer, now: datetime, after: str | None) -> Answer:
    column = "site_number" if "-" in question.key else "filing_number"
    return _paged(QueryEntry.objects.visible_to(viewer).facts().filter(**{column: question.key}), question, now, after)


def _by_name(question: Question, viewer, now: datetime, after: str | None) -> Answer:
    """Units, and sites of anybody, whose names begin so. Persons' names are not in the index and cannot be searched for."""
    unit = Q(name_key__gte=question.key, name_key__lt=question.key + HIGHEST) & ~Q(name_key="")
    typed = question.shown
    site = Q(site_key__gte=typed, site_key__lt=typed + HIGHEST)
    rows = QueryEntry.objects.visible_to(viewer).facts().alias(site_key=Collate("site_name", "C"))
    return _paged(rows.filter(unit | site), question, now, after)


def _paged(rows, question: Question, now: datetime, after: str | None) -> Answer:
    page = keyset.page(rows, order=("filing_number", "site_number", "id"), after=after, size=PAGE)
    return Answer(question, _status(line.fact for line in page.rows), now, page.rows, page)


_BY_SORT = {Sort.DOMAIN: _by_key, Sort.ADDRESS: _by_key, Sort.NUMBER: _by_number, Sort.NAME: _by_name}


def _status(standings: Iterable[str]) -> Status:
    """Of several lines the best standing counts."""
    found = set(standings)
    return next((Status(each) for each in (FILED, PENDING, CANCELLED) if each in found), Status.NOT_FILED)
