"""Packs in force: who they speak to, in which words, and that they can only add."""

import json
import math
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from beian.filing import rules
from beian.filing.items import ITEMS
from beian.filing.rules import packs
from beian.reference import tables
from beian.reference.tables import Held, Table, rule_pack, table
from tests.beian.filing.rules.packs.trial import PARAMS, TODAY, changed, company, pack, person, row, said


def held(*rows, province="11", since=None):
    """What a node holds once the bureau has published these rows."""
    name = tables.pack_name(province)
    return {name: (Held(2, since, Table(name, list(rows))),)}


@pytest.fixture
def published():
    """Lets a test hold a pack as a node does."""
    before = tables._held.get()
    yield tables.renew
    tables.renew(before)


@pytest.mark.requirement("B3")
def test_beijing_refuses_a_second_domain_and_zhejiang_takes_it(published):
    published(held(row("max_domains_per_site", code="11.one_domain", most=1)))
    twin = changed(company(), sites__0__domains=["example.cn", "example.com.cn"])
    (found,) = [found for found in rules.check_document(twin, complete=True, today=TODAY) if found.rejects]
    assert (found.item, found.code) == ("sites.0.domains", "pack.11.one_domain")
    assert found.article == "京通信〔2026〕1 号" and "1 个域名" in str(found.text)
    away = changed(
        twin, subject__address={"province": "33", "city": "330100", "county": "330106", "detail": "文三路1号"}
    )
    assert [found for found in rules.check_document(away, complete=True, today=TODAY) if found.rejects] == []


@pytest.mark.requirement("B3")
def test_the_owner_s_form_hears_the_same_pack_through_its_context(published):
    published(held(row("max_domains_per_site", code="11.one_domain", most=1)))
    twin = changed(company(), sites__0__domains=["example.cn", "example.com.cn"])
    context = rules.context_of(twin, "sites.0.domains", today=TODAY)
    found = rules.check_field("sites.0.domains", twin["sites"][0]["domains"], context, today=TODAY)
    assert [each.code for each in found] == ["pack.11.one_domain"]
    assert rules.check_field("sites.0.domains", ["a.cn", "b.cn"], context | {"province": "33"}, today=TODAY) == []
    assert rules.check_field("sites.0.domains", ["a.cn", "b.cn"], context | {"province": "xx"}, today=TODAY) == []


def test_made_up_provinces_fill_no_memory():
    before = tables.packaged.cache_info().currsize
    for number in range(50):
        rules.check_document(changed(company(), subject__address__province=f"x{number}"), today=TODAY)
    assert tables.packaged.cache_info().currsize == before


def test_a_row_speaks_only_while_it_is_on_valid_and_its_edition_in_force(published):
    twin = changed(company(), sites__0__domains=["example.cn", "example.com.cn"])
    one = row("max_domains_per_site", most=1)
    assert len(said(twin, one)) == 1
    assert said(twin, row("max_domains_per_site", most=1, flags={"on": False})) == []
    assert said(twin, one._replace(valid_from=date(2026, 11, 21))) == []
    assert said(twin, one._replace(valid_to=date(2026, 11, 19))) == []
    assert len(said(twin, one._replace(valid_from=TODAY, valid_to=TODAY))) == 1
    published(held(one, since=date(2026, 12, 1)))
    assert rules.check_document(twin, today=date(2026, 11, 30)) == []
    assert [found.code for found in rules.check_document(twin, today=date(2026, 12, 1))] == [
        "pack.11.max_domains_per_site"
    ]


def test_the_bureau_s_own_sentence_is_shown_in_the_language_of_the_moment():
    words = {"suggestion": "请删去一个域名 {0}。", "suggestion_en": "Take one away."}
    own = row("max_domains_per_site", most=1, flags=words)._replace(
        name="只许一个域名 %s {most}。", name_en="One domain only."
    )
    (found,) = said(changed(company(), sites__0__domains=["example.cn", "example.com.cn"]), own)
    assert (str(found.text), str(found.suggestion)) == ("只许一个域名 %s {most}。", "请删去一个域名 {0}。")
    with override("en"):
        assert (str(found.text), str(found.suggestion)) == ("One domain only.", "Take one away.")
        assert found.as_dict()["text"] == "One domain only."


def test_without_its_own_the_template_s_sentence_is_shown():
    twin = changed(company(), sites__0__domains=["example.cn", "example.com.cn"])
    (found,) = said(twin, row("max_domains_per_site", most=1)._replace(name_en="One domain only."))
    assert str(found.text) == "本省一个网站最多填写 1 个域名。"
    with override("en"):
        assert str(found.text) == "One domain only."
    (found,) = said(twin, row("max_domains_per_site", most=1)._replace(name="只许一个。"))
    with override("en"):
        assert str(found.text) == "只许一个。"


def test_national_findings_stay_whatever_a_pack_says():
    bad = changed(person(), subject__principal__mobile="123", sites__0__name="某某有限公司")
    softer = [
        row(each.code, severity=each.severities[-1], **params)
        for each, params in ((packs.template_of(code), given) for code, given in PARAMS.items())
    ]
    national = rules.check_document(bad, complete=True, today=TODAY, pack=pack())
    both = rules.check_document(bad, complete=True, today=TODAY, pack=pack(*softer))
    assert [each.as_dict() for each in both[: len(national)]] == [each.as_dict() for each in national]
    assert len(both) > len(national) and all(each.code.startswith("pack.") for each in both[len(national) :])


