"""What a template is: a rule whose blanks a bureau fills, made of one pure function with its sentence, its remedy and its parameters.

A template over "value" or "list" is asked (value, context, params) for each of its items, as field rules are, once the value has the item's
type; over "list" an item that repeats is asked about once, with its whole list. A template over "document" is asked (document, params, today) and
yields (path, blanks). Either answers with the blanks of its sentence or True where the rule is broken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from beian.filing.rules.findings import REJECT, SEVERITIES, Words
from beian.filing.rules.packs.parameters import Params

VALUE, LIST, DOCUMENT = "value", "list", "document"


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of rule that a pack may hold; a document cannot always prove it, so severities says how grave a row may be at most.

    blank: it is asked about an item left open too, as "" (in a document only once that is to be complete). once: of equal values it
    names the first place only.
    """

    code: str
    label: Words
    explanation: Words
    items: tuple[str, ...]
    params: type[Params]
    text: Words
    suggestion: Words
    severity: str
    severities: tuple[str, ...]
    over: str
    blank: bool
    once: bool
    check: Callable[..., Any]


def template(
    code: str,
    *,
    label: Words,
    explanation: Words,
    items: tuple[str, ...],
    params: type[Params],
    text: Words,
    suggestion: Words,
    severity: str = REJECT,
    severities: tuple[str, ...] = SEVERITIES,
    over: str = VALUE,
    blank: bool = False,
    once: bool = False,
) -> Callable[[Callable[..., Any]], Template]:
    """Make a template of a function."""

    def made(check: Callable[..., Any]) -> Template:
        return Template(
            code, label, explanation, items, params, text, suggestion, severity, severities, over, blank, once, check
        )

    return made
