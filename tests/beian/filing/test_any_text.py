"""Whatever is put into an item gets a verdict and a sentence; folding settles at once and makes no false thing true."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from beian.filing import documents, paths, rules
from beian.filing.items import ITEMS, Item
from tests.beian.filing import bad_inputs
from tests.beian.filing.drafts import company

pytestmark = pytest.mark.requirement("B2", "B3")
TODAY = date(2026, 11, 20)
few = settings(max_examples=150)
# Texts that stand in no sentence of ours: markup, and letters that pass for letters.
MARKS = ("<img src=x onerror=alert(1)>", "ჯჰჱ", "☃")
# One of each kind that has to be refused wherever it stands: zero width, direction, control, private use, half a pair, unassigned, filler.
HIDDEN = "\u200b \u200d \u2060 \ufeff \u00ad \u202e \u2067 \u061c \x00 \x07 \x1b \x7f \x85 \u2028 \ue000 \U000f0000 \ud800 \uffff \u3164"
characters = st.characters(exclude_categories=())
texts = st.one_of(st.text(characters, max_size=60), st.text(st.sampled_from(HIDDEN + "甲1aＡ１é"), max_size=20))
numbers = st.one_of(st.integers(), st.floats(), st.booleans(), st.integers(2**62, 2**70))
anything = st.recursive(
    st.one_of(st.none(), texts, numbers),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=8,
)
CONTEXT = (
    "nature owner province city certificate_type mobile start domains addresses approvals authorisation today".split()
)
contexts = st.dictionaries(st.sampled_from(CONTEXT), anything, max_size=4)
any_item = st.sampled_from(ITEMS)


def place_of(item: Item) -> str:
    """A path at which the item stands: `sites.0.domains.0`."""
    return item.key.replace("[]", ".0")


def check_sentences(found: list[rules.Finding], *unsaid: str) -> None:
    """Each finding names a rule and an article, and says in both languages what is wrong, without what was typed."""
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for finding in found:
                text, suggestion = str(finding.text), str(finding.suggestion)
                assert text and suggestion and finding.code and str(finding.article)
                assert not any(word in text + suggestion for word in unsaid)


@few
@given(any_item, anything, contexts)
def test_any_value_in_any_item_gets_a_verdict_and_a_sentence(item, value, context):
    found = rules.check_field(place_of(item), value, context, today=TODAY)
    assert all(finding.item.startswith(place_of(item)) for finding in found)
    assert all(finding.severity in ("reject", "warn", "person") for finding in found)
    check_sentences(found)


@few
@given(any_item, texts, st.sampled_from(MARKS), texts, contexts)
def test_no_sentence_holds_what_was_typed(item, before, mark, after, context):
    found = rules.check_field(place_of(item), before + mark + after, context, today=TODAY)
    check_sentences(found, mark)


@few
@given(any_item, anything)
def test_any_value_anywhere_in_a_document_gets_a_verdict_that_names_its_item(item, value):
    data = company()
    place = place_of(item).rpartition(".")[0] if item.repeats else place_of(item)
    paths.put(data, place, value)
    found = [one for one in rules.check_document(data, complete=True, today=TODAY) if one.rejects]
    check_sentences(found)
    try:
        documents.load(data)
    except documents.DocumentError as refusal:
        named = {problem.item for problem in refusal.problems}
        assert all(name.startswith(place) for name in named)
        if value is not None and not (isinstance(value, str) and not value.strip()):
            assert any(one.item.startswith(place) for one in found), "what has no form here is refused by the rules too"


@few
@given(anything)
def test_any_value_at_all_is_no_document_or_one_that_gets_a_verdict(value):
    check_sentences(rules.check_document(value, complete=True, today=TODAY))
    with pytest.raises(documents.DocumentError):
        documents.load(value)


@settings(max_examples=400)
@given(any_item, anything)
def test_folding_is_idempotent_for_every_item(item, value):
    once = rules.normal(item.key, value)
    assert repr(rules.normal(item.key, once)) == repr(once)


def good_rows() -> list[tuple[str, str, dict]]:
    """(path, value, context) of the texts that are known to be taken."""
    found = []
    for row in bad_inputs.rows():
        value = bad_inputs.value_of(row)
        if row["expected"] == "valid" and row["field"] in bad_inputs.FIELDS and isinstance(value, str) and value:
            places, always = bad_inputs.FIELDS[row["field"]]
            found += [(path, value, always | bad_inputs.context(row.get("context", {}))) for path in places]
    return found


GOOD = good_rows()
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
# Identifiers that are read digit by digit: the rule wants them in half width, a form may fold them.
DIGITS = ("certificate.number", "mobile", "phone", "emergency_phone", "addresses.0", "start", "end")


def refuses(path: str, value: object, context: dict) -> bool:
    return any(one.rejects for one in rules.check_field(path, value, context, today=context.get("today", TODAY)))


@pytest.mark.parametrize(("path", "value", "context"), GOOD, ids=[f"{path}={value[:20]!r}" for path, value, _c in GOOD])
def test_folding_never_makes_a_good_value_bad(path, value, context):
    folded = rules.normal(path, value)
    assert not refuses(path, folded, context)
    assert rules.normal(path, folded) == folded


@pytest.mark.parametrize("hidden", HIDDEN.split(" "), ids=lambda hidden: f"U+{ord(hidden):04X}")
def test_a_hidden_character_is_refused_wherever_it_stands_and_no_folding_takes_it_away(hidden):
    for path, value, context in {good[0]: good for good in GOOD}.values():
        for place in {0, len(value) // 2, len(value)}:
            typed = value[:place] + hidden + value[place:]
            assert refuses(path, typed, context), (path, typed)
            assert refuses(path, rules.normal(path, typed), context), (path, typed)


@few
@given(st.sampled_from([good for good in GOOD if good[0].endswith(DIGITS)]))
def test_full_width_is_refused_by_the_rule_and_put_right_by_a_form(good):
    path, value, context = good
    wide = value.strip().translate(WIDE)
    if wide != value.strip():
        assert refuses(path, wide, context)
    folded = rules.normal(path, wide)
    assert not refuses(path, folded, context)
    assert folded == rules.normal(path, value)