@pytest.mark.parametrize(
    "broken",
    [
        row("no_such_template"),
        row("min_age", years="18"),
        row("min_age", years=18, flags={"severity": "fatal"}),
        row("min_age", years=18, flags={"params": None}),
        row("min_age", years=18, flags={"more": 1}),
        row("min_age", years=18, flags={"suggestion": 5}),
        row("min_age", years=80)._replace(name=5),
        row("min_age", years=80)._replace(source=None),
        row("min_age", years=18, flags={"on": "yes"}),
        row("min_age", years=18, flags={"template": ["min_age"]}),
    ],
)
def test_a_broken_row_is_passed_over_and_the_others_still_speak(broken):
    twin = changed(company(), sites__0__domains=["example.cn", "example.com.cn"])
    one = row("max_domains_per_site", most=1)
    assert [found.code for found in said(twin, broken, one, broken)] == ["pack.11.max_domains_per_site"]
    assert packs.problems([broken]) != []


@pytest.mark.requirement("B3")
def test_the_packaged_packs_of_all_31_provinces_are_sound_and_switched_off():
    provinces = [each.code for each in table("provinces").rows]
    assert len(provinces) == 31
    for code in provinces:
        packaged = rule_pack(code, TODAY)
        assert packaged.rows and packs.problems(packaged.rows) == []
        assert all(each.flags["on"] is False and each.source and each.confidence == "medium" for each in packaged.rows)
        assert packs.in_force(packaged, TODAY) is None
        own = [(each.name, each.name_en) for each in packaged.rows if each.name or each.name_en]
        assert all(chinese and english for chinese, english in own)


def test_every_packaged_row_finds_its_template_when_it_is_switched_on():
    for code in table("provinces").codes:
        rows = [each._replace(flags=dict(each.flags) | {"on": True}) for each in rule_pack(code, TODAY).rows]
        force = packs.in_force(Table(f"rules.{code}", rows), TODAY)
        speaking = {each.row.code for group in force.by_item.values() for each in group}
        assert speaking | {each.row.code for each in force.over_document} == {each.code for each in rows}


def test_every_template_is_explained_in_both_languages_and_speaks_of_known_items():
    assert list(PARAMS) == [each.code for each in packs.TEMPLATES]
    for each in packs.TEMPLATES:
        assert each.items and set(each.items) <= {item.key for item in ITEMS}
        assert each.severity in each.severities and set(each.severities) <= set(rules.SEVERITIES)
        assert all(str(words) for words in (each.label, each.explanation, each.text, each.suggestion))
        assert packs.problems([row(each.code, **PARAMS[each.code])]) == []


hostile = st.sampled_from(
    ["\x00", "\u202e", "\ud800", "a" * 10_000, "{0}", "%s", "．", "xn--", "٣" * 18, "１" * 11, "字" * 600]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | hostile | st.just(math.nan),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def _typed(field):
    """Anything that the form of a parameter would take."""
    if field.kind == "int":
        return st.integers(field.least, field.most)
    if field.kind == "choice":
        return st.sampled_from([code for code, _label in field.choices])
    if field.kind == "natures":
        return st.lists(st.sampled_from([1, 2, 3, 4, 5]), unique=True)
    word = st.text("某中国ab承诺0。·", min_size=field.shortest, max_size=field.longest)
    return word if field.kind == "text" else st.lists(word, min_size=1, max_size=min(field.most, 3), unique=True)


@st.composite
def rows_of_any_template(draw):
    template = draw(st.sampled_from(packs.TEMPLATES))
    params = {field.name: draw(_typed(field)) for field in packs.form_of(template)}
    made = row(template.code, severity=draw(st.sampled_from(template.severities)), **params)
    return made if packs.problems([made]) == [] else row(template.code, **PARAMS[template.code])


def _places(node):
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, inner in steps:
        yield node, step
        yield from _places(inner)


@given(st.data(), rows_of_any_template(), st.booleans())
def test_no_document_makes_any_template_fall_over(data, rule, complete):
    document = data.draw(st.sampled_from([company, person]))()
    for _again in range(data.draw(st.integers(0, 3))):
        holder, name = data.draw(st.sampled_from(list(_places(document))))
        holder[name] = data.draw(values)
    for found in packs.check_pack(document, pack(rule), today=TODAY, complete=complete):
        assert found.code == f"pack.{rule.code}" and found.severity == rule.flags["severity"]
        assert isinstance(found.item, str) and json.dumps(found.as_dict())


@given(values, rows_of_any_template())
def test_anything_may_come_as_a_document(value, rule):
    for found in packs.check_pack(value, pack(rule), today=TODAY, complete=True):
        assert str(found.text)


@given(
    st.sampled_from(ITEMS),
    values,
    rows_of_any_template(),
    st.dictionaries(st.sampled_from(["nature", "province", "certificate_type", "pack"]), values),
)
def test_any_value_of_any_item_is_answered(item, value, rule, context):
    for key in (item.key.replace("[]", ".0"), item.parent.replace("[]", ".0")):
        for found in rules.check_field(key, value, context | {"pack": pack(rule)}, today=TODAY):
            assert str(found.text)
        rules.check_field(key, value, context, today=TODAY)


def test_a_document_s_part_may_be_missing_altogether():
    for rule in (row(code, **params) for code, params in PARAMS.items()):
        for document in ({}, {"subject": None, "sites": None}, {"sites": [{}], "subject": {"nature": 5}}):
            packs.check_pack(document, pack(rule), today=TODAY, complete=True)
