import copy

from hypothesis import given
from hypothesis import strategies as st

from beian.filing import documents
from beian.filing.differences import Difference, differences
from tests.beian.filing.drafts import company, drafts

BEFORE = documents.load(company())
SECOND = {
    "name": "第二个网站",
    "domains": ["example.com", "example.net"],
    "pre_approvals": [{"kind": 1, "number": "甲"}, {"kind": 2, "number": "乙"}],
}


def with_second(**changes) -> documents.FilingDocument:
    return documents.load(company() | {"sites": [*company()["sites"], SECOND | changes]})


def test_a_changed_item_is_named_with_both_values():
    after = documents.replaced(BEFORE, {"subject.principal.mobile": "13900139000", "subject.superior": "某某集团"})
    assert differences(BEFORE, after) == [
        Difference("subject.superior", None, "某某集团"),
        Difference("subject.principal.mobile", "13800138000", "13900139000"),
    ]
    assert [found.change for found in differences(BEFORE, after)] == ["added", "changed"]
    assert [found.change for found in differences(after, BEFORE)] == ["removed", "changed"]


def test_a_list_of_names_is_one_item_whatever_their_order():
    after = with_second(domains=["example.net", "example.com"])
    assert differences(with_second(), after) == []
    [found] = differences(with_second(), with_second(domains=["example.net", "example.org"]))
    assert found == Difference("sites.1.domains", ["example.com", "example.net"], ["example.net", "example.org"])


def test_a_site_is_known_by_its_domains_when_its_name_changed_and_it_moved():
    turned = copy.deepcopy(company())
    turned["sites"] = [SECOND | {"name": "新名称"}, *company()["sites"]]
    assert differences(with_second(), documents.load(turned)) == [Difference("sites.0.name", "第二个网站", "新名称")]


def test_a_site_that_came_or_went_is_one_difference():
    [came] = differences(BEFORE, with_second())
    [went] = differences(with_second(), BEFORE)
    assert (came.item, came.change, came.after["name"]) == ("sites.1", "added", "第二个网站")
    assert (went.item, went.change, went.before) == ("sites.1", "removed", came.after)


def test_one_site_in_place_of_another_is_not_taken_for_a_change():
    replaced = documents.load(company() | {"sites": [SECOND]})
    assert [(d.item, d.change) for d in differences(BEFORE, replaced)] == [("sites.0", "added"), ("sites.0", "removed")]


def test_an_approval_is_known_by_its_kind():
    after = with_second(pre_approvals=[{"kind": 2, "number": "丙"}, {"kind": 1, "number": "甲"}])
    assert differences(with_second(), after) == [Difference("sites.1.pre_approvals.0.number", "乙", "丙")]


@given(drafts(), st.randoms())
def test_a_document_differs_in_nothing_from_itself_with_its_lists_shuffled(draft, random):
    data = documents.dump(draft)
    random.shuffle(data["sites"])
    random.shuffle(data["access"]["ip_ranges"])
    assert differences(draft, documents.load(data)) == []


@given(drafts(), drafts())
def test_documents_that_differ_show_it_both_ways(one, other):
    there, back = differences(one, other), differences(other, one)
    assert bool(there) == bool(back)
    if not there:
        assert sorted(map(str, documents.dump(one)["subject"].items())) == sorted(
            map(str, documents.dump(other)["subject"].items())
        )
