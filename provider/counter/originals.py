"""What the desk must see before it signs: the originals and the person himself (P10 一1, 二(二)1(3), (5)).

What is asked for stands in one table; which paper proves whom, and which only where the first is not to be had, in the code table of
certificates (B7). The agreement is a step of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from beian.filing.documents import Certificate, FilingDocument, Site
from beian.reference.tables import Row, table
from provider.applications import answers
from provider.applications.questions import language

FIRST = 1


class Original(NamedTuple):
    """One thing to be seen: code, words, whether the desk cannot do without it, the article, and what its kind asks to be mindful of."""

    code: str
    label: str
    required: bool
    article: str
    remark: str = ""


class Kind(NamedTuple):
    """A kind of original: for which filings it is asked, or for which of their sites, and whose certificate it is."""

    code: str
    label: str | Promise
    article: str
    asked: Callable[[FilingDocument, int], bool]
    certificate: Callable[[FilingDocument, int], Certificate] | None = None
    required: bool = True
    each_site: bool = False


def _of_unit(document: FilingDocument, site: int) -> bool:
    return not document.of_person


def _other_principal(document: FilingDocument, site: int) -> bool:
    return not document.of_person and not answers.is_same_principal(document, site)


def _any(told: Callable[[Site], object]) -> Callable[[FilingDocument, int], bool]:
    return lambda document, site: any(told(one) for one in document.sites)


KINDS = (
    Kind(
        "owner_certificate",
        gettext_lazy("主办者：%(paper)s原件"),
        "P10 一1",
        asked=lambda document, site: True,
        certificate=lambda document, site: document.subject.certificate,
    ),
    Kind(
        "principal_certificate",
        gettext_lazy("主体负责人：%(paper)s原件"),
        "P10 一1",
        asked=_of_unit,
        certificate=lambda document, site: document.subject.principal.certificate,
    ),
    Kind(
        "site_principal_certificate",
        gettext_lazy("网站负责人：%(paper)s原件"),
        "P10 一1",
        asked=_other_principal,
        certificate=lambda document, site: document.sites[site].principal.certificate,
        each_site=True,
    ),
    Kind(
        "authorisation",
        gettext_lazy("网站负责人的授权书"),
        "P10 一1(3)",
        asked=_other_principal,
        required=False,
        each_site=True,
    ),
    Kind(
        "person",
        gettext_lazy("网站负责人本人到场，与证件相符"),
        "P10 二(二)1(5)",
        asked=lambda document, site: True,
    ),
    Kind(
        "domain",
        gettext_lazy("域名证书或注册查询结果：域名所有者与主办者一致"),
        "P10 二(二)1(5)",
        asked=_any(lambda site: site.domains),
    ),
    Kind("pre_approval", gettext_lazy("前置或专项审批文件原件"), "R20(1)", asked=_any(lambda site: site.pre_approvals)),
)
# Whom a paper proves that is not everybody's (P10 一1).
PROVES = {
    "7": gettext_lazy("护照证明非中国公民；中国公民应先出示居民身份证。"),
    "901": gettext_lazy("中国公民没有居民身份证时才用户口簿。"),
}


def originals(document: FilingDocument) -> list[Original]:
    """What this filing asks for, in desk order."""
    return [_original(kind, document, site) for kind, site in _asked(document)]


def _asked(document: FilingDocument) -> Iterator[tuple[Kind, int]]:
    """What belongs to a site goes site by site: its principal's certificate, then his authorisation."""
    for each_site, kinds in groupby(KINDS, key=attrgetter("each_site")):
        found = list(kinds)
        places = range(len(document.sites)) if each_site else (0,)
        yield from ((kind, site) for site in places for kind in found if kind.asked(document, site))


def _original(kind: Kind, document: FilingDocument, site: int) -> Original:
    code = f"{kind.code}_{site}" if kind.each_site else kind.code
    if kind.certificate is None:
        return Original(code, str(kind.label), kind.required, kind.article)
    paper = table("certificate_types").get(str(kind.certificate(document, site).type or ""))
    name = paper.label(language()) if paper else _("证件")
    remark = _remark(paper, document, kind.code == "owner_certificate") if paper else ""
    return Original(code, kind.label % {"paper": name}, kind.required, kind.article, remark)


def _remark(paper: Row, document: FilingDocument, of_owner: bool) -> str:
    """A paper of second choice counts only where there is none of the first; which those are follows from the code table."""
    if paper.flags["choice"] == FIRST:
        return ""
    if paper.code in PROVES:
        return str(PROVES[paper.code])
    first = [row.label(language()) for row in table("certificate_types").rows if _comes_before(row, document, of_owner)]
    return _("第二证件：没有%(first)s时才可使用。") % {"first": "、".join(dict.fromkeys(first))} if first else ""


def _comes_before(row: Row, document: FilingDocument, of_owner: bool) -> bool:
    """Whether it proves the same one as first choice; of a Chinese person that is the resident identity card."""
    if row.flags["choice"] != FIRST:
        return False
    if of_owner and not document.of_person:
        return str(document.subject.nature) in row.flags["natures"]
    return "resident_id" in row.flags["numbers"]


def still_to_see(document: FilingDocument, seen: Iterable[str]) -> list[Original]:
    there = set(seen)
    return [one for one in originals(document) if one.required and one.code not in there]


def in_words(document: FilingDocument, seen: Iterable[str]) -> list[str]:
    """What was seen as the sheet says it: in Chinese, whatever language the desk works in."""
    there = set(seen)
    with override("zh-hans"):
        return [one.label for one in originals(document) if one.code in there]
