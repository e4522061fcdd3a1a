"""The engine: shapes before rules, whole documents, what is missing, folding; and nothing at all makes it fall over."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian.filing import rules
from beian.filing.items import BY_KEY, ITEMS, PAGES
from tests.beian.filing.rules.filings import by_address, changed, company, person

TODAY = date(2026, 11, 20)
P = "subject.principal"


def verdict(key, value, **context):
    """(gravest severity, codes) of what the rules say; ("accept", set()) where they say nothing."""
    found = rules.check_field(key, value, context, today=TODAY)
    worst = next((s for s in ("reject", "person", "warn") if any(f.severity == s for f in found)), "accept")
    return worst, {f.code for f in found}


def codes(document, complete=True):
    return {
        (found.item, found.code)
        for found in rules.check_document(document, complete=complete, today=TODAY)
        if found.rejects
    }


REFUSED = [
    ("subject.nature", 7, {}, "shape.unknown_code"),
    ("subject.nature", "4", {}, "shape.type"),
    ("subject.nature", True, {}, "shape.type"),
    ("subject.nature", None, {}, "missing"),
    ("subject.name", "北京\u200b某某有限公司", {"nature": 4}, "text.hidden"),
    ("subject.name", "公" * 256, {"nature": 4}, "shape.too_long"),
    ("subject.name", "\u3000\u3000", {}, "missing"),
    ("subject.certificate.type", 99, {}, "shape.unknown_code"),
    ("subject.address.province", "99", {}, "shape.unknown_code"),
    ("subject.address.province", 11, {}, "shape.type"),
    ("subject.address.detail", "浙江省杭州市\x00西湖区", {}, "text.hidden"),
    (f"{P}.mobile", 13800138000, {}, "shape.type"),
    ("sites.0.domains", ["example.cn", "example.cn"], {}, "shape.repeated"),
    ("sites.0.domains", "example.cn", {}, "shape.type"),
    ("sites.0.domains", ["a.cn"] * 201, {}, "shape.too_many"),
    ("sites.0.ip_only", 1, {}, "shape.type"),
    ("sites.0.languages", [], {}, "missing"),
    ("sites.0.languages.0", 99, {}, "shape.unknown_code"),
    ("sites.0.pre_approvals.0.kind", 2**63, {}, "shape.unknown_code"),
    ("access.modes.0", 0, {}, "shape.unknown_code"),
    ("access.server_provinces.0", "71", {}, "shape.unknown_code"),
    ("subject.colour", "red", {}, "item.unknown"),
]


@pytest.mark.requirement("B2")
@pytest.mark.parametrize(("key", "value", "context", "code"), REFUSED)
def test_a_value_out_of_shape_is_refused_before_any_rule(key, value, context, code):
    severity, found = verdict(key, value, **context)
    assert severity == "reject" and code in found


TAKEN = [
    ("subject.name", "北京某某科技有限公司", {"nature": 4}),
    ("subject.name", "中国人民解放军某部", {"nature": 1}),
    ("subject.name", "Example Foundation", {"nature": 16}),
    ("subject.name", "买买提·艾力", {"nature": 5}),
    ("subject.name", "John Smith", {"nature": 5, "certificate_type": 7}),
    ("subject.certificate.type", 1, {"nature": 4}),
    ("subject.certificate.type", 2, {"nature": 5}),
    ("subject.certificate.number", "91350100M000100Y43", {"certificate_type": 1, "nature": 4}),
    ("subject.certificate.number", "D2143569X", {"certificate_type": 12, "nature": 4}),
    ("subject.superior", "张三", {"nature": 4}),
    ("subject.superior", "教育部", {"nature": 3}),
    ("subject.address.city", "110100", {"province": "11"}),
    ("subject.address.county", "110108", {"province": "11", "city": "110100"}),
    ("subject.address.detail", "浙江省杭州市西湖区文三路1号", {"province": "33"}),
    ("subject.address.detail", "北京路2号院3号楼502室", {"province": "31"}),
    ("subject.address.detail", "某某镇某某村", {}),
    ("subject.address.detail", "1234信箱5分箱", {}),
    ("subject.remark", "第一行\n第二行", {}),
    (f"{P}.name", "欧阳娜娜", {}),
    (f"{P}.name", "𠮷田", {}),
    (f"{P}.phone", "", {"nature": 5}),
    (f"{P}.emergency_phone", "010-66012345", {"mobile": "13800138000"}),
    ("sites.0.home_url", "http://www.123.com/", {"domains": ["123.com"]}),
    ("sites.0.home_url", "http://www.例子.中国/", {"domains": ["xn--fsqu00a.xn--fiqs8s"]}),
    ("sites.0.home_url", "http://1.2.4.8/", {"addresses": ["1.2.4.8"]}),
    ("sites.0.domains", ["example.cn", "例子.中国"], {}),
    ("sites.0.services", [6, 24], {"nature": 5, "approvals": []}),
    ("sites.0.services.0", 5, {"nature": 4, "approvals": [1]}),
    ("sites.0.pre_approvals.0.number", "国新网许可证编号1012006001", {}),
    ("access.ip_ranges.0.end", "1.2.4.255", {"start": "1.2.4.0"}),
    ("sites[].name", "马上海报", {"nature": 5}),
    ("sites[].name", "创新闻名", {"nature": 4}),
    ("sites[].name", "办公安全", {"nature": 4}),
    ("sites[].name", "推广电器商城", {"nature": 4}),
    ("sites[].name", "张三的个人博客", {"nature": 5}),
    ("sites[].name", "某某新闻网", {"nature": 4, "approvals": [1]}),
    ("sites[].name", "某某市人民政府", {"nature": 2}),
    ("sites[].name", "某某政务服务", {"nature": 3, "authorisation": "某某市政务服务局授权书"}),
    ("sites[].name", "中国某某", {"nature": 4, "owner": "中国某某公司"}),
    ("sites[].name", "上海生活", {"nature": 4, "owner": "上海某某公司"}),
]


@pytest.mark.requirement("B3", "B7")
@pytest.mark.parametrize(("key", "value", "context"), TAKEN)
def test_taken_without_a_word_of_any_rule(key, value, context):
    assert verdict(key, value, **context) == ("accept", set())


def test_of_rules_that_say_the_same_the_first_rejection_ends_the_list():
    assert verdict("sites[].name", "example.com", nature=5) == ("reject", {"site_name.domain"})
    found = verdict("sites[].name", "好国", nature=4)
    assert found == ("warn", {"site_name.short"})


@pytest.mark.parametrize(
    ("key", "given", "expected"),
    [
        ("subject.nature", " 4 ", 4),
        ("subject.address.province", "11", "11"),
        ("subject.certificate.number", "９１３５０１００m000100y43 ", "91350100M000100Y43"),
        (f"{P}.mobile", "+86 138-0013-8000", "13800138000"),
        (f"{P}.phone", "（010）6601 2345", "010-66012345"),
        (f"{P}.phone", "057187654321", "0571-87654321"),
        ("sites.0.domains.0", " HTTP://Example.CN/ ", "example.cn"),
        ("sites.0.domains", ["Example。cn"], ["example.cn"]),
        ("sites.0.home_url", "WWW.Example.cn", "http://www.example.cn"),
        ("sites.0.addresses.0", "2400:3200:0::1", "2400:3200::1"),
        ("subject.name", "  某某公司 ", "某某公司"),
        ("subject.name", 5, 5),
        ("nothing", "x", "x"),
    ],
)
def test_forms_fold_what_may_be_folded(key, given, expected):
    assert rules.normal(key, given) == expected


@pytest.mark.requirement("B3")
def test_whole_filings_of_a_company_and_a_person_pass():
    assert codes(company()) == set() == codes(person())


@pytest.mark.requirement("B2")
def test_site_needs_a_domain_or_a_declared_address():
    bare = changed(company(), sites__0__domains=[])
    assert ("sites.0.domains", "missing") in codes(bare)
    assert codes(bare, complete=False) == set()
    declared = changed(bare, sites__0__ip_only=True, sites__0__home_url="http://1.2.4.8/")
    assert ("sites.0.addresses", "missing") in codes(declared)
    assert codes(by_address()) == set()
    both = changed(company(), sites__0__ip_only=True, sites__0__addresses=["1.2.4.8"])
    assert ("sites.0.domains", "across.ip_only_domain") in codes(both)


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


@pytest.mark.parametrize("value", [True, 2.0, "2", None, 1])
def test_a_site_principal_like_the_owner_s_is_judged_all_the_same(value):
    """Equal people are asked about once; what is only nearly equal is not taken for it."""
    wrong = changed(company(), sites__0__principal__certificate__type=value)
    found = {item for item, _code in codes(wrong)}
    assert "sites.0.principal.certificate.type" in found


def test_a_mistake_of_the_owner_s_principal_is_told_again_at_the_site():
    both = changed(company(), subject__principal__email="a@b", sites__0__principal__email="a@b")
    assert codes(both) == {
        ("subject.principal.email", "email.domain"),
        ("sites.0.principal.email", "email.domain"),
    }


def test_sites_that_are_no_list_are_refused():
    document = company()
    document["sites"] = document["sites"][0]
    assert ("sites", "shape.type") in codes(document)
