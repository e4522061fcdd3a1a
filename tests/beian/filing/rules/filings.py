"""Whole filings for the tests of rules, each of its own, no part of it shared."""

import copy
import json
from typing import Any

from beian.filing import paths
from tests.beian.filing import drafts


def company() -> dict:
    return json.loads(json.dumps(drafts.company()))


def person() -> dict:
    data = company()
    own = {"name": "赵小满", "certificate": {"type": 2, "number": "11010519491231002X"}}
    data["subject"] |= {"nature": 5, "name": "赵小满"}
    data["subject"]["certificate"] = own["certificate"] | {"address": "北京市朝阳区某某路1号"}
    data["subject"].pop("superior", None)
    data["subject"]["principal"] |= copy.deepcopy(own)
    data["sites"][0] |= {
        "name": "小满的博客",
        "services": [6],
        "principal": copy.deepcopy(data["subject"]["principal"]),
    }
    return data


def two() -> dict:
    """A company with the same site twice."""
    data = company()
    data["sites"].append(copy.deepcopy(data["sites"][0]))
    return data


def by_address() -> dict:
    """A company whose site is reached by its address only."""
    return changed(
        company(),
        sites__0__domains=[],
        sites__0__ip_only=True,
        sites__0__addresses=["1.2.4.8"],
        sites__0__home_url="http://1.2.4.8/",
    )


def changed(document: dict, **values: Any) -> dict:
    """The filing with other values at some paths, written with __ for the dot; None takes away."""
    data = copy.deepcopy(document)
    for path, value in values.items():
        paths.put(data, path.replace("__", "."), value)
    return data
