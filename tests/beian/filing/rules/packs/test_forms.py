"""A page can ask for every parameter of every template, and read what was typed."""

import pytest
from django.utils.translation import override

from beian.filing.rules import packs
from tests.beian.filing.rules.packs.trial import PARAMS, row

TYPED = {
    "int": str,
    "choice": str,
    "text": str,
    "words": "\r\n".join,
    "natures": lambda codes: [str(code) for code in codes],
}


@pytest.mark.parametrize("template", packs.TEMPLATES, ids=lambda template: template.code)
def test_every_parameter_has_a_label_and_bounds_and_its_default_is_sound(template):
    fields = packs.form_of(template)
    assert {field.name for field in fields} == set(template.params.model_fields)
    for field in fields:
        assert str(field.label) and field.kind in TYPED
        assert (field.kind == "choice") == bool(field.choices)
        assert field.kind not in ("int", "words") or (field.least is not None and field.most is not None)
        assert field.kind not in ("text", "words") or (field.shortest and field.longest)
        assert all(code and str(label) for code, label in field.choices)
    given = PARAMS[template.code] | {field.name: field.default for field in fields if not field.required}
    for choice in [field for field in fields if field.kind == "choice"]:
        for code, _label in choice.choices:
            assert packs.problems([row(template.code, **given | {choice.name: code})]) == []


@pytest.mark.parametrize("template", packs.TEMPLATES, ids=lambda template: template.code)
def test_what_was_typed_comes_back_as_parameters(template):
    fields = packs.form_of(template)
    given = {field.name: field.default for field in fields if not field.required} | PARAMS[template.code]
    typed = {field.name: TYPED[field.kind](given[field.name]) for field in fields}
    assert packs.read_form(template, typed) == given


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"years": "十八"}, "params.years"),
        ({"years": "18; DROP"}, "params.years"),
        ({"years": "9" * 4000}, "params.years"),
        ({"years": "-1"}, "params.years"),
        ({"natures": ["五"]}, "params.natures.0"),
        ({"whose": "x"}, "params.whose"),
    ],
)
def test_what_cannot_be_read_is_named(typed, place):
    template = packs.template_of("min_age")
    assert [problem.place for problem in packs.problems([row("min_age", **packs.read_form(template, typed))])] == [
        place
    ]


def test_blank_is_the_default_and_full_width_digits_are_digits():
    template = packs.template_of("min_age")
    assert packs.read_form(template, {"years": " ", "whose": ""}) == {"natures": []}
    assert packs.read_form(template, {"years": "１８"}) == {"years": 18, "natures": []}


def test_two_items_of_one_name_are_told_apart():
    fields = {field.name: field for field in packs.form_of(packs.template_of("required_item"))}
    labels = [str(label) for _code, label in fields["item"].choices]
    assert len(set(labels)) == len(labels) and "网站负责人：应急联系电话" in labels
    with override("en"):
        assert len({str(label) for _code, label in fields["item"].choices}) == len(labels)
