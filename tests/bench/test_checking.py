"""Both sides of the measurement accept and refuse the same filings; otherwise their speeds could not be compared."""

import copy

import pytest

from beian.filing import paths, rules
from tests.beian.filing.rules.filings import by_address, company, person, two
from tests.bench import checking, serializers

GOOD = [company, person, by_address]
# What may stand anywhere instead of what belongs there.
INSTEAD = [
    None,
    "",
    "\u3000",
    7,
    True,
    2.5,
    [],
    {},
    [{}],
    ["example.cn", "example.cn"],
    [7],
    "x" * 5000,
    "\u200b",
    "测试",
    "example.com",
    "中国新闻网",
    "10.0.0.1",
    "13800138000",
    "330100",
    5,
]


def ours(document):
    return not any(found.rejects for found in rules.check_document(document, complete=True, today=checking.TODAY))


def other(document):
    return serializers.accepts(document, today=checking.TODAY)


def everywhere(node, path=""):
    """Every path of a document, of whole parts too."""
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, inner in steps:
        place = f"{path}.{step}" if path else str(step)
        yield place
        yield from everywhere(inner, place)


def spoilt(document, place, value):
    data = copy.deepcopy(document)
    *way, last = place.split(".")
    holder = paths.get(data, ".".join(way)) if way else data
    holder[int(last) if isinstance(holder, list) else last] = copy.deepcopy(value)
    return data


@pytest.mark.parametrize("filing", [*GOOD, *(lambda n=n: checking._filing(n) for n in range(8))])
def test_both_accept_a_good_filing(filing):
    assert ours(filing()) and other(filing())


def test_both_refuse_a_filing_with_two_sites_of_one_domain():
    assert not ours(two()) and not other(two())


@pytest.mark.parametrize(
    ("filing", "value"),
    [(company, value) for value in INSTEAD] + [(filing, value) for filing in GOOD[1:] for value in INSTEAD[::6]],
    ids=lambda part: repr(part)[:20],
)
def test_both_give_the_same_verdict_wherever_something_else_stands(filing, value):
    document = filing()
    document["sites"][0]["pre_approvals"] = [{"kind": 1, "number": "国新网许可证编号1012006001"}]
    places = [place for place in everywhere(document) if place not in ("schema", "kind")]
    differing = [
        place for place in places if ours(spoilt(document, place, value)) != other(spoilt(document, place, value))
    ]
    assert len(places) > 40 and differing == []


def test_both_ask_every_rule():
    """A serializer that hung in fewer rules would be faster for no merit."""
    fields = serializers.Filing().fields
    asked = set()
    todo = list(fields.values())
    while todo:
        field = todo.pop()
        todo += list(getattr(field, "fields", {}).values()) + [
            child for child in [getattr(field, "child", None)] if child
        ]
        for validator in field.validators:
            asked |= {rule.code for rule in getattr(validator, "rules", ())}
    assert asked == {rule.code for rule in rules.RULES}
