"""A provider's code as it stands in its node's name."""

import pytest

from beian.filing.rules.access.provider_code import provider_code
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("../p01", {}),
    Case("-p01", {}),
]

KEPT = [
    ("p01", {}),
    ("provider_1-2", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(provider_code, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(provider_code, value, context)


def test_where_the_line_runs():
    assert passes(provider_code, "pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp", {})
    told(
        provider_code,
        Case("ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp", {}, code="shape.too_long"),
    )
