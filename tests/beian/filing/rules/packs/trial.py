"""A pack of one province on trial: rows switched on, and what they say to a document beside the national rules."""

import copy
import json
from datetime import date
from typing import Any

from beian.filing import paths, rules
from beian.filing.rules import packs
from beian.reference.tables import Row, Table, read
from tests.beian.filing import drafts

TODAY = date(2026, 11, 20)
# A woman born on 31 December 1949 in Beijing, a man born on 1 January 1880 in Guangdong (the worked examples of GB 11643).
BEIJING, GUANGDONG = "11010519491231002X", "440524188001010014"

# Parameters with which each template speaks of the company or the person below, in the order of the list.
PARAMS = {
    "min_age": {"years": 80},
    "legal_representative": {},
    "same_principal": {},
    "mobile_of_province": {},
    "landline": {},
    "person_from_elsewhere": {},
    "same_city": {},
    "max_sites": {"most": 1},
    "max_domains": {"most": 1},
    "max_domains_per_site": {"most": 1},
    "suffix_only": {"suffixes": ["公益"]},
    "site_name_words": {"words": ["有限公司"]},
    "site_name_endings": {"endings": ["的博客"]},
    "pledge_text": {"phrases": ["承诺"]},
    "remark_length": {"least": 30},
    "item_length": {"item": "sites[].name", "least": 100},
    "required_item": {"item": "subject.remark"},
    "paper": {"paper": "建设方案书"},
    "reminder": {"item": "sites[].domains[]"},
}


def row(template: str, *, code: str = "", severity: str = "", flags: dict | None = None, **params: Any) -> Row:
    """A row of Beijing's pack that is switched on; flags overrides what stands there."""
    known = packs.template_of(template)
    own = {"on": True, "template": template, "params": params, "severity": severity or (known and known.severity)}
    return read(
        {
            "code": code or f"11.{template}",
            "name": "",
            "name_en": "",
            "valid_from": None,
            "valid_to": None,
            "order": 1,
            "flags": own | {"suggestion": "", "suggestion_en": ""} | (flags or {}),
            "source": "京通信〔2026〕1 号",
            "confidence": "high",
        }
    )


def pack(*rows: Row, name: str = "rules.11") -> Table:
    return Table(name, list(rows))


def company() -> dict:
    return json.loads(json.dumps(drafts.company()))


def person() -> dict:
    data = company()
    own = {"name": "赵小满", "certificate": {"type": 2, "number": BEIJING}}
    data["subject"] |= {"nature": 5, "name": "赵小满"}
    data["subject"]["certificate"] = own["certificate"] | {"address": "北京市朝阳区某某路1号"}
    data["subject"]["principal"] |= own
    data["sites"][0] |= {
        "name": "小满的博客",
        "services": [6],
        "principal": copy.deepcopy(data["subject"]["principal"]),
    }
    return data


def changed(document: dict, **values: Any) -> dict:
    data = copy.deepcopy(document)
    for path, value in values.items():
        paths.put(data, path.replace("__", "."), value)
    return data


def said(document: Any, *rows: Row, complete: bool = True, today: date = TODAY) -> list[rules.Finding]:
    """What the rows say to the document."""
    found = rules.check_document(document, complete=complete, today=today, pack=pack(*rows))
    return [finding for finding in found if finding.code.startswith("pack.")]


def places(document: Any, *rows: Row, **more: Any) -> set[str]:
    return {finding.item for finding in said(document, *rows, **more)}


def asked(key: str, value: Any, rule: Row, **context: Any) -> bool:
    """Whether the row has a word to say to one value."""
    found = rules.check_field(key, value, context | {"pack": pack(rule)}, today=TODAY)
    return any(finding.code == f"pack.{rule.code}" for finding in found)
