"""What a rule is and what it finds.

A rule is one pure function with its sentence, its remedy and its article beside it. A field rule gets (value, context) after the shape of
the value has been checked, so the value has the item's type; it answers False (kept), True (broken), a dict (broken; the blanks of its
sentence) or raises Invalid (an identifier's own reason). A document rule gets the whole document and yields (path, blanks).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language

from beian.reference.tables import Row

Words = str | Promise
Context = Mapping[str, Any]
Document = Mapping[str, Any]
Broken = bool | dict[str, Any]
Places = Iterable[tuple[str, dict[str, Any]]]

# reject: not accepted; warn: shown, does not block; person: does not block either, a human decides.
REJECT, WARN, PERSON = "reject", "warn", "person"
SEVERITIES = (REJECT, WARN, PERSON)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the document's path, the rule's code, what is wrong, how to mend it, the article, how grave it is."""

    item: str
    code: str
    text: Words
    suggestion: Words
    article: Words
    severity: str = REJECT

    @property
    def rejects(self) -> bool:
        """Whether the filing cannot go on with it."""
        return self.severity == REJECT

    def as_dict(self) -> dict[str, str]:
        """Plain data in the language of the moment, for messages and interfaces."""
        return {name: str(value) for name, value in asdict(self).items()}


class Rule(NamedTuple):
    """One rule; items is empty for rules over the whole document."""

    code: str
    items: tuple[str, ...]
    check: Callable[..., Any]
    text: Words
    suggestion: Words
    article: Words
    severity: str

    @property
    def explanation(self) -> str:
        """The first line of the function's docstring."""
        return (self.check.__doc__ or "").strip().partition("\n")[0]

    def at(self, path: str, blanks: Mapping[str, Any] | None = None) -> Finding:
        """The finding of this rule at a path; blanks fill its sentences and may name another severity."""
        severity = blanks.get("severity", self.severity) if blanks else self.severity
        return Finding(
            path, self.code, filled(self.text, blanks), filled(self.suggestion, blanks), self.article, severity
        )


def filled(words: Words, blanks: Mapping[str, Any] | None) -> Words:
    """The sentence with its blanks filled once it is shown, in the language of that moment."""
    return format_lazy(words, **blanks) if blanks else words  # type: ignore[arg-type]


def _name(row: Row) -> str:
    """A code's name in the language in which the sentence is shown."""
    return row.label(get_language() or "zh-hans")


name_in_language = lazy(_name, str)


def rule(
    code: str, *items: str, article: Words, text: Words, suggestion: Words, severity: str = REJECT
) -> Callable[[Callable[[Any, Context], Broken]], Rule]:
    """Make a field rule of a function (value, context) for the items of these keys."""

    def made(check: Callable[[Any, Context], Broken]) -> Rule:
        return Rule(code, items, check, text, suggestion, article, severity)

    return made


def document_rule(
    code: str, *, article: Words, text: Words, suggestion: Words, severity: str = REJECT
) -> Callable[[Callable[[Document], Places]], Rule]:
    """Make a rule of a function over the whole document that yields the places where it is broken."""

    def made(check: Callable[[Document], Places]) -> Rule:
        return Rule(code, (), check, text, suggestion, article, severity)

    return made
