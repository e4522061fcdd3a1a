"""What an officer may set in a template: strict types, bounds, nothing unknown, and no regular expressions; lists of words only."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from beian.filing.identifiers import Invalid, clean_text
from beian.filing.items import BY_KEY
from beian.filing.rules.findings import Words, filled

PREFIXES: dict[str, Words] = {
    "subject": _("主体"),
    "subject.principal": _("主体负责人"),
    "sites[]": _("网站"),
    "sites[].principal": _("网站负责人"),
}


@dataclass(frozen=True)
class Shown:
    """How a parameter is asked for: its label, a help text, and the labels of its choices where it has some."""

    label: Words
    help: Words = ""
    choices: tuple[tuple[str, Words], ...] = ()


class Params(BaseModel):
    """A template's parameters."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    def speaks_of(self, nature: int | None) -> bool:
        """Whether the rule speaks of an owner of this nature, None while it is open."""
        return True

    def keys(self, items: tuple[str, ...]) -> tuple[str, ...]:
        """Of the template's items those that these parameters choose."""
        return items


def _clean(text: str) -> str:
    """A word as people type it: in NFC, nothing invisible in it, no spaces around."""
    try:
        text = clean_text(text)
    except Invalid:
        raise PydanticCustomError("hidden_character", "hidden character") from None
    if text != text.strip():
        raise PydanticCustomError("spaces_around", "spaces around")
    return text


def _once(values: list[Any]) -> list[Any]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("repeated", "repeated")
    return values


def one_of(keys: tuple[str, ...]) -> AfterValidator:
    """The check that a text is one of these."""

    def check(text: str) -> str:
        if text not in keys:
            raise PydanticCustomError("unknown_choice", "unknown choice")
        return text

    return AfterValidator(check)


Text = Annotated[str, Field(min_length=2, max_length=60), AfterValidator(_clean)]
# A word to look for has two characters at least, so that it can stand as a word; a phrase may be a sentence.
Word = Annotated[str, Field(min_length=2, max_length=20), AfterValidator(_clean)]
Phrase = Annotated[str, Field(min_length=2, max_length=200), AfterValidator(_clean)]
ONCE = AfterValidator(_once)
Natures = Annotated[list[Annotated[int, Field(ge=1, le=999)]], Field(max_length=40), ONCE]


class OfNatures(Params):
    """Parameters of a rule that may speak of owners of some natures only."""

    natures: Annotated[Natures, Shown(_("适用的单位性质"), _("不选则适用于所有单位和个人。"))] = []

    def speaks_of(self, nature: int | None) -> bool:
        """Whether the nature is among those chosen; an open one is among all only."""
        return not self.natures or nature in self.natures


_WHOSE = (("both", _("主体负责人和网站负责人")), ("subject", _("主体负责人")), ("site", _("网站负责人")))


class OfPrincipals(Params):
    """Parameters of a rule about the subject's principal, the sites' principals, or both."""

    whose: Annotated[Literal["both", "subject", "site"], Shown(_("哪些负责人"), choices=_WHOSE)] = "both"

    def keys(self, items: tuple[str, ...]) -> tuple[str, ...]:
        """The items of the principals chosen."""
        start = {"subject": "subject.", "site": "sites[]."}.get(self.whose, "")
        return tuple(key for key in items if key.startswith(start))


def item_label(key: str) -> Words:
    """An item's label with where it stands: 网站负责人：应急联系电话."""
    prefix = next(
        (PREFIXES[part] for part in sorted(PREFIXES, key=len, reverse=True) if key.startswith(f"{part}.")), ""
    )
    return filled(_("{place}：{item}"), {"place": prefix, "item": BY_KEY[key].label})


def items_shown(keys: tuple[str, ...]) -> Shown:
    """How a parameter that names one of these items is asked for."""
    return Shown(_("登记项"), choices=tuple((key, item_label(key)) for key in keys))


class OfItem(Params):
    """Parameters of a rule about an item that the bureau chooses; item is declared anew with its own choices."""

    item: str

    def keys(self, items: tuple[str, ...]) -> tuple[str, ...]:
        """The item chosen."""
        return tuple(key for key in items if key == self.item)
