import copy
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian.filing import documents, paths
from beian.filing.canonical import canonical
from beian.filing.documents import DocumentError, Problem
from beian.filing.items import ITEMS
from tests.beian.filing.drafts import company, drafts, person


def problems_of(data) -> dict[str, str]:
    with pytest.raises(DocumentError) as refused:
        documents.load(data)
    return dict(refused.value.problems)


def changed(path: str, value) -> dict:
    data = copy.deepcopy(company())
    paths.put(data, path, value)
    return data


@pytest.mark.requirement("B2")
@pytest.mark.parametrize("data", [company(), person()])
def test_a_whole_filing_is_read_written_and_complete(data):
    document = documents.load(data)
    assert documents.load(documents.dump(document)) == document
    assert documents.missing(document, access=True) == []


@pytest.mark.requirement("B2")
def test_the_document_has_a_place_for_every_item_of_the_form_and_no_other():
    data = documents.dump(documents.load(company()))
    for path, value in {
        "subject.superior": "某某集团",
        "subject.remark": "说明",
        "sites.0.addresses.0": "1.2.4.8",
        "sites.0.pre_approvals.0.kind": 1,
        "sites.0.pre_approvals.0.number": "京新网〔2026〕1号",
        "sites.0.remark": "说明",
    }.items():
        paths.put(data, path, value)
    held = {paths.item_of(path) for path, _value in paths.leaves(documents.dump(documents.load(data)))}
    assert held == {item.key for item in ITEMS} | {"schema", "kind"}


def test_the_form_lets_nothing_be_longer_or_more_than_the_document_takes():
    for item in ITEMS:
        value = "x" * item.max_length if item.max_length else None
        if value:
            documents.replaced(documents.load(company()), {item.key.replace("[]", ".0"): value})


@given(drafts())
def test_a_draft_of_any_shape_keeps_what_was_typed(draft):
    data = documents.dump(draft)
    assert documents.load(data) == draft
    assert canonical(data) == canonical(documents.dump(documents.load(data)))


@given(drafts())
def test_what_is_missing_can_be_named_for_every_draft(draft):
    data = documents.dump(draft)
    for path in documents.missing(draft, access=True):
        assert paths.get(data, path) in (None, [])


def test_an_empty_draft_lacks_the_required_items_and_not_the_providers():
    open_items = documents.missing(documents.new())
    assert "subject.name" in open_items
    assert "sites.0.domains" in open_items
    assert not {"subject.superior", "subject.address.county", "sites.0.addresses"} & set(open_items)
    assert not [item for item in open_items if item.startswith("access")]
    assert "access.ip_ranges" in documents.missing(documents.new(), access=True)


def test_a_site_without_a_domain_must_have_an_address_once_it_says_so():
    by_address = documents.replaced(documents.load(company()), {"sites.0.ip_only": True, "sites.0.domains": []})
    assert documents.missing(by_address) == ["sites.0.addresses"]


def test_an_approval_begun_must_be_finished():
    begun = documents.replaced(documents.load(company()), {"sites.0.pre_approvals.0.kind": 1})
    assert documents.missing(begun) == ["sites.0.pre_approvals.0.number"]


def test_the_office_phone_is_asked_of_a_unit_and_not_of_a_person():
    without = {"subject.principal.phone": None, "sites.0.principal.phone": None}
    assert documents.missing(documents.replaced(documents.load(person()), without)) == []
    assert documents.missing(documents.replaced(documents.load(company()), without)) == sorted(without, reverse=True)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("subject.nature", True),
        ("subject.nature", "4"),
        ("subject.nature", 4.0),
        ("subject.nature", 0),
        ("subject.nature", 2**63),
        ("subject.nature", math.nan),
        ("subject.name", 4),
        ("subject.name", b"abc"),
        ("subject.name", "北京\x00公司"),
        ("subject.name", "北京\x1b[31m公司"),
        ("subject.name", "北京\x85公司"),
        ("subject.name", "北\ud800京"),
        ("subject.name", "京" * 256),
        ("subject.name", ["a"]),
        ("subject.superior", "a\nb"),
        ("subject.address.province", "1１"),
        ("subject.address.province", "11\n"),
        ("subject.address.city", "1101"),
        ("subject.principal", "王建国"),
        ("subject.principal.fax", "010-66012345"),
        ("sites.0.ip_only", 1),
        ("sites.0.domains", "example.cn"),
        ("sites.0.domains.0", ""),
        ("sites.0.services.0", True),
        ("sites.0.principal.mobile", 13800138000),
        ("access.modes.0", math.inf),
        ("access.server_provinces.0", 11),
        ("access.ip_ranges.0.start", 16909312),
        ("sites.1", {"nmae": "x"}),
        ("unknown", 1),
        ("kind", "cancel_everything"),
        ("kind", None),
    ],
)
def test_what_is_not_well_formed_is_refused_by_the_name_of_its_item(path, value):
    found = problems_of(changed(path, value))
    assert [item for item in found if item == path or item.startswith(f"{path}.") or path.startswith(item)]
    assert all(text.endswith("。") for text in found.values())


