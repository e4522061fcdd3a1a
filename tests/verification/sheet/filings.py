"""Filings for the papers: a company's, a person's, the longest that the form allows; and what a desk signs about them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from beian.demo import documents as invented
from beian.filing import documents, paths
from beian.filing.documents import FilingDocument
from tests.beian.evidence import uploads

SEALED = b"\x01sealed"
OPEN = {"schema": 1, "kind": "new_filing", "masked": []}
SOURCES = [
    {
        "source": "company",
        "source_label": "企业登记信息",
        "item": "subject.name",
        "label": "主办单位名称",
        "state": state,
        "state_label": words,
        "at": "2026-11-22T10:20:00+08:00",
        "words": "",
    }
    for state, words in (("match", "一致"), ("unavailable", "待复核"))
]
CORRECTION = {
    "item": "subject.principal.email",
    "label": "主体负责人：电子邮箱",
    "before": "z***@example.cn",
    "after": "l***@example.cn",
    "note": "主办者当场更正",
    "by": "核验员",
    "at": "2026-11-22T10:15:00+08:00",
}
FACTS = {
    "photo": {
        "verdict": "warn",
        "taken_at": "2026-11-22T10:18:00+08:00",
        "backdrop": "110013",
        "overruled": {"sharp": {"reason": "镜头起雾，已当面辨认", "by": "核验员"}},
        "sharpness": 0.75,
    },
    "sources": SOURCES,
    "agreement": {
        "capacity": "authorised",
        "number": "20261122-0123456789AB",
        "signed_at": "2026-11-22T10:25:00+08:00",
    },
}


def invented_by(number: int) -> FilingDocument:
    made = invented.filing(number, province="11", provider="p01", servers=["11"]).document
    return documents.load(made)


def _first(person: bool) -> FilingDocument:
    return next(found for number in range(100) if (found := invented_by(number)).of_person is person)


def unit() -> FilingDocument:
    return _first(False)


def person() -> FilingDocument:
    return _first(True)


def largest() -> FilingDocument:
    """A hundred sites, two hundred names each, every text as long as it may be."""
    data = documents.dump(unit())
    people = data["sites"][0]["principal"] | {
        name: "长" * 128 for name in ("name", "phone", "email", "emergency_phone")
    }
    data["subject"] |= {"name": "名" * 255, "superior": "管" * 255, "remark": "备" * 1024, "principal": people}
    data["subject"]["certificate"] |= {"number": "9" * 255, "address": "址" * 1024}
    data["subject"]["address"] |= {"detail": "街" * 1024}
    site = {
        "name": "站" * 512,
        "home_url": "http://" + "a" * 505,
        "domains": [f"{number:03}{'d' * 249}.cn" for number in range(200)],
        "languages": [1],
        "services": [1],
        "pre_approvals": [{"kind": 1, "number": "文" * 512}] * 64,
        "remark": "注" * 1024,
        "principal": people,
    }
    data["sites"] = [site] * 100
    data["access"]["ip_ranges"] = [{"start": "2001:db8:0:0:1::1", "end": "2001:db8:0:0:1::ffff"}] * 256
    return documents.load(data)


def signing(filing: FilingDocument, **changed: Any) -> dict[str, Any]:
    """What `signing.sign` takes, but for owner, person and time."""
    compared = [path for path, _value in paths.leaves(documents.dump(filing)) if not path.startswith("access")]
    return {
        "application": uuid4(),
        "round": 1,
        "document": OPEN,
        "sealed": SEALED,
        "documents": ["主办者：营业执照原件", "主体负责人：居民身份证原件", "网站负责人本人到场，与证件相符"],
        "compared": compared,
        "corrections": [CORRECTION],
        "facts": FACTS,
        "filing": filing,
    } | changed


def photo():
    """A desk photo as the camera gives it."""
    return uploads.picture((800, 600))
