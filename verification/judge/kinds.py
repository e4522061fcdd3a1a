"""The kinds of question, each with the members of its line."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from beian.filing import identifiers, rules
from beian.filing.identifiers import Invalid
from beian.reference import workdays
from verification.discovery import footers
from verification.judge import names
from verification.judge.fields import field
from verification.judge.lines import Kind
from verification.judge.photos import photo
from verification.judge.verdicts import BadMember, Reason, Verdict, found, member, one_of, refused

CERTIFICATES = frozenset(
    "uscc orgcode bizreg15 resident_id resident_id_15 passport_cn passport_foreign hk_macau_permit taiwan_permit hmt_residence foreign_pr "
    "officer institution association army household".split()
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOTICE = _("国务院办公厅关于部分节假日安排的通知")
_LONGEST_HOST, _LONGEST_NUMBER, _LONGEST_NAME, _LONGEST_PAPER = 4096, 255, 512, 4096


def domain(line: dict[str, Any], today: date) -> Verdict:
    """{host}: the registrable domain (R2 and its note)."""
    try:
        return Verdict(identifiers.registrable_domain(member(line, "host", str, _LONGEST_HOST)))
    except Invalid as error:
        return refused(error, "R2")


def certificate(line: dict[str, Any], today: date) -> Verdict:
    """{type, value}: the number in normal form."""
    kind = member(line, "type", str)
    number = member(line, "value", str, _LONGEST_NUMBER)
    if kind not in CERTIFICATES:
        raise one_of("type")
    try:
        return Verdict(identifiers.certificate_number(kind, number, today))
    except Invalid as error:
        return refused(error, "P09 附件3二(三)")


def workday(line: dict[str, Any], today: date) -> Verdict:
    """{start, days}: the days-th working day after start, as YYYY-MM-DD."""
    start = _day(member(line, "start", str))
    days = member(line, "days", int)
    if days < 0:
        raise BadMember("negative", _("“{name}”不能小于 0。"), "days")
    try:
        due = workdays.add_workdays(start, days)
    except OverflowError:
        raise BadMember("too_far", _("“{name}”太大，结果超出 9999 年。"), "days") from None
    unknown = Reason("workday.unknown_year", _("其中有年份的放假安排尚未公布，按周一至周五计算。"), _NOTICE, rules.WARN)
    return Verdict(due.day.isoformat(), () if due.known else (unknown,))


def _day(text: str) -> date:
    """A day written YYYY-MM-DD and in no other way."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # 2026-02-30 is written well and is no day
    raise BadMember("value", _("“{name}”不是 YYYY-MM-DD 形式的日期。"), "start")


def site_name(line: dict[str, Any], today: date) -> Verdict:
    """{name, owner_nature, owner, approvals, authorisation}: the name, by annex 3 as written."""
    name = member(line, "name", str, _LONGEST_NAME)
    context = {
        "nature": _nature(member(line, "owner_nature", str, _LONGEST_NUMBER)),
        "owner": member(line, "owner", str, _LONGEST_NAME),
        "approvals": [_approval(text) for text in member(line, "approvals", list, _LONGEST_NUMBER)],
        "authorisation": None
        if line.get("authorisation") is None
        else member(line, "authorisation", str, _LONGEST_PAPER),
        "as_written": True,
    }
    findings = rules.check_field("sites[].name", name, context, today=today)
    return Verdict(rules.normal("sites[].name", name), found(findings))


def _nature(name: str) -> int:
    code = names.nature(name)
    if code is None:
        raise one_of("owner_nature")
    return code


def _approval(name: Any) -> int:
    code = names.approval(name) if type(name) is str else None
    if code is None:
        raise one_of("approvals")
    return code


def footer(line: dict[str, Any], today: date) -> Verdict:
    """{html}: the numbers that a visitor sees."""
    return Verdict(footers.numbers(member(line, "html", str)))


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "domain": domain,
        "certificate": certificate,
        "workday": workday,
        "site_name": site_name,
        "footer": footer,
        "field": field,
        "photo": photo,
    }
)
