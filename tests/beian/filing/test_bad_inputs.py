"""The known bad inputs are refused with the item named, the good ones beside them are taken."""

from datetime import date

import pytest

from tests.beian.filing import bad_inputs

TODAY = date(2026, 11, 20)


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("row", bad_inputs.rows(), ids=lambda row: f"{row['field']}: {row['why']}")
def test_known_input_gets_the_expected_verdict(row):
    found = bad_inputs.findings(row, TODAY)
    assert any(finding.rejects for finding in found) == (row["expected"] == "invalid"), found
    assert all(finding.item and str(finding.text) and str(finding.suggestion) for finding in found)
