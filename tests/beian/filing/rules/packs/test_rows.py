"""What an editor is told about a draft's rows: which row, which place in it, in words."""

from datetime import date

import pytest
from django.utils.translation import override

from beian.filing.rules import packs
from tests.beian.filing.rules.packs.trial import row


def told(*rows):
    return [(problem.row, problem.place) for problem in packs.problems(rows)]


@pytest.mark.requirement("B3")
def test_a_bad_parameter_is_named():
    (problem,) = packs.problems([row("min_age", years=13)])
    assert (problem.row, problem.place, str(problem.label)) == ("11.min_age", "params.years", "最低年龄（周岁）")
    assert str(problem.text) == "不能小于 14。"


@pytest.mark.parametrize(
    ("params", "place"),
    [
        ({"years": "18"}, "params.years"),
        ({"years": True}, "params.years"),
        ({"years": 18.0}, "params.years"),
        ({"years": 10**40}, "params.years"),
        ({"years": None}, "params.years"),
        ({"years": 18, "pattern": "(a+)+$"}, "params.pattern"),
        ({"years": 18, "x" * 500: 1}, f"params.{'x' * 80}"),
        ({"years": 18, "\u202e": 1}, "params.\\u202e"),
        ({"years": 18, "natures": [5, 5]}, "params.natures"),
        ({"years": 18, "natures": ["5"]}, "params.natures.0"),
        ({"years": 18, "natures": [99]}, "params.natures"),
        ({"years": 18, "natures": 5}, "params.natures"),
        ({"years": 18, "whose": "nobody"}, "params.whose"),
    ],
)
def test_every_parameter_is_of_its_type_and_within_its_bounds(params, place):
    assert told(row("min_age", **params)) == [("11.min_age", place)]
    for problem in packs.problems([row("min_age", **params)]):
        with override("en"):
            assert str(problem.text) and "{" not in str(problem.text)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"code": "min_age"}, "code"),
        ({"code": "99.min_age"}, "code"),
        ({"code": "11.Min Age"}, "code"),
        ({"code": 11}, "code"),
        ({"code": f"11.{'x' * 61}"}, "code"),
        ({"name": "字" * 301}, "name"),
        ({"name_en": "a\u200bb"}, "name_en"),
        ({"source": None}, "source"),
        ({"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 31)}, "valid_to"),
    ],
)
def test_the_row_around_the_parameters_is_looked_at_too(changes, place):
    assert [where for _row, where in told(row("min_age", years=18)._replace(**changes))] == [place]


@pytest.mark.parametrize(
    ("flags", "place"),
    [
        ({"on": 1}, "on"),
        ({"template": "eval"}, "template"),
        ({"template": None}, "template"),
        ({"severity": "fatal"}, "severity"),
        ({"params": []}, "params"),
        ({"suggestion": "字" * 301}, "suggestion"),
        ({"suggestion_en": 5}, "suggestion_en"),
        ({"softens": "names"}, "softens"),
    ],
)
def test_flags_are_those_of_a_pack_and_no_others(flags, place):
    assert told(row("min_age", years=18, flags=flags)) == [("11.min_age", place)]


def test_a_code_stands_once_at_a_time():
    one = row("min_age", years=18)
    assert told(one, one) == [("11.min_age", "code")]
    assert told(one._replace(valid_to=date(2026, 6, 30)), one._replace(valid_from=date(2026, 7, 1))) == []
    assert told(one._replace(valid_to=date(2026, 7, 1)), one._replace(valid_from=date(2026, 7, 1))) != []


def test_a_pack_is_no_encyclopedia():
    many = [row("min_age", years=18, code=f"11.rule{number}") for number in range(201)]
    assert told(*many[:200]) == [] and told(*many) == [("", "")]
