"""Whole documents: items against each other, what is missing, and that nothing at all makes the rules fall over."""

import copy
import json
import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian.filing import paths, rules
from beian.filing.items import BY_KEY, ITEMS, PAGES
from tests.beian.filing import drafts

TODAY = date(2026, 11, 20)


def company():
    """A filing of its own, no part of it shared."""
    return json.loads(json.dumps(drafts.company()))


def person():
    data = company()
    own = {"name": "赵小满", "certificate": {"type": 2, "number": "11010519491231002X"}}
    data["subject"] |= {
        "nature": 5,
        "name": "赵小满",
        "certificate": own["certificate"] | {"address": "北京市朝阳区某某路1号"},
    }
    data["subject"].pop("superior", None)
    data["subject"]["principal"] = data["subject"]["principal"] | own
    data["sites"][0] |= {
        "name": "小满的博客",
        "services": [6],
        "principal": copy.deepcopy(data["subject"]["principal"]),
    }
    return data


def codes(document, complete=True):
    return {
        (found.item, found.code)
        for found in rules.check_document(document, complete=complete, today=TODAY)
        if found.rejects
    }


def changed(document, **values):
    data = copy.deepcopy(document)
    for path, value in values.items():
        paths.put(data, path.replace("__", "."), value)
    return data


@pytest.mark.requirement("B3")
def test_whole_filings_of_a_company_and_a_person_pass():
    assert codes(company()) == set() == codes(person())


@pytest.mark.requirement("B7a")
def test_person_is_his_own_principal():
    found = codes(
        changed(
            person(), sites__0__principal__name="张三", subject__principal__certificate__number="440524188001010014"
        )
    )
    assert found == {
        ("sites.0.principal.name", "across.own_principal"),
        ("subject.principal.certificate.number", "across.own_principal"),
    }


@pytest.mark.requirement("B2")
def test_site_needs_a_domain_or_a_declared_address():
    bare = changed(company(), sites__0__domains=[])
    assert ("sites.0.domains", "missing") in codes(bare)
    assert codes(bare, complete=False) == set()
    declared = changed(bare, sites__0__ip_only=True, sites__0__home_url="http://1.2.4.8/")
    assert ("sites.0.addresses", "missing") in codes(declared)
    assert codes(changed(declared, sites__0__addresses=["1.2.4.8"])) == set()
    both = changed(company(), sites__0__ip_only=True, sites__0__addresses=["1.2.4.8"])
    assert ("sites.0.domains", "across.ip_only_domain") in codes(both)


@pytest.mark.requirement("B3")
def test_items_contradicting_each_other_are_named():
    twin = company()
    twin["sites"].append(copy.deepcopy(twin["sites"][0]) | {"name": "某某科技论文站"})
    assert ("sites.1.domains.0", "across.domain_twice") in codes(twin)
    overlapping = changed(company(), access__ip_ranges__1={"start": "1.2.4.9", "end": "1.2.4.10"})
    assert ("access.ip_ranges.1.start", "across.ranges_overlap") in codes(overlapping)
    assert ("subject.certificate.type", "certificate.nature") in codes(changed(company(), subject__nature=5))


@pytest.mark.requirement("B2")
def test_complete_names_every_open_item_and_a_draft_none():
    found = codes({"kind": "new_filing"})
    assert {item for item, code in found if code == "missing"} >= {
        "subject.nature",
        "subject.principal.mobile",
        "sites",
        "access.provider",
    }
    assert rules.check_document({}, today=TODAY) == []
    assert ("subject.principal.phone", "missing") in codes(changed(company(), subject__principal__phone=None))
    assert ("subject.principal.phone", "missing") not in codes(changed(person(), subject__principal__phone=None))


def test_context_of_a_path_is_what_its_rules_need():
    context = rules.context_of(company(), "sites.0.home_url", today=TODAY)
    assert context["domains"] == ["example.cn"] and context["nature"] == 4 and context["approvals"] == []
    assert rules.context_of(company(), "subject.certificate.number", today=TODAY)["certificate_type"] == 1
    assert rules.context_of(company(), "access.ip_ranges.0.end", today=TODAY)["start"] == "1.2.4.0"
    assert rules.context_of(None, "sites.7.name", today=TODAY) == {"today": TODAY}


def test_findings_are_plain_data_for_messages():
    finding = rules.check_document(changed(company(), subject__principal__phone="010-00000000"), today=TODAY)[0]
    assert finding.as_dict() | {"text": "", "suggestion": ""} == {
        "item": "subject.principal.phone",
        "code": "phone.fake",
        "article": "P09 附件3二(十)",
        "severity": "reject",
        "text": "",
        "suggestion": "",
    }


def test_every_rule_is_explained_and_every_item_has_a_place():
    assert len({rule.code for rule in rules.catalogue()}) == len(rules.catalogue())
    for rule in rules.catalogue():
        assert rule.explanation and str(rule.text) and str(rule.suggestion) and str(rule.article)
        assert rule.severity in rules.SEVERITIES and set(rule.items) <= set(BY_KEY)
    for item in ITEMS:
        assert item.page in (*PAGES, "access") and str(item.label) and str(item.hint) and item.article
        assert item.max_length or item.code_table or item.widget == "flag"


# What arrives as JSON, and what hostile or broken senders make of it.
hostile = st.sampled_from(
    [
        "\x00",
        "\u202e",
        "\u200b",
        "\ud800",
        "\ue000",
        "a" * 10_000,
        "9999-12-31",
        "NaN",
        "１２３",
        "'; DROP TABLE x--",
        "<b>",
        "{label}",
        "%s",
        "{0}",
    ]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | hostile | st.just(math.nan),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
contexts = st.dictionaries(
    st.sampled_from(
        "nature owner province city certificate_type mobile start domains addresses approvals authorisation today as_written".split()
    ),
    values | st.sampled_from([1, 2, 4, 5, "11", "1.2.4.0", ["example.cn"]]),
    max_size=6,
)


@given(st.sampled_from(ITEMS), values, contexts)
def test_any_value_in_any_item_gets_findings_that_can_be_shown(item, value, context):
    key = item.key.replace("[]", ".0")
    for finding in rules.check_field(key, value, context, today=TODAY) + rules.check_field(
        item.parent, value, context, today=TODAY
    ):
        assert str(finding.text) and finding.item and finding.severity in rules.SEVERITIES
        finding.as_dict()


@given(st.sampled_from(ITEMS), st.text(max_size=40))
def test_normal_form_is_final_and_never_fails(item, value):
    key = item.key.replace("[]", ".0")
    assert rules.normal(key, rules.normal(key, value)) == rules.normal(key, value)


@given(st.sampled_from(ITEMS), values)
def test_normal_takes_any_value(item, value):
    rules.normal(item.key.replace("[]", ".0"), value)


@given(st.data())
def test_any_value_anywhere_in_a_document_is_answered(data):
    document = data.draw(st.sampled_from([company, person]))()
    for _again in range(data.draw(st.integers(1, 3))):
        places = list(_places(document))
        holder, name = data.draw(st.sampled_from(places))
        holder[name] = data.draw(values)
    for finding in rules.check_document(document, complete=data.draw(st.booleans()), today=TODAY):
        assert str(finding.text) and isinstance(finding.item, str)


def _places(node):
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, inner in steps:
        yield node, step
        yield from _places(inner)


@given(values)
def test_anything_may_come_as_a_document(value):
    for finding in rules.check_document(value, complete=True, today=TODAY):
        assert str(finding.text)