def test_every_wrong_item_is_named_at_once_with_a_sentence():
    data = changed("subject.nature", "4")
    data["sites"][0]["name"] = "网" * 513
    assert problems_of(data) == {"subject.nature": "应为代码表中的代码。", "sites.0.name": "不能超过512个字符。"}


def test_the_error_repeats_no_content():
    data = changed("subject.principal.mobile", ["13800138000"])
    with pytest.raises(DocumentError) as refused:
        documents.load(data)
    assert "13800138000" not in str(refused.value) and refused.value.__suppress_context__
    assert "13800138000" not in repr(documents.load(company()))


@pytest.mark.parametrize("key", ["x" * 10_000, "\ud800", "a\x00b", "<script>"])
def test_an_unknown_name_from_outside_cannot_break_the_error(key):
    [(item, _text)] = problems_of(company() | {key: 1}).items()
    assert len(item) <= 130 and item.isascii()


def test_a_remark_may_have_lines_and_an_empty_text_is_none():
    document = documents.load(changed("subject.remark", "第一行\n第二行"))
    assert document.subject.remark == "第一行\n第二行"
    assert documents.replaced(document, {"subject.remark": ""}) == documents.load(company())


def test_lists_have_an_end():
    assert problems_of(changed("sites", [{}] * 101)) == {"sites": "最多填写100项。"}


@pytest.mark.parametrize("version", [None, "1", True, 0, 1.0])
def test_a_document_that_does_not_say_its_schema_is_refused(version):
    assert list(problems_of(company() | {"schema": version})) == ["schema"]
    assert list(problems_of([company()])) == [""]


def test_a_document_of_a_newer_schema_is_not_guessed_at():
    assert "升级" in problems_of(company() | {"schema": 2})["schema"]


def test_an_older_document_is_upgraded_step_by_step_and_itself_left_alone():
    def second(data: dict) -> dict:
        data["subject"]["title"] = data["subject"].pop("name")
        return data

    def third(data: dict) -> dict:
        return data | {"title": data["subject"]["title"].upper()}

    old = {"schema": 1, "subject": {"name": "abc"}}
    assert documents.upgraded(old, {1: second, 2: third}, 3) == {"subject": {"title": "abc"}, "title": "ABC"}
    assert old == {"schema": 1, "subject": {"name": "abc"}}


def test_an_item_added_to_the_schema_changes_no_earlier_bytes():
    assert b"null" not in canonical(documents.dump(documents.new()))


def test_items_are_set_by_their_paths_and_a_wrong_path_is_named():
    document = documents.replaced(documents.new(), {"sites.0.domains.0": "example.cn", "sites.1.name": "第二个网站"})
    assert [site.domains for site in document.sites] == [["example.cn"], []]
    with pytest.raises(DocumentError) as refused:
        documents.replaced(document, {"sites.7.name": "x"})
    assert refused.value.problems == [Problem("sites.7.name", "登记表没有这一项。")]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_data_are_a_document_or_a_refusal(data):
    with pytest.raises(DocumentError):
        documents.load(data)
    with pytest.raises(DocumentError):
        documents.load({"schema": 1, "kind": "new_filing", "subject": [data]})
