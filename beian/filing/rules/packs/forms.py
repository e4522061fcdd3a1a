"""What a page needs to ask for a template's parameters, and how it reads what was typed."""

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic.fields import FieldInfo

from beian.filing.rules.findings import Words
from beian.filing.rules.packs.parameters import Shown
from beian.filing.rules.packs.template import Template

INTEGER, TEXT, WORDS, CHOICE, NATURES = "int", "text", "words", "choice", "natures"


class Field(NamedTuple):
    """One parameter. kind: int, text, words (one a line), choice, natures (several codes of the table owner_natures, none: all).

    least and most bound the number, or how many words; shortest and longest bound a text or each word, in characters; None: no bound.
    """

    name: str
    label: Words
    help: Words
    kind: str
    required: bool
    default: Any
    least: int | None
    most: int | None
    shortest: int | None
    longest: int | None
    choices: tuple[tuple[str, Words], ...]


def form_of(template: Template) -> tuple[Field, ...]:
    """The template's parameters in the order in which they are asked for: its own first, whom it speaks of last."""
    fields = [_field(name, info) for name, info in template.params.model_fields.items()]
    return tuple(sorted(fields, key=lambda field: (field.kind == NATURES, field.name == "whose")))


def _field(name: str, info: FieldInfo) -> Field:
    shown = next(each for each in info.metadata if isinstance(each, Shown))
    kind = _kind(name, info, shown)
    inner = get_args(info.annotation)[0].__metadata__[0].metadata if kind == WORDS else info.metadata
    several = kind in (WORDS, NATURES)
    return Field(
        name,
        shown.label,
        shown.help,
        kind,
        info.is_required(),
        None if info.is_required() else info.default,
        _bound(info.metadata, MinLen if several else Ge),
        _bound(info.metadata, MaxLen if several else Le),
        _bound(inner, MinLen) if kind in (WORDS, TEXT) else None,
        _bound(inner, MaxLen) if kind in (WORDS, TEXT) else None,
        shown.choices,
    )


def _kind(name: str, info: FieldInfo, shown: Shown) -> str:
    if name == "natures":
        return NATURES
    if shown.choices:
        return CHOICE
    return {int: INTEGER, str: TEXT}.get(info.annotation, WORDS)


def _bound(metadata: list[Any], kind: type) -> int | None:
    found = next((each for each in metadata if isinstance(each, kind)), None)
    names = {Ge: "ge", Le: "le", MinLen: "min_length", MaxLen: "max_length"}
    return getattr(found, names[kind]) if found is not None else None


def read_form(template: Template, posted: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as typed: a text for each name, or a list of texts for natures. What cannot be read stays, for `problems` to name."""
    read = {field.name: _read(field, posted.get(field.name)) for field in form_of(template)}
    return {name: value for name, value in read.items() if value is not None}


def _read(field: Field, typed: Any) -> Any:
    """None where nothing was typed, so that the default or "missing" speaks."""
    if field.kind == NATURES:
        return [_number(code) for code in (typed or [])]
    if not isinstance(typed, str):
        return typed
    if field.kind == WORDS:
        return [line.strip() for line in typed.splitlines() if line.strip()]
    return (_number(typed) if field.kind == INTEGER else typed.strip()) if typed.strip() else None


def _number(typed: Any) -> Any:
    """A number of at most nine digits, ASCII or full width; anything else as it came."""
    text = typed.strip() if isinstance(typed, str) else ""
    return int(text) if text.isdecimal() and len(text) < 10 else typed
