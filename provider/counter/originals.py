"""What the desk must see before it signs: the originals, the person himself, the signed agreement (P10 一1, 二(二)1(3), (5), (6))."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from beian.filing.documents import Certificate, FilingDocument
from beian.reference.tables import table
from provider.applications import answers
from provider.applications.questions import language


class Original(NamedTuple):
    """One thing to be seen: code, words, whether the desk cannot do without it, the article."""

    code: str
    label: str
    required: bool
    article: str


def originals(document: FilingDocument) -> list[Original]:
    """What this filing asks for, in desk order."""
    return [*_people(document), *_papers(document)]


def _people(document: FilingDocument) -> Iterable[Original]:
    subject = document.subject
    yield Original("owner_certificate", _("主办者：%(paper)s原件") % _paper(subject.certificate), True, "P10 一1")
    if not document.of_person:
        words = _("主体负责人：%(paper)s原件") % _paper(subject.principal.certificate)
        yield Original("principal_certificate", words, True, "P10 一1")
    for number, site in enumerate(document.sites):
        if not document.of_person and not answers.is_same_principal(document, number):
            words = _("网站负责人：%(paper)s原件") % _paper(site.principal.certificate)
            yield Original(f"site_principal_certificate_{number}", words, True, "P10 一1")
            yield Original(f"authorisation_{number}", _("网站负责人的授权书"), False, "P10 一1(3)")
    yield Original("person", _("网站负责人本人到场，与证件相符"), True, "P10 二(二)1(5)")


def _papers(document: FilingDocument) -> Iterable[Original]:
    if any(site.domains for site in document.sites):
        yield Original("domain", _("域名证书或注册查询结果：域名所有者与主办者一致"), True, "P10 二(二)1(5)")
    if any(site.pre_approvals for site in document.sites):
        yield Original("pre_approval", _("前置或专项审批文件原件"), True, "R20(1)")
    yield Original("agreement", _("信息安全管理协议书已由双方签署"), True, "P10 二(二)1(6)")


def _paper(certificate: Certificate) -> dict[str, str]:
    return {"paper": table("certificate_types").name_of(str(certificate.type or ""), language()) or _("证件")}


def still_to_see(document: FilingDocument, seen: Iterable[str]) -> list[Original]:
    there = set(seen)
    return [one for one in originals(document) if one.required and one.code not in there]


def in_words(document: FilingDocument, seen: Iterable[str]) -> list[str]:
    """What was seen as the sheet says it: in Chinese, whatever language the desk works in."""
    there = set(seen)
    with override("zh-hans"):
        return [one.label for one in originals(document) if one.code in there]
