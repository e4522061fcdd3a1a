"""An approval stands in one place."""

import pytest

from beian.filing.rules.across.approval_once import approval_once
from tests.beian.filing.rules.asking import places, shown
from tests.beian.filing.rules.filings import changed, company

BROKEN = [
    (
        changed(
            company(), sites__0__pre_approvals=[{"kind": 1, "number": "国新网1号"}, {"kind": 1, "number": "国新网1号"}]
        ),
        {"sites.0.pre_approvals.1": "warn"},
    ),
]

KEPT = [
    changed(company(), sites__0__pre_approvals=[{"kind": 1, "number": "国新网1号"}]),
    changed(company(), sites__0__pre_approvals=[{"kind": 1}, {"kind": 1}, 7]),
]


@pytest.mark.requirement("D1")
@pytest.mark.parametrize(("document", "found"), BROKEN)
def test_what_it_refuses(document, found):
    assert places(approval_once, document) == found
    shown(approval_once, document)


@pytest.mark.parametrize("document", KEPT)
def test_what_it_lets_pass(document):
    assert places(approval_once, document) == {}


def test_where_the_line_runs():
    assert (
        places(
            approval_once,
            changed(
                company(),
                sites__0__pre_approvals=[{"kind": 1, "number": "国新网1号"}, {"kind": 1, "number": "国新网2号"}],
            ),
        )
        == {}
    )
    assert places(
        approval_once,
        changed(
            company(),
            sites__0__pre_approvals=[
                {"kind": 2, "number": "1号"},
                {"kind": 1, "number": "1号"},
                {"kind": 2, "number": "1号"},
            ],
        ),
    ) == {"sites.0.pre_approvals.2": "warn"}
