import pytest

from beian.filing import items, kinds
from beian.filing.kinds import UnknownKind


@pytest.mark.requirement("B1")
def test_a_new_filing_is_begun_by_the_owner_or_a_clerk_and_is_verified_in_person():
    kind = kinds.kind("new_filing")
    assert kind.starters == ("site_owner", "provider_clerk")
    assert kind.on_site and not kind.password
    assert kind.effect == "enter"


def test_a_kind_asks_for_pages_that_the_form_has():
    for kind in kinds.KINDS.values():
        assert set(kind.pages) <= set(items.PAGES)
        assert kind.code in kinds.KINDS


@pytest.mark.parametrize("code", ["", "cancel_everything", "NEW_FILING", None, "x" * 10_000])
def test_an_unknown_kind_is_refused_with_a_sentence(code):
    with pytest.raises(UnknownKind) as refused:
        kinds.kind(code)
    assert len(str(refused.value)) < 80
