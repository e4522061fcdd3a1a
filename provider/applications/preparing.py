"""What an owner should know before he begins: papers, steps with their limits, his bureau's own rules, and what the answers cost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from beian.evidence.purposes import label_of
from beian.filing import documents, items
from beian.filing.documents import FilingDocument
from beian.filing.items import PERSON
from beian.filing.rules import packs
from beian.filing.rules.packs.forms import CHOICE, Field
from beian.filing.rules.packs.rows import Bound
from beian.pages import words
from beian.reference import clocks, provinces
from provider.applications import papers, questions
from provider.applications.questions import certificate_choices, language

COMPANY = 4
# A rule of these kinds says nothing to a person, or to nobody else.
UNITS_ONLY, PERSONS_ONLY = ("legal_representative", "same_principal", "landline"), ("person_from_elsewhere",)


class Thing(NamedTuple):
    """One thing to have at hand: what, how it must be, and whether everybody needs it."""

    label: str
    hint: str
    needed: bool


class Step(NamedTuple):
    """One step: what happens, how long it may take, and by when at the latest if the form is handed in today."""

    title: str
    text: str
    limit: str = ""
    latest: str = ""


class Checklist(NamedTuple):
    """Everything for one kind of owner in one province."""

    things: list[Thing]
    rules: list[str]
    bureau: str
    answers: int
    person: bool


def checklist(nature: int, province: str, today: date) -> Checklist:
    document = _example(nature, province)
    rules = bureau_rules(province, nature, today)
    bureau = provinces.bureau(province, language())
    return Checklist(things(document, today), rules, bureau, answers(document, today), document.of_person)


def _example(nature: int, province: str) -> FilingDocument:
    return documents.replaced(documents.new(), {"subject.nature": nature, "subject.address.province": province})


def things(document: FilingDocument, today: date) -> list[Thing]:
    """What to bring: the papers that the form asks for, with the certificates that prove an owner of this nature, and what it asks besides."""
    asked = papers.asked(document)
    certificates = "、".join(
        name for _code, name in certificate_choices(items.item("subject.certificate.type"), document, today)[:4]
    )
    found = [
        Thing(_("%(paper)s：%(kinds)s") % {"paper": label_of(one), "kinds": certificates}, _hint(one, document), True)
        if one == "owner_certificate"
        else Thing(label_of(one), _hint(one, document), needed)
        for one, needed in asked.items()
    ]
    approval = Thing(
        label_of("pre_approval"), _("网站涉及新闻、出版、药品、文化、视听节目等内容的，先取得批准。"), False
    )
    return [
        *found,
        approval,
        Thing(_("域名"), _("已注册并实名认证，所有者与备案主体一致。"), True),
        Thing(_("手机号码和电子邮箱"), _("能接收短信和邮件，办理期间保持畅通。"), True),
    ]


def _hint(purpose: str, document: FilingDocument) -> str:
    return papers.hint_of(purpose, document)


def steps(today: date) -> list[Step]:
    """The way of an application; the limits are those of the clocks in force, the dates those of a form handed in today."""
    precheck, visit, review = (clocks.clock(code) for code in ("precheck", "visit", "review"))
    checked = clocks.due(precheck, today)
    seen = clocks.due(visit, checked)
    decided = clocks.due(review, seen)
    return [
        Step(_("网上填写"), _("约十五分钟，填完一页保存一页，随时可以接着填。")),
        Step(_("预核验"), _("接入服务商核对资料并打电话确认，结果发短信。"), limit_words(precheck), words.day(checked)),
        Step(
            _("当面核验"),
            _("预核验通过后，网站负责人本人带证件原件到核验点拍照签字；逾期失效。"),
            limit_words(visit),
            words.day(seen),
        ),
        Step(_("省局审核"), _("由主办者所在省的通信管理局审核。"), limit_words(review), words.day(decided)),
        Step(
            _("拿到备案号"),
            _("备案号和备案密码发到您的手机和邮箱；备案号要放在网站首页底部。拿到备案号后才能开通网站。"),
        ),
    ]


def limit_words(limit: clocks.Clock) -> str:
    """How long a limit is: 5 个工作日, 1 个月."""
    match limit.unit:
        case "workday":
            return _("%(n)d 个工作日") % {"n": limit.amount}
        case "month":
            return _("%(n)d 个月") % {"n": limit.amount}
        case "hour":
            return _("%(n)d 小时") % {"n": limit.amount}
        case _:
            return _("%(n)d 天") % {"n": limit.amount}


def bureau_rules(province: str, nature: int, today: date) -> list[str]:
    """What the province asks for on top of the national rules, as far as it concerns an owner of this nature."""
    pack = packs.pack_of(province, today)
    force = packs.in_force(pack, today) if pack is not None else None
    if force is None:
        return []
    every = [*force.over_document, *(one for bound in force.by_item.values() for one in bound)]
    kept = {one.row.code: _in_words(one) for one in every if _concerns(one, nature)}
    return list(dict.fromkeys(kept.values()))


def _concerns(rule: Bound, nature: int) -> bool:
    code = rule.template.code
    other = UNITS_ONLY if nature == PERSON else PERSONS_ONLY
    return code not in other and rule.params.speaks_of(nature)


def _in_words(rule: Bound) -> str:
    """The bureau's own words, else the template's with its parameters."""
    own = rule.row.label(language())
    if rule.row.name:
        return own
    given = {field.name: _value(field, getattr(rule.params, field.name)) for field in packs.form_of(rule.template)}
    told = " · ".join(f"{name} {value}" for name, value in _told(rule, given))
    label = str(rule.template.label)
    return _("%(label)s（%(told)s）") % {"label": label, "told": told} if told else label


def _told(rule: Bound, given: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Parameters that say something to an owner: not which natures the rule is for, he is one of them."""
    return [
        (str(field.label), given[field.name])
        for field in packs.form_of(rule.template)
        if field.name != "natures" and given[field.name]
    ]


def _value(field: Field, value: Any) -> str:
    if field.kind == CHOICE:
        return str(dict(field.choices).get(value, value))
    return "、".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)


def answers(document: FilingDocument, today: date) -> int:
    """How many answers one has to give, papers included: what is filled in beforehand or follows from another answer costs nothing.

    The number that the owner signed in with stands in the form; whether one person is responsible for subject and site is one answer.
    """
    asked = sum(_costs(page, document, today) for page in questions.pages_of(document) if page != "documents")
    return asked + sum(papers.asked(document).values())


def _costs(page: str, document: FilingDocument, today: date) -> int:
    if page == "site_principal":
        return 1
    needed = [one for one in questions.on_page(page, document) if _is_needed(one, document, today)]
    return len(needed)


def _is_needed(question: questions.Question, document: FilingDocument, today: date) -> bool:
    if question.path == "subject.principal.mobile" or question.proposal(document, today):
        return False
    return question.path == "sites.0.domains" or question.field(document, today).required
