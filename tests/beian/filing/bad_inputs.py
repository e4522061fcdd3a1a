"""Rows of known bad (and good) inputs, and what their field names are called in our document. bad_inputs.jsonl holds the rows.

A row says {group, field, value, expected: valid or invalid, why, context}. Each later capability adds its own groups here.
"""

import json
from pathlib import Path
from typing import Any

from beian.filing import rules
from beian.reference.tables import table

HERE = Path(__file__).resolve().parent

# The row's field → our item and what its context always holds.
FIELDS: dict[str, tuple[str, dict[str, Any]]] = {
    "person.id_number": ("subject.principal.certificate.number", {"certificate_type": 2}),
    "person.mobile": ("subject.principal.mobile", {}),
    "person.phone": ("subject.principal.phone", {}),
    "person.email": ("subject.principal.email", {}),
    "site.responsible_name": ("sites.0.principal.name", {}),
    "subject.credential_number": ("subject.certificate.number", {}),
    "subject.name": ("subject.name", {}),
    "subject.address": ("subject.address.detail", {}),
    "site.name": ("sites.0.name", {}),
    "site.domains[]": ("sites.0.domains.0", {}),
    "site.home_url": ("sites.0.home_url", {}),
    "site.ips[]": ("sites.0.addresses.0", {}),
}
FORMER_NATURES = {"军队": 1}
FORMER_KINDS = {"新闻": 1, "出版": 2, "教育": 3, "卫生": 4, "药监": 5, "电子公告": 6, "文化": 9, "广电": 10}


def rows() -> list[dict[str, Any]]:
    """Every row, in order."""
    return [json.loads(line) for line in (HERE / "bad_inputs.jsonl").read_text(encoding="utf-8").splitlines()]


def context(given: dict[str, Any]) -> dict[str, Any]:
    """The row's context in our words: the nature's code, the approvals' codes."""
    mapped = {name: given[name] for name in ("domains", "addresses") if name in given}
    if "owner_nature" in given:
        name = given["owner_nature"]
        row = table("owner_natures").by_name(name)
        mapped["nature"] = FORMER_NATURES.get(name) or int(row.code)
    if "approvals" in given:
        mapped["approvals"] = [FORMER_KINDS[name] for name in given["approvals"]]
    return mapped


def findings(row: dict[str, Any], today: Any) -> list[rules.Finding]:
    """What the platform's own rules say to the row's value."""
    if row["field"] == "iprange":
        access = {"ip_ranges": [row["value"]]}
        return rules.check_document({"access": access}, today=today)
    key, always = FIELDS[row["field"]]
    return rules.check_field(key, row["value"], always | context(row.get("context", {})), today=today)
