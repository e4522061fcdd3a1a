"""Rows of known bad (and good) inputs for every item of the form, and what their field names are called in our document.

bad_inputs/<group>.jsonl holds them. A row says {group, field, value, expected: valid or invalid, why, context}; with `times` its value is a
text repeated so often. The context speaks as forms do: `owner_nature` and `approvals` by name, `today` as a date; all else is the rules' own.
Each later capability adds its own groups here.
"""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from beian.filing import rules
from beian.filing.items import BY_KEY
from beian.filing.paths import item_of
from beian.reference.tables import table
from ministry.public import asked

FOLDER = Path(__file__).resolve().parent / "bad_inputs"
TODAY = date(2026, 11, 20)
PRINCIPALS = ("subject.principal", "sites.0.principal")
RESIDENT_ID = {"certificate_type": 2}


def _of_both(item: str) -> tuple[str, ...]:
    return tuple(f"{principal}.{item}" for principal in PRINCIPALS)


# The row's field → the places in our document where it stands, and what its context always holds.
FIELDS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "subject.nature": (("subject.nature",), {}),
    "subject.name": (("subject.name",), {}),
    "subject.credential_type": (("subject.certificate.type",), {}),
    "subject.credential_number": (("subject.certificate.number",), {}),
    "subject.credential_address": (("subject.certificate.address",), {}),
    "subject.superior": (("subject.superior",), {}),
    "subject.province": (("subject.address.province",), {}),
    "subject.city": (("subject.address.city",), {}),
    "subject.county": (("subject.address.county",), {}),
    "subject.address": (("subject.address.detail",), {}),
    "subject.remark": (("subject.remark",), {}),
    "subject.responsible_name": (("subject.principal.name",), {}),
    "site.responsible_name": (("sites.0.principal.name",), {}),
    "person.id_type": (_of_both("certificate.type"), {}),
    "person.id_number": (_of_both("certificate.number"), RESIDENT_ID),
    "person.mobile": (_of_both("mobile"), {}),
    "person.phone": (_of_both("phone"), {}),
    "person.email": (_of_both("email"), {}),
    "person.emergency_phone": (_of_both("emergency_phone"), {}),
    "site.name": (("sites.0.name",), {}),
    "site.home_url": (("sites.0.home_url",), {}),
    "site.domains": (("sites.0.domains",), {}),
    "site.domains[]": (("sites.0.domains.0",), {}),
    "site.ip_only": (("sites.0.ip_only",), {}),
    "site.ips": (("sites.0.addresses",), {}),
    "site.ips[]": (("sites.0.addresses.0",), {}),
    "site.languages": (("sites.0.languages",), {}),
    "site.languages[]": (("sites.0.languages.0",), {}),
    "site.services": (("sites.0.services",), {}),
    "site.services[]": (("sites.0.services.0",), {}),
    "site.pre_approval_kind": (("sites.0.pre_approvals.0.kind",), {}),
    "site.pre_approval_number": (("sites.0.pre_approvals.0.number",), {}),
    "site.remark": (("sites.0.remark",), {}),
    "access.provider": (("access.provider",), {}),
    "access.modes": (("access.modes",), {}),
    "access.modes[]": (("access.modes.0",), {}),
    "access.server_provinces": (("access.server_provinces",), {}),
    "access.server_provinces[]": (("access.server_provinces.0",), {}),
    "iprange.start": (("access.ip_ranges.0.start",), {}),
    "iprange.end": (("access.ip_ranges.0.end",), {}),
}
# A whole range in one value, and a filing number, which is no item but what the public query is asked.
RANGE, NUMBER = "iprange", "query.number"
RANGE_ITEMS = ("access.ip_ranges[].start", "access.ip_ranges[].end")
FORMER_NATURES = {"军队": 1}
FORMER_KINDS = {"新闻": 1, "出版": 2, "教育": 3, "卫生": 4, "药监": 5, "电子公告": 6, "文化": 9, "广电": 10}
AS_IT_IS = ("domains", "addresses", "owner", "authorisation", "province", "city", "certificate_type", "mobile", "start")


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """Every row, group by group in their order; read only."""
    files = sorted(FOLDER.glob("*.jsonl"))
    return tuple(json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines())


def value_of(row: dict[str, Any]) -> Any:
    """The value, repeated where the row says so."""
    return row["value"] * row["times"] if "times" in row else row["value"]


def context(given: dict[str, Any]) -> dict[str, Any]:
    """The row's context in our words: the nature's code, the approvals' codes, the day."""
    mapped = {name: given[name] for name in AS_IT_IS if name in given}
    if "owner_nature" in given:
        name = given["owner_nature"]
        mapped["nature"] = FORMER_NATURES.get(name) or int(table("owner_natures").by_name(name).code)
    if "approvals" in given:
        mapped["approvals"] = [FORMER_KINDS[name] for name in given["approvals"]]
    if "today" in given:
        mapped["today"] = date.fromisoformat(given["today"])
    return mapped


def items_of(row: dict[str, Any]) -> set[str]:
    """The keys of the form's items that the row is about; none for a filing number."""
    if row["field"] in (RANGE, NUMBER):
        return set(RANGE_ITEMS) if row["field"] == RANGE else set()
    keys = {item_of(path) for path in FIELDS[row["field"]][0]}
    return {key if key in BY_KEY else f"{key}[]" for key in keys}


def findings(row: dict[str, Any]) -> Iterator[list[rules.Finding]]:
    """What the platform's own rules say to the row's value, at each place where it may stand."""
    value, given = value_of(row), context(row.get("context", {}))
    today = given.get("today", TODAY)
    if row["field"] == RANGE:
        yield rules.check_document({"access": {"ip_ranges": [value]}}, today=today)
        return
    paths, always = FIELDS[row["field"]]
    for path in paths:
        yield rules.check_field(path, value, always | given, today=today)


def number_refused(row: dict[str, Any]) -> str:
    """The sentence with which the public query refuses a filing number; empty where it is read."""
    try:
        asked.number(value_of(row))
    except asked.Unreadable as refusal:
        return str(refusal)
    return ""
