"""What a judge answers: a verdict, the value in its normal form, and the reasons."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from beian.filing.identifiers import Invalid
from beian.filing.rules import REJECT, Finding

Words = str | Promise
ACCEPT, WARN = "accept", "warn"


class Reason(NamedTuple):
    """One reason; a severity other than reject warns."""

    code: str
    text: Words
    article: Words
    severity: str = REJECT


class Verdict(NamedTuple):
    """The normal form or result, what speaks against it, and members of its kind beside these (measured values)."""

    value: Any
    reasons: tuple[Reason, ...] = ()
    more: Mapping[str, Any] = MappingProxyType({})

    @property
    def word(self) -> str:
        """accept, warn or reject."""
        if any(reason.severity == REJECT for reason in self.reasons):
            return REJECT
        return WARN if self.reasons else ACCEPT

    def members(self) -> dict[str, Any]:
        """The three members of an answer, in the language of the moment; a rejected line has no value."""
        word = self.word
        shown = [{"code": r.code, "text": str(r.text), "article": str(r.article)} for r in self.reasons]
        return {"verdict": word, "value": None if word == REJECT else self.value, "reasons": shown, **self.more}


def found(findings: list[Finding]) -> tuple[Reason, ...]:
    """The rules' findings as reasons."""
    return tuple(Reason(one.code, one.text, one.article, one.severity) for one in findings)


def refused(error: Invalid, article: Words) -> Verdict:
    """An identifier's own reason."""
    return Verdict(None, (Reason(error.code, error.reason.text, article),))


class BadMember(Exception):
    """A line's member that is missing or of no use; str(text) names it."""

    def __init__(self, code: str, text: Words, name: str) -> None:
        super().__init__(code)
        self.reason = Reason(f"member.{code}", format_lazy(text, name=name), "")


def member(line: dict[str, Any], name: str, kind: type, most: int = 0) -> Any:
    """The member, of exactly this type and of at most so many characters or entries; BadMember says what is wrong."""
    if name not in line:
        raise BadMember("missing", _("缺少“{name}”。"), name)
    value = line[name]
    if type(value) is not kind:
        raise BadMember("type", _WRONG[kind], name)
    if most and len(value) > most:
        raise BadMember("too_long", _("“{name}”太长。"), name)
    return value


_WRONG = {
    str: _("“{name}”应为文本。"),
    int: _("“{name}”应为整数。"),
    list: _("“{name}”应为数组。"),
    dict: _("“{name}”应为对象。"),
}


def one_of(name: str) -> BadMember:
    """A text that is none of the names the member may hold."""
    return BadMember("value", _("“{name}”中有不认识的名称。"), name)
