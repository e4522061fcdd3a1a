import pytest
from hypothesis import given
from hypothesis import strategies as st

from beian.filing import documents, paths
from tests.beian.filing.drafts import company, drafts

steps = st.one_of(st.sampled_from(["subject", "sites", "name", "0", "1", "domains"]), st.text(max_size=6))


def test_a_path_belongs_to_the_item_of_the_form_whichever_site_it_stands_in():
    assert paths.item_of("sites.0.principal.name") == "sites[].principal.name"
    assert paths.item_of("sites.12.domains.3") == "sites[].domains[]"
    assert paths.item_of("subject.name") == "subject.name"


def test_an_item_has_a_place_in_every_site_and_one_in_none():
    data = {"sites": [{"domains": ["a", "b"]}, {"domains": []}]}
    assert list(paths.places(data, "sites[].domains[]")) == [
        "sites.0.domains.0",
        "sites.0.domains.1",
        "sites.1.domains",
    ]
    assert list(paths.places({}, "sites[].name")) == ["sites"]


@given(drafts())
def test_every_leaf_is_found_at_its_path(draft):
    data = documents.dump(draft)
    for path, value in paths.leaves(data):
        assert paths.get(data, path) == value


@given(st.lists(steps, min_size=1, max_size=5).map(".".join))
def test_any_path_reads_as_a_value_or_as_nothing(path):
    paths.get(company(), path)


def test_setting_makes_the_way_and_taking_away_leaves_the_rest():
    data: dict = {}
    paths.put(data, "sites.0.principal.name", "王建国")
    paths.put(data, "sites.0.domains.0", "example.cn")
    paths.put(data, "sites.0.domains.1", "example.com")
    paths.put(data, "sites.0.domains.0", None)
    assert data == {"sites": [{"principal": {"name": "王建国"}, "domains": ["example.com"]}]}


@pytest.mark.parametrize(
    "path", ["sites.2.name", "sites.x", "sites.0.name.first", "sites.٣.name", "sites.99999999999.name"]
)
def test_a_place_that_cannot_be_is_refused(path):
    with pytest.raises(KeyError):
        paths.put({"sites": [{"name": "a"}]}, path, "b")
