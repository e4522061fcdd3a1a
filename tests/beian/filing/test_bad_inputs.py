"""The known bad inputs are refused with the item named, the good ones beside them are taken: for every item of the form."""

from collections import Counter

import pytest
from django.utils import translation

from beian.filing import rules
from beian.filing.identifiers import REASONS
from beian.filing.items import ITEMS
from tests.beian.filing import bad_inputs

pytestmark = pytest.mark.requirement("B2", "B3")
ENOUGH = 20
OF_ITEMS = [row for row in bad_inputs.rows() if row["field"] != bad_inputs.NUMBER]
NUMBERS = [row for row in bad_inputs.rows() if row["field"] == bad_inputs.NUMBER]


def name_of(row: dict) -> str:
    return f"{row['field']}: {row['why']}"


@pytest.mark.parametrize("row", OF_ITEMS, ids=name_of)
def test_known_input_gets_the_expected_verdict(row):
    for found in bad_inputs.findings(row):
        assert any(finding.rejects for finding in found) == (row["expected"] == "invalid"), found
        assert all(finding.item and str(finding.text) and str(finding.suggestion) for finding in found)


@pytest.mark.parametrize("row", NUMBERS, ids=name_of)
@pytest.mark.requirement("H1")
def test_the_public_query_reads_a_filing_number_or_says_why_not(row):
    assert bool(bad_inputs.number_refused(row)) == (row["expected"] == "invalid")


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_every_item_has_its_good_and_bad_rows(item):
    verdicts = Counter(row["expected"] for row in OF_ITEMS if item.key in bad_inputs.items_of(row))
    assert verdicts.total() >= ENOUGH
    assert verdicts["valid"] and verdicts["invalid"]


def test_no_two_rows_tell_the_same():
    told = Counter(
        (row["field"], repr(row["value"]), row.get("times"), repr(row.get("context"))) for row in bad_inputs.rows()
    )
    assert [row for row, times in told.items() if times > 1] == []
    assert all(row["why"] for row in bad_inputs.rows())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_sentence_repeats_what_was_typed(language):
    """A refused value may be markup or somebody's number: the sentence names the item and the rule, never the value."""
    with translation.override(language):
        examples = " ".join(str(each.text) + str(each.suggestion) for each in (*REASONS.values(), *rules.RULES))
        for row in OF_ITEMS:
            value = bad_inputs.value_of(row)
            if row["expected"] == "valid" or not isinstance(value, str) or len(value) < 8 or value in examples:
                continue
            for found in bad_inputs.findings(row):
                said = " ".join(f"{finding.text} {finding.suggestion}" for finding in found if finding.rejects)
                assert value not in said or "example." in value, name_of(row)
