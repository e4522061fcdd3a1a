"""Signs of programmes stand in no address."""

import pytest

from beian.filing.rules.addresses.no_odd_signs import no_odd_signs
from tests.beian.filing.rules.asking import Case, passes, told

BROKEN = [
    Case("文三路1号'; DROP TABLE", {}),
    Case("<b>文三路1号</b>", {}),
    Case("文三路1号\\", {}, key="subject.certificate.address"),
]

KEPT = [
    ("文三路1-2号（东楼）3#402室", {}),
    ("A座,2层", {}),
]


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("case", BROKEN)
def test_what_it_refuses(case):
    told(no_odd_signs, case)


@pytest.mark.parametrize(("value", "context"), KEPT)
def test_what_it_lets_pass(value, context):
    assert passes(no_odd_signs, value, context)


def test_where_the_line_runs():
    assert passes(no_odd_signs, "文三路1号~2号", {})
    told(no_odd_signs, Case("文三路1号^2号", {}))
